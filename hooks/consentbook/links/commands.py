"""``consentbook links``: check the addresses outside the site over HTTP."""

import asyncio
import json
import sys
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

import click

from consentbook.book import read_book
from consentbook.links.addresses import Place, outside_addresses
from consentbook.links.outside import Verdict, check_addresses
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, pass_root, say


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="HOST",
    help="A host that may be on a private network. Repeatable.",
)
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(0.1, 300),
    default=20.0,
    show_default=True,
    help="Seconds per address.",
)
@pass_root
def links(root: Path, form: str, allowed: tuple[str, ...], seconds: float) -> None:
    """Check every address outside the site that pages, snippets and links.yml lead to.

    An address is fine, broken, or could not be checked; only broken ones are findings. Hosts on private networks are
    not asked, unless they are allowed by name. Exit code 2 says that not one server answered.

    \b
    Examples:
      consentbook links
      consentbook links --format json > links.json
      consentbook links --allow-host docs.internal
    """
    addresses = outside_addresses(read_book(root))
    verdicts = asyncio.run(_check(addresses, allowed, seconds))
    _show(verdicts, addresses, form)
    if verdicts and not any(verdict.answered for verdict in verdicts):
        click.echo("consentbook: not one server answered. Is there a network, and may it be used?", err=True)
        raise SystemExit(COULD_NOT_RUN)
    if any(verdict.state == "broken" for verdict in verdicts):
        raise SystemExit(FINDINGS)


async def _check(addresses: Collection[str], allowed: tuple[str, ...], seconds: float) -> list[Verdict]:
    verdicts = []
    with click.progressbar(length=len(addresses), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        async for verdict in check_addresses(addresses, allowed=allowed, seconds=seconds):
            verdicts.append(verdict)
            bar.update(1)
    return sorted(verdicts, key=lambda verdict: verdict.address)


def _show(verdicts: list[Verdict], addresses: dict[str, list[Place]], form: str) -> None:
    if form == "json":
        found = [asdict(verdict) | {"places": list(map(asdict, addresses[verdict.address]))} for verdict in verdicts]
        say(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for verdict in verdicts:
        if verdict.state != "fine":
            words = {"broken": "is broken", "unchecked": "could not be checked"}[verdict.state]
            advice = {"broken": "Find where the page went, or delete the link.", "unchecked": "Look at it by hand."}
            for place in addresses[verdict.address]:
                say(
                    f"{place.path}:{place.line}: {verdict.address} {words}: {verdict.happened}. {advice[verdict.state]}"
                )
    counts = [sum(verdict.state == state for verdict in verdicts) for state in ("fine", "broken", "unchecked")]
    say("{} addresses: {} fine, {} broken, {} could not be checked.".format(len(verdicts), *counts))
