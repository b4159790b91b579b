"""When a page says that it was updated: in its words, in its metadata, or in a time element that says so."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

METADATA = (
    "meta[property='article:modified_time'], meta[property='og:updated_time'], "
    "meta[name='last-modified'], meta[name=revised], [itemprop=dateModified]"
)
IN_DATA = re.compile(r'"dateModified"\s{0,20}:\s{0,20}"([^"]{4,40})"')  # https://schema.org/dateModified
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SAYS_SO = r"\b(?:updated?|modified|revised|revision|effective)\b"
_MONTH = rf"({'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
_DAY = r"(\d{1,2})(?:[a-z]{2})?"  # with its ending, as in 3rd
# 2026-01-31, 31 January 2026, and January 31, 2026.
DATE = rf"(?:(\d{{4}})-(\d\d)-(\d\d)|{_DAY} {_MONTH},? (\d{{4}})|{_MONTH} {_DAY},? (\d{{4}}))\b"
# How a page tells its readers, the surest way first. Compiled where they are used, since few pages need a date.
TOLD = (
    rf"(?i)\b(?:last|date) (?:updated?|modified|revised|changed|revision)\b[^.;]{{0,40}}?\b{DATE}",
    rf"(?i){SAYS_SO}(?: date| as of| on| from)?\s*:\s*{DATE}",
)
# Which may be said of anything: it counts where nothing else does.
PERHAPS = rf"(?i){SAYS_SO}[^.;]{{0,20}}?\b{DATE}"


def updated(tree: LexborHTMLParser, text: str, now: datetime) -> datetime | None:
    """Return the moment until ``now`` at which a page, with the words ``text``, says it was updated.

    What it tells its readers counts most, and of that what it tells first: metadata and time elements may be those of a
    page around it. Of these, the latest counts.
    """
    for words in TOLD:
        if told := [moment for moment in _said(words, text) if moment <= now]:
            return told[0]
    if marked := [moment for moment in _marked(tree) if moment <= now]:
        return max(marked)
    return next((moment for moment in _said(PERHAPS, text) if moment <= now), None)


def _said(words: str, text: str) -> Iterator[datetime]:
    for found in re.finditer(words, text):
        year, month, day, day2, name, year2, name3, day3, year3 = found.groups()
        number = MONTHS.index((name or name3).lower()) + 1 if name or name3 else int(month)
        try:
            yield datetime(int(year or year2 or year3), number, int(day or day2 or day3), tzinfo=UTC)
        except ValueError:  # no day of that month
            continue


def _marked(tree: LexborHTMLParser) -> Iterator[datetime]:
    for node in tree.css(METADATA):
        yield from _moments(node.attributes.get("content") or node.attributes.get("datetime"))
    for node in tree.css("time[datetime]"):
        if node.parent and re.search(SAYS_SO, node.parent.text()[:400], re.IGNORECASE):
            yield from _moments(node.attributes.get("datetime"))
    for node in tree.css("script[type='application/ld+json']"):
        for found in IN_DATA.findall(node.text()):
            yield from _moments(found)


def _moments(text: str | None) -> Iterator[datetime]:
    """Yield the moment that an ISO 8601 text names, in UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return
    yield moment if moment.tzinfo else moment.replace(tzinfo=UTC)
