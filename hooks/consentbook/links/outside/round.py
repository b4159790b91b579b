"""One round of asking: for every target, with a bar on a terminal, to its end or until a signal."""

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from consentbook.links.apart import Workers
from consentbook.links.ending import Ended, ending_signals
from consentbook.links.outside.engine import check
from consentbook.links.outside.loop import allow_sockets, ended_by_signals, new_loop
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.shares import shares
from consentbook.links.outside.target import Outcome, Target, not_reached

if TYPE_CHECKING:
    from consentbook.links.outside.cache import Cache

MOMENT = 0.02  # seconds
Keep = Callable[[Outcome], None]


def ask_all(wanted: list[Target], settings: Settings, cache: "Cache | None", ended: Ended) -> list[Outcome]:
    """Ask for every target. Ended by a signal, return what is known by then, and of the rest that it is not."""
    allow_sockets(settings.at_once)
    by_address = {target.address: target for target in wanted}
    outcomes: dict[str, Outcome] = {}
    begun = time.monotonic()
    with _progress(len(wanted)) as advance:

        def keep(outcome: Outcome) -> None:
            kept = cache.keep(by_address[outcome.address], outcome) if cache else outcome
            outcomes[outcome.address] = kept
            advance()

        _ask_apart(wanted, settings, ended, keep)
        rest = [target for target in wanted if target.address not in outcomes]
        if rest and not ended.by:
            _ask(rest, settings.since(begun), ended, keep)
    return [outcomes.get(target.address) or not_reached(target.address) for target in wanted]


def _ask_apart(wanted: Sequence[Target], settings: Settings, ended: Ended, keep: Keep) -> None:
    """Ask in several processes, where that is possible and worth it. What they do not say is left to be asked."""
    parts = shares(wanted, settings)
    if not parts:
        return
    workers: Workers[list[Outcome]] = Workers()
    with (
        _stopped_by_signals(ended, workers.stop),
        tempfile.TemporaryDirectory(prefix="consentbook-") as folder,
        workers.at_work(partial(_ask_part, part, share, folder) for part, share in parts),
    ):
        for outcomes in workers.words():
            for outcome in outcomes:
                keep(outcome)


def _ask_part(wanted: Sequence[Target], settings: Settings, folder: str, say: Callable[[list[Outcome]], None]) -> None:
    """Ask, and say together what came within a moment, as each word takes time."""
    tempfile.tempdir = folder  # whose end is sure, whatever becomes of this process
    known: list[Outcome] = []

    def keep(outcome: Outcome) -> None:
        known.append(outcome)
        if len(known) == 1:
            asyncio.get_running_loop().call_later(MOMENT, tell)

    def tell() -> None:
        try:
            say(known)
        except OSError:  # nobody listens any more
            signal.raise_signal(signal.SIGTERM)
        known.clear()

    _ask(wanted, settings, Ended(), keep, tell)


def _ask(
    wanted: Sequence[Target], settings: Settings, ended: Ended, keep: Keep, at_last: Callable[[], None] | None = None
) -> None:
    """Ask in this process; ``at_last`` is called while signals still cannot end it."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_asked(wanted, settings, ended, keep, at_last))


async def _asked(
    wanted: Sequence[Target], settings: Settings, ended: Ended, keep: Keep, at_last: Callable[[], None] | None
) -> None:
    with ended_by_signals(ended):
        with suppress(asyncio.CancelledError):
            async for outcome in check(wanted, settings):
                keep(outcome)
        if at_last:
            at_last()


@contextmanager
def _stopped_by_signals(ended: Ended, stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and SIGHUP call ``stop``, and nothing else."""

    def end(number: int, _: object) -> None:
        ended.by = number
        stop()

    before = {number: signal.signal(number, end) for number in ending_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """Give what to call for each address that is done; there is a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from click import progressbar  # noqa: PLC0415 - it is long to load

    with progressbar(length=length, file=sys.stderr, label="Links") as bar:
        yield lambda: bar.update(1)
