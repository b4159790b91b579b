"""Which editions there are, and what one of them holds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consentbook.book import read_book
from consentbook.editions import by_age
from consentbook.editions.ledger import Ledger, read_checked
from consentbook.editions.place import Place
from consentbook.editions.source import Tag, read_tags, resolve, unpack


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition: when its tag was made, its commit, whether it is offered, and why not."""

    edition: str
    date: str
    commit: str
    status: str
    reason: str
    served: bool | None


def list_editions(root: Path, place: Place | None = None) -> list[Listed]:
    """Return the editions, newest first; with a ``place`` it is also told whether they are served there."""
    tags = read_tags(root)
    ledger = read_checked(root, tags)
    release = place.releases / served if place and (served := place.serves()) else None
    newest_first = sorted(tags, key=lambda tag: by_age(tag.edition), reverse=True)
    return list(_listed(newest_first, ledger, release, told=place is not None))


def _listed(tags: list[Tag], ledger: Ledger, release: Path | None, *, told: bool) -> Iterator[Listed]:
    latest = next((tag for tag in tags if tag.edition in ledger.entries and not ledger.withdrawn(tag.edition)), None)
    for tag in tags:
        name = tag.edition
        entry = ledger.entries.get(name)
        status = "latest" if tag is latest else entry.status if entry else "not published"
        there = bool(release and (release / name).is_dir()) if told else None
        day = datetime.fromtimestamp(tag.epoch, UTC).date().isoformat()
        yield Listed(name, day, tag.commit, status, ledger.reasons.get(name, ""), there)


def show_edition(root: Path, name: str, work: Path) -> dict[str, Any]:
    """Return what an edition, a tag or another revision holds. Takes its content out into ``work``."""
    tag = resolve(root, name)
    known = {listed.edition: asdict(listed) for listed in list_editions(root)}
    unpack(root, tag.commit, work / "content")
    book = read_book(work / "content", published=True)
    return known.get(name, {"edition": name, "commit": tag.commit, "status": "no edition"}) | {
        "pages": len(book.pages) + len(book.library.snippets),
        "snippets": {snippet.id: len(snippet.history.entries) for snippet in book.library.snippets.values()},
        "checklists": list(book.checklists.lists),
        "links": list(book.register.links),
    }
