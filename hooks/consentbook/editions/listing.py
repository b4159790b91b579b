"""Which editions there are, and what one of them holds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consentbook.book import read_book
from consentbook.editions import LATEST, NEXT, by_age
from consentbook.editions.ledger import Ledger, read_checked
from consentbook.editions.place import Place
from consentbook.editions.source import Tag, read_tags, resolve, unpack


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition: when its tag was made, its commit, whether it is offered, and why not.

    Of what is served as ``next``, day and commit are not known.
    """

    edition: str
    date: str
    commit: str
    status: str
    reason: str
    served: bool | None


def list_editions(root: Path, place: Place | None = None) -> list[Listed]:
    """Return the editions, newest first; with a ``place`` it is also told what is served there.

    Then the latest is the one that is served as such. Raises ``CannotRun`` if nothing was published there.
    """
    tags = sorted(read_tags(root), key=lambda tag: by_age(tag.edition), reverse=True)
    ledger = read_checked(root, tags)
    offered = (tag.edition for tag in tags if tag.edition in ledger.entries and not ledger.withdrawn(tag.edition))
    if not place:
        return list(_listed(tags, ledger, next(offered, ""), None))
    place.check_ours()
    release = place.releases / (place.serves() or "")
    served = {path.name for path in release.iterdir()}
    latest = (release / LATEST).readlink().name if LATEST in served else ""
    unreleased = [Listed(NEXT, "", "", "not published", "", served=True)] * (NEXT in served)
    return [*unreleased, *_listed(tags, ledger, latest, served)]


def _listed(tags: list[Tag], ledger: Ledger, latest: str, served: set[str] | None) -> Iterator[Listed]:
    for tag in tags:
        name = tag.edition
        entry = ledger.entries.get(name)
        status = "latest" if name == latest else entry.status if entry else "not published"
        day = datetime.fromtimestamp(tag.epoch, UTC).date().isoformat()
        there = None if served is None else name in served
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
