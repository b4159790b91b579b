"""One round of asking: for every target, with a bar on a terminal, to its end or until a signal."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from consentbook.links.ending import Ended
from consentbook.links.outside.cache import Cache
from consentbook.links.outside.engine import check
from consentbook.links.outside.loop import allow_sockets, ended_by_signals, new_loop
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Outcome, Target, not_reached


def ask_all(wanted: list[Target], settings: Settings, cache: Cache | None, ended: Ended) -> list[Outcome]:
    """Ask for every target. Ended by a signal, return what is known by then, and of the rest that it is not."""
    allow_sockets(settings.at_once)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(_ask(wanted, settings, cache, ended))


async def _ask(wanted: list[Target], settings: Settings, cache: Cache | None, ended: Ended) -> list[Outcome]:
    by_address = {target.address: target for target in wanted}
    outcomes: dict[str, Outcome] = {}
    with ended_by_signals(ended), _progress(len(wanted)) as advance, suppress(asyncio.CancelledError):
        async for outcome in check(wanted, settings):
            kept = cache.keep(by_address[outcome.address], outcome) if cache else outcome
            outcomes[outcome.address] = kept
            advance()
    return [outcomes.get(target.address) or not_reached(target.address) for target in wanted]


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """Give what to call for each address that is done; there is a bar on a terminal, and nothing in a pipe."""
    with click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty(), label="Links") as bar:
        yield lambda: bar.update(1)
