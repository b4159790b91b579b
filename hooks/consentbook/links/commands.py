"""``consentbook links``: check the addresses outside the site over HTTP, and explain what was found."""

import asyncio
import sys
from collections.abc import Collection
from pathlib import Path

import click

from consentbook.book import read_book, today
from consentbook.links.codes import codes
from consentbook.links.outside.engine import Outcome, check, targets
from consentbook.links.outside.fetch import Settings
from consentbook.links.outside.judge import Target
from consentbook.links.outside.known import bear_with_known, without_excluded
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.report import WEIGHTS, Report, report
from consentbook.links.sources.book import outside_addresses, with_known
from consentbook.reading.offences import did_you_mean
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, pass_root, say


@click.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(WEIGHTS), default="error", show_default=True, help="The least that is a finding."
)
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST", help="A host that may be private. Repeatable.")
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(0.1, 300),
    default=20.0,
    show_default=True,
    help="Seconds for one attempt.",
)
@click.option("--deadline", type=click.FloatRange(1), help="Seconds for the whole check; the rest is not checked then.")
@click.option(
    "--pace",
    type=click.FloatRange(0, 60),
    default=0.0,
    show_default=True,
    help="Seconds between two requests to a host.",
)
@click.option(
    "--per-host", type=click.IntRange(1, 32), default=4, show_default=True, help="Requests to a host at once."
)
@click.option(
    "--attempts", type=click.IntRange(1, 10), default=3, show_default=True, help="How often to ask a server that fails."
)
@click.option(
    "--most-wait",
    type=click.FloatRange(0),
    default=30.0,
    show_default=True,
    help="The longest wait in seconds that a host may ask for.",
)
@click.option(
    "--expiry",
    type=click.IntRange(0, 365),
    default=14,
    show_default=True,
    help="Tell of certificates that run out in so many days.",
)
@click.option(
    "--authority", type=click.Path(exists=True, dir_okay=False), help="A file with more certificate authorities."
)
@click.pass_context
def links(
    context: click.Context,
    form: str,
    fail_on: str,
    allowed: tuple[str, ...],
    seconds: float,
    deadline: float | None,
    pace: float,
    per_host: int,
    attempts: int,
    most_wait: float,
    expiry: int,
    authority: str | None,
) -> None:
    """Check every address outside the site that pages, snippets and links.yml lead to.

    An address can be broken (error), doubtful (warning), not checked, or better written otherwise (hint); each finding
    has a code. Hosts on private networks are not asked, unless they are allowed by name. Exit code 1 says that there
    are findings of the weight of --fail-on or more, 2 that not one server answered.

    \b
    Examples:
      consentbook links
      consentbook links --format sarif > links.sarif
      consentbook links --fail-on warning --allow-host docs.internal
      consentbook links explain soft-404
    """
    if context.invoked_subcommand:
        return
    settings = Settings(
        allowed=frozenset(allowed),
        seconds=seconds,
        per_host=per_host,
        gap=pace,
        attempts=attempts,
        most_wait=most_wait,
        deadline=deadline,
        expiry_days=expiry,
        authority=authority or "",
    )
    _check_book(settings, form, fail_on)


@pass_root
def _check_book(root: Path, settings: Settings, form: str, fail_on: str) -> None:
    book = read_book(root)
    places = outside_addresses(book)
    named = {link.url: link.expect for link in book.register.links.values()}
    wanted = targets(places, {url: expect for url, expect in named.items() if expect})
    outcomes = asyncio.run(_check(without_excluded(wanted, book.register.exclude), settings))
    outcomes = bear_with_known(outcomes, book.register, today())
    found = report(outcomes, with_known(places, book), named)
    say(FORMATS[form](found))
    _end(found, fail_on)


def _end(found: Report, fail_on: str) -> None:
    if found.addresses and not found.answered:
        click.echo("consentbook: not one server answered. Is there a network, and may it be used?", err=True)
        raise SystemExit(COULD_NOT_RUN)
    if any(WEIGHTS.index(finding.weight) <= WEIGHTS.index(fail_on) for finding in found.findings):
        raise SystemExit(FINDINGS)


async def _check(wanted: Collection[Target], settings: Settings) -> list[Outcome]:
    outcomes = []
    with click.progressbar(length=len(wanted), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        async for outcome in check(wanted, settings):
            outcomes.append(outcome)
            bar.update(1)
    return outcomes


@links.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """List the codes of what can be found of a link, or explain CODE.

    \b
    Examples:
      consentbook links explain
      consentbook links explain soft-404
    """
    known = codes()
    if code is None:
        for name, found in known.items():
            say(f"{name:20} {found.weight:10} {found.says}")
        return
    if code not in known:
        hint = did_you_mean(code, known) or f"Known: {', '.join(known)}."
        raise click.BadParameter(f'there is no code "{code}". {hint[0].upper()}{hint[1:]}', param_hint="CODE")
    say(f"{code} ({known[code].weight})\n\n{known[code].says}\n{known[code].mend}")
