"""The rows of the cache as they are read: none of them is trusted."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from consentbook.links.addresses import bare_of
from consentbook.links.codes import CODES
from consentbook.links.outside.answer import Version
from consentbook.links.outside.target import Finding, Outcome, Target

AT_ONCE = 500  # addresses in one query
COLUMNS = "address, question, findings, answered, final, etag, modified, checked, holds, fine, failing"
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC).timestamp()  # before that, there was no such file


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of an address: to which question, when, and until when it holds, in seconds since 1970."""

    question: str
    outcome: Outcome
    checked: float
    holds: float


def fine_rows(
    file: sqlite3.Connection, wanted: Collection[Target], since: float, now: float
) -> Iterator[tuple[str, str, bool]]:
    """Yield address, question and whether a server answered, of what was fine after ``since`` and holds at ``now``.

    They are most of what is there, and of nothing else in them there is any use. As in `rows`, one that no run of this
    command wrote counts for nothing.
    """
    condition = (
        "AND findings = '[]' AND checked > ? AND checked <= ? AND holds > ? AND typeof(question) = 'text' "
        "AND typeof(answered) = 'integer' AND typeof(checked) = 'real' AND typeof(holds) = 'real'"
    )
    for address, asked, answered in _selected(
        file, "address, question, answered", wanted, condition, (since, now, now)
    ):
        yield str(address), str(asked), bool(answered)


def rows(file: sqlite3.Connection, wanted: Collection[Target]) -> Iterator[tuple[str, Row]]:
    """Yield what the file has of the addresses of ``wanted``, each with its address."""
    for values in _selected(file, COLUMNS, wanted):
        if row := _row(values):
            yield row.outcome.address, row


def _selected(
    file: sqlite3.Connection,
    columns: str,
    wanted: Collection[Target],
    where: str = "",
    values: Sequence[float] = (),
) -> Iterator[tuple[object, ...]]:
    addresses = [target.address for target in wanted]
    for start in range(0, len(addresses), AT_ONCE):
        some = addresses[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        query = f"SELECT {columns} FROM seen WHERE address IN ({marks}) {where}"  # noqa: S608 - no value is in it
        yield from file.execute(query, [*some, *values])


def _row(values: tuple[object, ...]) -> Row | None:
    """Return what a row says; nothing of one that no run of this command wrote."""
    match values:
        case (str(address), str(asked), str(found), int(answered), str(final), str(etag), str(modified), *times):
            pass
        case _:
            return None
    match times:
        case [float(checked), float(holds), float() | None as fine, float() | None as failing]:
            pass
        case _:
            return None
    try:
        findings = _findings(found)
        seen = Version(final, etag, modified)
        version = seen if final and can_be_sent(seen) else None
        past = _moment(fine, checked), _moment(failing, checked)
        outcome = Outcome(address, findings, bool(answered), version, *past)
    except (ValueError, OverflowError, RecursionError):
        return None
    known = all(finding.code in CODES and bare_of(finding.address) == address for finding in findings)
    return Row(asked, outcome, checked, holds) if known else None


def _findings(text: str) -> tuple[Finding, ...]:
    """Return the findings that a text lists; raises ``ValueError`` for a text that lists none, or other things."""
    if text == "[]":  # what most rows say
        return ()
    listed = json.loads(text)
    if not isinstance(listed, list) or not all(isinstance(parts, list) and len(parts) == 4 for parts in listed):
        raise ValueError("no list of findings")
    if not all(isinstance(part, str) for parts in listed for part in parts):
        raise ValueError("a finding that is no text")
    return tuple(Finding(*parts) for parts in listed)


def can_be_sent(version: Version) -> bool:
    """Return whether the validators of a version can be sent back as they are."""
    return (version.etag + version.modified).isascii() and (version.etag + version.modified).isprintable()


def _moment(seconds: float | None, checked: float) -> datetime | None:
    """Return a moment of the file; raises ``ValueError`` for one that cannot be, if that is when it was written."""
    if seconds is None:
        return None
    if not EARLIEST < seconds <= checked:
        raise ValueError("a moment that never was")
    return datetime.fromtimestamp(seconds, UTC)
