"""What was found the last times, in one SQLite file: nobody is asked again too soon, and a link's past is known.

Two runs may use the file at once, and a run that is killed leaves it readable: every write is a transaction. What is in
it is not trusted, since a CI may hand it from job to job: a row that is not as written here counts for nothing.
"""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from consentbook.links.outside.answer import Version
from consentbook.links.outside.cache_file import DAMAGED, connect
from consentbook.links.outside.rows import COLUMNS, Row, can_be_sent, fine_rows, rows
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Outcome, Seen, Target
from consentbook.links.sources.places import visible

FORGET = timedelta(days=90)
LEAST_SPREAD, MOST_SPREAD = 0.75, 1.25  # so that not everything runs out in one run
AT_ONCE = 500  # outcomes in one transaction
AT_LATEST = 5.0  # seconds until an outcome is written
# How long what was found holds, by what it weighs. What is broken is believed while somebody mends what was found and
# runs the check again, and no longer: it may have been mended where it lies.
HOLDS = {"warning": timedelta(hours=24), "unchecked": timedelta(minutes=15), "error": timedelta(minutes=2)}
NOT_KEPT = {"too-late", "not-asked"}
NEW = ", ".join(f"excluded.{name}" for name in COLUMNS.split(", "))
MARKS = ", ".join("?" * len(COLUMNS.split(", ")))
# Of two runs at once, the one that looked last is right.
KEEP = (
    f"INSERT INTO seen ({COLUMNS}) VALUES ({MARKS}) ON CONFLICT (address) DO UPDATE "  # noqa: S608
    f"SET ({COLUMNS}) = ({NEW}) WHERE excluded.checked >= seen.checked"
)


@dataclass(slots=True)
class Cache:
    """The file, and what it said of the addresses of this run. ``fresh`` is how long a fine address holds."""

    file: sqlite3.Connection
    settings: Settings
    fresh: timedelta
    now: datetime
    warn: Callable[[str], None]
    rows: dict[str, Row] = field(default_factory=dict)
    waiting: list[tuple[object, ...]] = field(default_factory=list)
    written: float = field(default_factory=time.monotonic)

    def recall(self, wanted: Collection[Target]) -> tuple[list[Outcome], list[Target]]:
        """Return what is known well enough, and the targets that have to be asked for, with what was seen of them.

        A link of the register is asked for each time. If the file cannot be read, ``warn`` is told, and all is asked.
        """
        try:
            known, rest = self._still_fine(wanted)
            now = self.now.timestamp()
            self.rows = {address: row for address, row in rows(self.file, rest) if row.checked <= now}
        except DAMAGED as error:
            self.warn(f"what was found before is not used: {visible(str(error))}")
            return [], [*wanted]
        ask = []
        for target in rest:
            row = self.rows.get(target.address)
            if not row or row.question != question(target, self.settings):
                ask.append(target)
            elif self._holds(row) and not target.named:
                known.append(row.outcome)
            else:
                ask.append(replace(target, seen=_seen(target, row.outcome)))
        self._tell_of_broken(known)
        return known, ask

    def _tell_of_broken(self, known: Collection[Outcome]) -> None:
        """Tell who has just mended a page why it is still said to be broken."""
        if broken := sum("error" in outcome.weights for outcome in known if outcome.findings):
            what = "1 address was" if broken == 1 else f"{broken:,} addresses were"
            self.warn(f"{what} broken a moment ago, and not asked for again yet; --fresh 0 asks at once")

    def _still_fine(self, wanted: Collection[Target]) -> tuple[list[Outcome], list[Target]]:
        """Return what was fine and is still believed, and the other targets."""
        now = self.now.timestamp()
        kept = fine_rows(self.file, wanted, now - self.fresh.total_seconds() * MOST_SPREAD, now)
        fine = {address: (asked, answered) for address, asked, answered in kept}
        known, rest = [], []
        for target in wanted:
            found = fine.get(target.address)
            if not found or target.named or found[0] != question(target, self.settings):
                rest.append(target)
            else:
                known.append(Outcome(target.address, (), found[1]))
        return known, rest

    def _holds(self, row: Row) -> bool:
        """Return whether what was found is young enough to be believed, whatever the file says of how long it holds."""
        longest = self._time_of(row.outcome) * MOST_SPREAD
        return self.now.timestamp() < min(row.holds, row.checked + longest.total_seconds())

    def _time_of(self, outcome: Outcome) -> timedelta:
        if "error" in outcome.weights and not outcome.answered:  # it may be our own network that was down
            return timedelta(0)
        return min([self.fresh, *(HOLDS.get(weight, self.fresh) for weight in outcome.weights)])

    def keep(self, target: Target, outcome: Outcome) -> Outcome:
        """Note what came of a target; return it with what is known of its past."""
        if any(finding.code in NOT_KEPT for finding in outcome.findings):
            return outcome
        row = self.rows.get(target.address)
        past = row.outcome if row and row.question == question(target, self.settings) else None
        outcome = _with_past(outcome, past, self.now)
        self.waiting.append(self._values(target, outcome))
        if len(self.waiting) >= AT_ONCE or time.monotonic() - self.written > AT_LATEST:
            self.write()
        return outcome

    def write(self) -> None:
        """Write what waits, in one transaction; ``warn`` is told if the file cannot be written."""
        try:
            with self.file:
                self.file.executemany(KEEP, self.waiting)
        except sqlite3.Error as error:
            self.warn(f"what was found is not kept: {visible(str(error))}")
        self.waiting.clear()
        self.written = time.monotonic()

    def forget(self) -> None:
        """Delete what nobody has looked at for long."""
        with suppress(sqlite3.Error), self.file:
            self.file.execute("DELETE FROM seen WHERE checked < ?", [(self.now - FORGET).timestamp()])

    def _values(self, target: Target, outcome: Outcome) -> tuple[object, ...]:
        version = outcome.version if outcome.version and can_be_sent(outcome.version) else Version("")
        found = [[finding.address, finding.code, finding.happened, finding.final] for finding in outcome.findings]
        holds = self._time_of(outcome)
        spread = random.uniform(LEAST_SPREAD, MOST_SPREAD)  # noqa: S311 - hides nothing
        return (
            target.address,
            question(target, self.settings),
            json.dumps(found),
            outcome.answered,
            version.final,
            version.etag,
            version.modified,
            self.now.timestamp(),
            (self.now + holds * spread).timestamp(),
            outcome.fine.timestamp() if outcome.fine else None,
            outcome.failing.timestamp() if outcome.failing else None,
        )


