"""``consentbook links``: check links, explain what was found, make one report of many."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import click

from consentbook.links.codes import CODES
from consentbook.links.ending import Reports, end, reporting, tell
from consentbook.links.job import Choice, of_others, of_project, project_of
from consentbook.links.options import pass_settings
from consentbook.links.outside.settings import Settings
from consentbook.links.reports.report import Report, counted
from consentbook.links.reports.saved import NotMerged, merged, missing, parse
from consentbook.links.run import How, run
from consentbook.links.select import NothingFits, Shard
from consentbook.reading.offences import did_you_mean
from consentbook.terminal import COULD_NOT_RUN, say, warn


class CheckUnlessNamed(click.Group):
    """A group whose command ``check`` needs no name: ``links docs/`` is ``links check docs/``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name in where no command is named."""
        named = bool(args) and args[0] in self.commands
        return super().parse_args(ctx, args if named else ["check", *args])


@click.group(cls=CheckUnlessNamed)
def links() -> None:
    """Check links, explain what was found, make one report of many."""


def _shard(_: click.Context, __: click.Parameter, value: str | None) -> Shard | None:
    try:
        return Shard.parse(value) if value else None
    except ValueError:
        raise click.BadParameter(f'"{value}" is no part of a whole. Write one such as 3/10.') from None


def _cache(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Take no file that is plainly another's: one that cannot be read as a cache is put aside."""
    if not value or value.suffix in {".sqlite3", ".sqlite", ".db"} or not value.is_file():
        return value
    with value.open("rb") as file:
        is_cache = file.read(16).startswith(b"SQLite format 3")
    if not is_cache:
        raise click.BadParameter(f"{value} is no cache, and its name does not end with .sqlite3.")
    return value


@links.command(context_settings={"show_default": True, "help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1, metavar="[FILE|DIR|URL|-]...")
@reporting
@click.option("--offline", is_flag=True, help="Ask nobody: check what can be checked in the files alone.")
@click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    help="Only links whose address or file fits, as in 'https://*.example.com/*', or a name of the register.",
)
@click.option("--since", metavar="REV", help="Only links in files that changed since a revision in git.")
@click.option("--depth", type=click.IntRange(0, 10), default=1, help="How far to follow the pages of a URL.")
@click.option(
    "--register",
    "register_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A links.yml for what is named: expectations, known_broken, exclude.",
)
@click.option("--shard", callback=_shard, metavar="PART/WHOLE", help="Only one part of the hosts, as in 3/10.")
@click.option(
    "--cache",
    "cache_file",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_cache,
    show_default="in a project .cache/links.sqlite3",
    help="Where to keep what was found.",
)
@click.option("--fix", "mend", is_flag=True, help="Write where pages have moved for good into the files.")
@click.option("--no-cache", is_flag=True, help="Keep nothing, and believe nothing that was kept.")
@click.option(
    "--fresh", type=click.FloatRange(0), default=3.0, help="Days for which a fine address is not asked again."
)
@click.option("--suspect", type=click.FloatRange(0), default=3.0, help="Days for which a link that worked may fail.")
@pass_settings
@click.pass_context
def check(
    context: click.Context,
    /,
    what: tuple[str, ...],
    settings: Settings,
    folders: tuple[tuple[str, str], ...],
    form: str,
    reports: Reports,
    fail_on: str,
    shard: Shard | None,
    cache_file: Path | None,
    mend: bool,
    no_cache: bool,
    fresh: float,
    suspect: float,
    offline: bool,
    **choices: Any,
) -> None:
    """Check every link of the project, or of files, folders and sites that are named.

    An address can be broken (error), broken for a short time (suspect), doubtful (warning), not checked, or better
    written otherwise (hint); each finding has a code, which `consentbook links explain CODE` explains. `consentbook
    links merge REPORT...` makes one report of those of many parts. Hosts on private networks are not asked, unless they
    are allowed by name. Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.

    Exit code 1 says that there are findings of the weight of --fail-on or more, 2 that the check could
    not be made, or not to its end.

    \b
    Examples:
      consentbook links
      consentbook links --format github --report json links.json
      consentbook links --since origin/main --only 'docs/guide/*'
      consentbook links --fix
      consentbook links README.md docs/ https://example.com/privacy
      consentbook links public/latest --remap https://docs.example.com/latest/ public/latest --offline
      consentbook links --shard 3/10 --report json part-3.json
      consentbook links --header docs.internal Authorization DOCS_TOKEN --allow-host docs.internal
    """
    begun = time.monotonic()
    choice = Choice(**choices, folders=folders, offline=offline)
    root, sources, others = project_of(context.find_root().obj, what)
    try:
        job = of_project(root, sources, others, choice, settings) if root else of_others(what, choice, settings)
        if root and offline:
            warn("in a project, links between files are checked by `consentbook check` and `consentbook build`")
    except NothingFits as nothing:
        raise click.UsageError(f"--only: {nothing}.") from None
    cache = cache_file or (root / CACHE if root else None)
    settings = settings.since(begun)  # sites have been read in it, too
    how = How(settings, None if no_cache else cache, timedelta(days=fresh), timedelta(days=suspect), shard, offline)
    found, ended = run(job, how, warn)
    if mend:
        found = _mended(found, root or Path())
    tell(found, form, reports)
    end(found, fail_on, asked=not offline, ended=ended)


CACHE = Path(".cache", "links.sqlite3")


def _mended(found: Report, root: Path) -> Report:
    """Write what can be written, and return the report on the rest."""
    from consentbook.links.fix import fix  # noqa: PLC0415 - most runs mend nothing

    mended = set(fix(found.findings, root))
    warn(f"{len(mended)} {'link leads' if len(mended) == 1 else 'links lead'} to where the page is now")
    rest = tuple(finding for finding in found.findings if finding not in mended)
    return replace(found, findings=rest, counts=counted(rest))


@links.command(context_settings={"show_default": True})
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="REPORT...")
@reporting
def merge(files: tuple[BinaryIO, ...], form: str, reports: Reports, fail_on: str) -> None:
    """Make one report of many: of the parts of a run that --shard split, or of several runs.

    Exit codes are those of one run. If a part is missing, what is there is told, and the exit code is 2.

    \b
    Examples:
      consentbook links merge part-*.json
      consentbook links merge part-*.json --format github --report json links.json
    """
    try:
        found = [parse(file.read(), file.name) for file in files]
        one = merged(found)
    except NotMerged as refused:
        raise click.UsageError(f"{refused}.") from None
    tell(one, form, reports)
    if lost := missing([report.shard for report in found if report.shard]):
        warn(f"of the parts, {', '.join(lost[:20])} {'is' if len(lost) == 1 else 'are'} missing")
        raise SystemExit(COULD_NOT_RUN)
    end(one, fail_on)


@links.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """List the codes of what can be found of a link, or explain CODE.

    \b
    Examples:
      consentbook links explain
      consentbook links explain soft-404
    """
    if code is None:
        for name, found in CODES.items():
            say(f"{name:20} {found.weight:10} {found.says}")
        return
    if code not in CODES:
        hint = did_you_mean(code, CODES) or f"Known: {', '.join(CODES)}."
        raise click.BadParameter(f'there is no code "{code}". {hint[0].upper()}{hint[1:]}', param_hint="CODE")
    say(f"{code} ({CODES[code].weight})\n\n{CODES[code].says}\n{CODES[code].mend}")
