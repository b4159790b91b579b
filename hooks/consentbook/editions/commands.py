"""``consentbook edition``: publish the editions of the site, and look at them."""

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from consentbook.editions import SITE_URL_VARIABLE
from consentbook.editions.changes.commands import diff
from consentbook.editions.place import Place
from consentbook.editions.sums import SUMS
from consentbook.editions.upkeep import TO, prune, rollback, verify, waiting
from consentbook.terminal import links_report, pass_root, progress, say, warn

if TYPE_CHECKING:
    from consentbook.editions.plan import Wanted
    from consentbook.editions.publish import Published

EXPORTED = ".cache/editions"


@click.group()
def edition() -> None:
    """Publish editions of the site, side by side. An edition is a git tag such as 2026.11."""


for command in (diff, rollback, prune, verify):
    edition.add_command(command)


def _site_url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from consentbook.editions.address import checked_address  # noqa: PLC0415 - needs POSIX, which a build does not

    try:
        return checked_address(value) if value else None
    except ValueError as wrong:
        raise click.BadParameter(f'"{value}": {wrong}. Write it as in https://docs.example.com/consent/.') from None


@edition.command()
@click.option("--to", type=TO, help="The folder that holds the releases; a web server serves `current` in it.")
@click.option("--export", "branch", metavar="BRANCH", help="Commit to this branch, as GitHub Pages serves gh-pages.")
@click.option(
    "--site-url",
    envvar=SITE_URL_VARIABLE,
    callback=_site_url,
    help="The address at which `current` is served. Default: that of the last time.",
)
@click.option("--next", "unreleased", is_flag=True, help="Publish the state of HEAD too, as `next`.")
@click.option(
    "--sign", "key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Sign with this SSH key."
)
@click.option("--jobs", type=click.IntRange(1), help="How many editions to build at once. Default: one per processor.")
@waiting
@click.option("--compress/--no-compress", default=None, help="Lay .gz and .br files beside the others. Default: yes.")
@click.option("--mend", is_flag=True, help="Put back what was changed by hand in the release that is served.")
@click.option(
    "--drop",
    "dropped",
    multiple=True,
    metavar="EDITION",
    help="An edition that is served, has no tag, and may be gone.",
)
@links_report
@pass_root
def publish(
    root: Path,
    /,
    to: Path | None,
    branch: str | None,
    site_url: str | None,
    wait: float,
    compress: bool | None,
    report: Path | None,
    jobs: int | None,
    **options: Any,
) -> None:
    """Build every edition that is not built yet, and publish all of them in one step.

    Editions are the git tags named as one. New ones are written into editions.yml: commit it.

    \b
    Examples:
      git tag 2026.11 && consentbook edition publish --to public --site-url https://docs.example.com/consent/
      consentbook edition publish --to /srv/consentbook --next
      consentbook edition publish --export gh-pages --site-url https://example.github.io/consent/
    """
    if bool(to) == bool(branch):
        raise click.UsageError("Say where to publish: --to FOLDER, or --export BRANCH.")
    if branch and compress:
        raise click.UsageError("--compress is of no use with --export: GitHub Pages packs files itself.")
    from consentbook.editions.address import PLACEHOLDER, address_of  # noqa: PLC0415 - as above
    from consentbook.editions.plan import Wanted  # noqa: PLC0415 - as above
    from consentbook.editions.publish import publish as published  # noqa: PLC0415 - as above

    place = Place((to or root / EXPORTED).absolute())
    wanted = Wanted(
        root=root,
        place=place,
        site_url=address_of(place, site_url),
        report=report and report.absolute(),
        compress=not branch if compress is None else compress,
        jobs=jobs or os.cpu_count() or 1,
        **options,
    )
    if branch:
        from consentbook.editions.export import check_branch  # noqa: PLC0415 - as above

        if wanted.site_url == PLACEHOLDER:
            raise click.UsageError("Say with --site-url where the branch will be served.")
        check_branch(root, branch)
    progress("Looking at the tags ...")
    _tell(published(wanted, wait), root, wanted, to, branch)


def _tell(done: "Published", root: Path, wanted: "Wanted", to: Path | None, branch: str | None) -> None:
    editions = ", ".join(done.editions)
    for words in done.doubts:
        warn(words)
    for words in done.mended:
        say(f"{words}; what was published is there again.")
    if branch:
        from consentbook.editions.export import export  # noqa: PLC0415 - as above

        export(root, wanted.place, branch, f"Publish {editions}")
        say(f"The branch {branch} holds {editions} (release {done.release[:12]}). Push it: `git push origin {branch}`.")
    else:
        state = "is published" if done.changed else "is as it was"
        say(f"{to}/current {state}: {editions} (release {done.release[:12]}).")
    if wanted.key:
        say(f"{SUMS} is signed with {wanted.key}.")
    if done.fresh:
        say(f"editions.yml has {', '.join(done.fresh)} now. Commit it.")
    if to and done.reload:
        say(f"{to}/nginx has changed. If nginx serves it, let it read that: nginx -c FILE -s reload.")


@edition.command("list")
@click.option("--to", type=TO, help="Also say which of them are served in this folder.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_root
def list_(root: Path, to: Path | None, form: str) -> None:
    """List the editions, newest first.

    \b
    Examples:
      consentbook edition list
      consentbook edition list --to public --format json
    """
    from consentbook.editions.listing import list_editions  # noqa: PLC0415 - as above

    listed = list_editions(root, Place(to.absolute()) if to else None)
    if form == "json":
        say(json.dumps([asdict(one) for one in listed], ensure_ascii=False, indent=2))
        return
    for one in listed:
        served = "" if one.served is None else "served" if one.served else "not served"
        say(
            f"{one.edition:<12} {one.date:<10}  {one.commit[:12]:<12}  {one.status:<13} {served or one.reason}".rstrip()
        )


@edition.command()
@click.argument("name", metavar="EDITION")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_root
def show(root: Path, name: str, form: str) -> None:
    """Show what an edition holds, or another tag or revision.

    \b
    Examples:
      consentbook edition show 2026.11
      consentbook edition show HEAD --format json
    """
    from consentbook.editions.listing import show_edition  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="consentbook-") as work:
        shown = show_edition(root, name, Path(work))
    if form == "json":
        say(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for key, value in shown.items():
        if isinstance(value, dict):
            say(f"{key}: {len(value)}")
            for inner, revision in value.items():
                say(f"  {inner} r{revision}")
        elif value not in (None, ""):
            say(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