def question(target: Target, settings: Settings) -> str:
    """Return what stands for what is asked of an address; nothing where only the address is asked for, as mostly.

    Other anchors, expectations, places or headers make another question. Of them only a digest is kept, as there may be
    secrets among them.
    """
    way = settings.way_to(target.address)
    if not (target.fragments or target.expected or way):
        return ""
    expected = tuple((address, expected.model_dump_json()) for address, expected in target.expected)
    return _digest(target.fragments, expected, way)


@lru_cache(1024)
def _digest(fragments: frozenset[str], expected: tuple[tuple[str, str], ...], way: str) -> str:
    import hashlib  # noqa: PLC0415 - it is long to load, and of most addresses only they are asked for

    asked = json.dumps([sorted(fragments), expected, way])
    return hashlib.sha256(asked.encode()).hexdigest()


def _with_past(outcome: Outcome, past: Outcome | None, now: datetime) -> Outcome:
    """Return the outcome with when it was last fine and since when it fails. What is not known changes neither."""
    fine, failing = (past.fine, past.failing) if past else (None, None)
    if "error" in outcome.weights:
        return replace(outcome, fine=fine, failing=failing or now)
    if "unchecked" in outcome.weights:
        return replace(outcome, fine=fine, failing=failing)
    return replace(outcome, fine=now, failing=None)


def _seen(target: Target, outcome: Outcome) -> Seen | None:
    """Return what can still hold if the page has not changed: not the age of a page, which grows."""
    ages = any(expected.updated_within for _, expected in target.expected)
    version = outcome.version
    if ages or not version or not version.conditions or outcome.weights & {"error", "unchecked"}:
        return None
    return Seen(outcome.findings, version)


@contextmanager
def opened(
    path: Path, settings: Settings, fresh: timedelta, now: datetime, warn: Callable[[str], None]
) -> Iterator[Cache]:
    """Give the cache in the file ``path``, which is made if it is not there, and write what is left at the end.

    A file that cannot be read is put aside, and ``warn`` is told where; one that cannot be written is done without.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    cache = Cache(connect(path, warn), settings, fresh, now, warn)
    try:
        yield cache
    finally:
        cache.write()
        cache.forget()
        cache.file.close()
