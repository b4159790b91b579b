"""``consentbook edition rollback``, ``prune`` and ``verify``: what is done with a place that holds releases."""

import os
from pathlib import Path

import click

from consentbook.editions.place import Place
from consentbook.terminal import FINDINGS, pass_root, say, warn

TO = click.Path(file_okay=False, path_type=Path)
to = click.option("--to", type=TO, required=True, help="The folder that holds the releases.")
waiting = click.option(
    "--wait", type=click.FloatRange(0), default=0, help="Seconds to wait for another publisher. Default: 0."
)


@click.command()
@click.argument("release", required=False, default="")
@to
@waiting
def rollback(release: str, to: Path, wait: float) -> None:
    """Serve an earlier release again: the one before, or RELEASE, the beginning of a release's digest.

    \b
    Examples:
      consentbook edition rollback --to public
      consentbook edition rollback 24a1becd3dcb --to public
    """
    from consentbook.editions.rollback import rollback as roll_back  # noqa: PLC0415 - each command loads its own

    turn = roll_back(Place(to.absolute()), release, wait)
    say(f"{to}/current is release {turn.release[:12]} again: {', '.join(turn.editions)}.")


@click.command()
@to
@click.option("--keep", type=click.IntRange(1), default=5, show_default=True, help="How many releases to keep.")
@waiting
def prune(to: Path, keep: int, wait: float) -> None:
    """Remove old releases, and what only they needed. What is served stays.

    \b
    Examples:
      consentbook edition prune --to public --keep 3
    """
    from consentbook.editions.rollback import prune as removing  # noqa: PLC0415 - as above

    place = Place(to.absolute())
    removed, freed = removing(place, keep, wait)
    if not place.turns():
        warn(f"the log of {to} is gone, so it is not known which releases are old: none is removed.")
    say(f"{removed} release{'s' * (removed != 1)} removed, {freed / 1e6:.1f} MB freed.")


@click.command()
@to
@click.option(
    "--allowed-signers",
    "signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check the signature by this file, as `man ssh-keygen` describes it.",
)
@click.option("--rebuild", is_flag=True, help="Also take every edition out of its tag again, and compare.")
@pass_root
def verify(root: Path, to: Path, signers: Path | None, rebuild: bool) -> None:
    """Check that what is served is what was published, and that tags and editions.yml say the same.

    Exit codes: 0 it is, 1 it is not, 2 it could not be checked.

    \b
    Examples:
      consentbook edition verify --to public
      consentbook edition verify --to public --allowed-signers allowed_signers --rebuild
    """
    from consentbook.editions import verify as verifying  # noqa: PLC0415 - as above

    found = verifying.verify(root, Place(to.absolute()), signers)
    for words in found:
        say(words)
    if found:
        raise SystemExit(FINDINGS)
    if rebuild:
        verifying.rebuild(root, os.cpu_count() or 1)
    say(f"{to}/current is as it was published.")
