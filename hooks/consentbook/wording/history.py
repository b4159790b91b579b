"""The history of a snippet: its released revisions, append-only, each linked to the one before by hash.

``snippets/<id>/history.yml`` is a list of entries. An entry holds the texts that are new or changed in its revision,
the SHA-256 of every text that is in force with it, and its own hash: SHA-256 of its other keys as canonical JSON
(sorted keys, no spaces, UTF-8). ``previous`` is the hash of the entry before, or ``none``. So a change by hand to any
entry breaks its own hash, and a consistent forgery of one breaks every later one.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from consentbook.reading.schema import Plain, Schema

HISTORY = "history.yml"
FIRST = "none"


def normalise(text: str) -> str:
    """Return the template that is hashed: NFC, lines without white space at their ends, one line feed at the end.

    Nothing that a reader could see is lost: letters, marks, blanks and line breaks between words stay.
    """
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip("\n") + "\n"


def digest(template: str) -> str:
    """Return the SHA-256 of a normalised template."""
    return hashlib.sha256(template.encode()).hexdigest()


class Entry(Schema):
    """A released revision."""

    revision: int = Field(ge=1, description="the revision's number, one more than that before")
    date: Annotated[date, Field(description="the day of the release, as in 2026-03-31")]
    author: Plain = Field(description="the role of who released it, never a person's name")
    reason: Plain = Field(description="one sentence on why the text changed")
    previous: str = Field(description="the hash of the entry before, or `none`")
    texts: dict[str, str] = Field(description="the texts that are new or changed, by language and tone")
    sha256: dict[str, str] = Field(description="the SHA-256 of each text that is in force")
    hash: str = Field(description="the SHA-256 of the entry's other keys")

    def expected_hash(self) -> str:
        """Return the hash that the entry's other keys give."""
        return _hash(self.model_dump(mode="json", exclude={"hash"}))


def _hash(keys: dict[str, Any]) -> str:
    canonical = json.dumps(keys, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class History:
    """The entries of one snippet, oldest first. The revision with number n is the n-th."""

    entries: tuple[Entry, ...] = ()

    def state(self, revision: int | None = None) -> dict[str, str]:
        """Return the texts in force with ``revision``, by default the latest; none before the first."""
        texts: dict[str, str] = {}
        for entry in self.entries[:revision]:
            texts |= entry.texts
        last = self.entries[:revision][-1:]
        return {key: texts[key] for entry in last for key in entry.sha256}

    def on(self, day: date) -> Entry | None:
        """Return the entry in force on ``day``, or ``None`` before the first release."""
        return next((entry for entry in reversed(self.entries) if entry.date <= day), None)

    def released(self, texts: dict[str, str], day: date, author: str, reason: str) -> "History":
        """Return the history with one more entry, in which ``texts`` are in force."""
        before = self.state()
        keys = {
            "revision": len(self.entries) + 1,
            "date": day.isoformat(),
            "author": author,
            "reason": reason,
            "previous": self.entries[-1].hash if self.entries else FIRST,
            "texts": {key: text for key, text in texts.items() if before.get(key) != text},
            "sha256": {key: digest(text) for key, text in texts.items()},
        }
        return History((*self.entries, Entry.model_validate(keys | {"hash": _hash(keys)})))
