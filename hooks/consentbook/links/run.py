"""One run of the link check: what is known already, what has to be asked, and the report on both."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from consentbook.links.job import Job
from consentbook.links.outside.cache import Cache, opened
from consentbook.links.outside.known import bear_with_known, without_excluded
from consentbook.links.outside.loop import Ended, allow_sockets, ended_by_signals, new_loop
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Finding, Outcome, Target, targets
from consentbook.links.reports.placing import Rules, report, with_register
from consentbook.links.reports.report import Report
from consentbook.links.reports.saved import as_part
from consentbook.links.select import Shard

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class How:
    """How it is checked. ``fresh`` is how long a fine address is not asked again, ``suspect`` how long one may fail."""

    settings: Settings
    cache: Path | None = None
    fresh: timedelta = timedelta(days=3)
    suspect: timedelta = timedelta(days=3)
    shard: Shard | None = None
    offline: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def day(self) -> date:
        """The day of the check."""
        return self.now.date()

    def takes_address(self, address: str) -> bool:
        """Return whether an address is checked in this part of the run."""
        return not self.shard or self.shard.has_address(address)

    def takes_file(self, path: str) -> bool:
        """Return whether what is wrong in a file is told in this part of the run."""
        return not self.shard or self.shard.has(path)


def run(job: Job, how: How, warn: Warn) -> tuple[Report, Ended]:
    """Return the report on everything in ``job``, and whether it was ended early.

    ``warn`` is told what does not stop the run, such as a cache that cannot be read.
    """
    ended = job.ended
    wanted = [] if how.offline else _wanted(job, how)
    outcomes = _outcomes(wanted, how, warn, ended) if wanted else []
    links = job.register.links
    known = {} if how.offline else {url: places for url, places in job.known.items() if how.takes_address(url)}
    outcomes = bear_with_known(outcomes, [entry for entry in job.register.known_broken if entry.url in known], how.day)
    rules = Rules(how.now, {link.url for link in links.values()}, how.suspect, how.settings.allowed)
    places = job.written.places | {url: [*job.written.places.get(url, ()), *more] for url, more in known.items()}
    inside = [(place, finding) for place, finding in job.written.findings if how.takes_file(place.path)]
    found = report(outcomes, places, rules, inside, job.written.files)
    found = with_register(found, {name: link.url for name, link in links.items()}, {one.address for one in wanted})
    return as_part(found, str(how.shard)) if how.shard else found, ended


def _wanted(job: Job, how: How) -> list[Target]:
    expected = {link.url: link.expect for link in job.register.links.values()}
    wanted = without_excluded(targets(job.written.places, expected), job.register.exclude)
    return [target for target in wanted if how.takes_address(target.address)]


def _outcomes(wanted: list[Target], how: How, warn: Warn, ended: Ended) -> list[Outcome]:
    if ended.by:
        return [_not_reached(target.address) for target in wanted]
    if not how.cache:
        return _asked(wanted, how.settings, None, ended)
    with opened(how.cache, how.settings, how.fresh, how.now, warn) as cache:
        known, ask = cache.recall(wanted)
        return [*known, *(_asked(ask, how.settings, cache, ended) if ask else ())]


def _asked(wanted: list[Target], settings: Settings, cache: Cache | None, ended: Ended) -> list[Outcome]:
    allow_sockets(settings.at_once)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(_ask(wanted, settings, cache, ended))


async def _ask(wanted: list[Target], settings: Settings, cache: Cache | None, ended: Ended) -> list[Outcome]:
    """Ask for every target. Ended by a signal, return what is known by then, and of the rest that it is not."""
    from consentbook.links.outside.engine import check  # noqa: PLC0415 - where all is known, no client is loaded

    by_address = {target.address: target for target in wanted}
    outcomes: dict[str, Outcome] = {}
    with ended_by_signals(ended), _progress(len(wanted)) as advance, suppress(asyncio.CancelledError):
        async for outcome in check(wanted, settings):
            kept = cache.keep(by_address[outcome.address], outcome) if cache else outcome
            outcomes[outcome.address] = kept
            advance()
    return [outcomes.get(target.address) or _not_reached(target.address) for target in wanted]


def _not_reached(address: str) -> Outcome:
    return Outcome(address, (Finding(address, "too-late", "the check was stopped"),), answered=False)


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """Give what to call for each address that is done; there is a bar on a terminal, and nothing in a pipe."""
    with click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty(), label="Links") as bar:
        yield lambda: bar.update(1)
