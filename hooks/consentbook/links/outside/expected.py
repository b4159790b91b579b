"""Whether the page that a named link leads to is the one that was meant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from consentbook.links.outside.answer import Answer
from consentbook.links.outside.page import FetchedPage

if TYPE_CHECKING:
    from consentbook.links.register import Expectation


def unmet(expected: "Expectation", answer: Answer, page: FetchedPage, today: datetime | None = None) -> Iterator[str]:
    """Yield, in words, what is otherwise than ``expected``; ``page`` is the body of ``answer``."""
    host = urlsplit(answer.final).hostname or ""
    if expected.host and host != expected.host:
        yield f'it ended at {host}, and "{expected.host}" was expected'
    if expected.title and not any(_holds(words, expected.title) for words in (page.title, *page.headings)):
        yield f'its title is "{page.title[:80]}", and "{expected.title}" was expected'
    if expected.anchor and not page.has_anchor(expected.anchor):
        yield f'it has no anchor "{expected.anchor}"'
    if expected.text and not _holds(page.text, expected.text):
        yield f'it does not say "{expected.text}"'
    if expected.language and page.language.partition("-")[0] != expected.language.lower().partition("-")[0]:
        yield f'its language is "{page.language[:20]}", and "{expected.language}" was expected'
    if expected.updated_within:
        yield from _stale(page.updated or answer.modified, expected.updated_within, today or datetime.now(UTC))


def _holds(text: str, words: str) -> bool:
    return " ".join(words.split()).casefold() in text.casefold()


def _stale(updated: datetime | None, days: int, today: datetime) -> Iterator[str]:
    if not updated:
        yield f"it does not say when it was updated, and at most {days} days ago was expected"
    elif updated < today - timedelta(days=days):
        yield f"it was updated on {updated:%Y-%m-%d}, and at most {days} days ago was expected"
