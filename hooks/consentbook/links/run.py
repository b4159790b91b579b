"""One run of the link check: what is known already, what has to be asked, and the report on both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from consentbook.links.ending import Ended
from consentbook.links.job import Job
from consentbook.links.outside.known import bear_with_known, without_excluded
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Outcome, Target, not_reached, targets
from consentbook.links.reports.placing import Rules, report, with_register
from consentbook.links.reports.report import Report
from consentbook.links.reports.saved import as_part
from consentbook.links.select import Shard

if TYPE_CHECKING:
    from consentbook.links.outside.cache import Cache

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
    links = job.links
    known = {} if how.offline else {url: places for url, places in job.known.items() if how.takes_address(url)}
    outcomes = bear_with_known(outcomes, [entry for entry in job.known_broken if entry.url in known], how.day)
    rules = Rules(how.now, {link.url for link in links.values()}, how.suspect, how.settings.allowed)
    places = job.written.places | {url: [*job.written.places.get(url, ()), *more] for url, more in known.items()}
    inside = [(place, finding) for place, finding in job.written.findings if how.takes_file(place.path)]
    found = report(outcomes, places, rules, inside, job.written.files)
    found = with_register(found, {name: link.url for name, link in links.items()}, {one.address for one in wanted})
    return as_part(found, str(how.shard)) if how.shard else found, ended


def _wanted(job: Job, how: How) -> list[Target]:
    expected = [(link.url, link.expect) for link in job.links.values()]
    wanted = without_excluded(targets(job.written.places, expected), job.exclude)
    return [target for target in wanted if how.takes_address(target.address)]


def _outcomes(wanted: list[Target], how: How, warn: Warn, ended: Ended) -> list[Outcome]:
    if ended.by:
        return [not_reached(target.address) for target in wanted]
    if not how.cache:
        return _asked(wanted, how.settings, None, ended)
    from consentbook.links.outside.cache import opened  # noqa: PLC0415 - SQLite is loaded where it is used

    with opened(how.cache, how.settings, how.fresh, how.now, warn) as cache:
        known, ask = cache.recall(wanted)
        return [*known, *(_asked(ask, how.settings, cache, ended) if ask else ())]


def _asked(wanted: list[Target], settings: Settings, cache: "Cache | None", ended: Ended) -> list[Outcome]:
    from consentbook.links.outside.round import ask_all  # noqa: PLC0415 - where all is known, no client is loaded

    return ask_all(wanted, settings, cache, ended)
