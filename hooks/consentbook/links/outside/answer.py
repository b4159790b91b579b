"""What a server said, or why it said nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime


def moment_of(date: str) -> datetime | None:
    """Return the moment that an HTTP date names (RFC 9110, 5.6.7); ``None`` for anything else."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few hosts name one, and it takes long to load

    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of a page was seen: where it was in the end, with the validators that its server gave."""

    final: str
    etag: str = ""
    modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it has changed (RFC 9110, 13.1)."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end. ``hops`` are the addresses that redirected, each with its status.

    ``fragment`` is what a redirect leads to on the page, which browsers follow in place of that in the link.
    ``unchanged`` says that the page is as it was in the version that was given; ``charset`` is what the server names.
    """

    status: int
    final: str
    hops: tuple[tuple[str, int], ...] = ()
    fragment: str = ""
    retry_after: str = ""
    content_type: str = ""
    charset: str = ""
    body: bytes = b""
    whole: bool = True
    expires: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False

    @property
    def modified(self) -> datetime | None:
        """The moment of the last change, as the server says it."""
        return moment_of(self.last_modified)

    @property
    def version(self) -> Version:
        """What to give the next time, to hear whether the page has changed."""
        return Version(self.final, self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer: a code of what went wrong, and the words. ``again`` says whether to try once more."""

    code: str
    words: str
    final: str
    again: bool = False
    answered: bool = False
