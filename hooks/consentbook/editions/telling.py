"""What each edition is told of the earlier ones: for its pages on what changed, and for the feed of all editions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise

from consentbook.editions import NEXT
from consentbook.editions.changes.compare import tell
from consentbook.editions.changes.feed import atom
from consentbook.editions.changes.inventory import Inventory, PageText
from consentbook.editions.changes.kept import from_json, text_from_json
from consentbook.editions.changes.model import Changes, Edition, from_file, told_to_json
from consentbook.editions.changes.page import file_of
from consentbook.editions.gone import Pair, address_of, url_of
from consentbook.editions.source import Tag
from consentbook.editions.store import Store
from consentbook.reading.tree import CHANGES


@dataclass(frozen=True, slots=True)
class Known:
    """An edition with its day, and the digest of its inventory, which is kept in the store."""

    name: str
    epoch: int
    inventory: str

    @property
    def edition(self) -> Edition:
        """What readers are told of it."""
        return Edition(self.name, datetime.fromtimestamp(self.epoch, UTC).date())


def earlier(tags: Mapping[str, Tag], inventories: Mapping[str, str]) -> dict[str, tuple[Known, ...]]:
    """Return each edition with all earlier ones, newest first: itself, the one before, and so on to the oldest.

    ``tags`` are oldest first, ``inventories`` digests.
    """
    known = [Known(name, tag.epoch, inventories[name]) for name, tag in tags.items()]
    return {own.name: tuple(reversed(known[: number + 1])) for number, own in enumerate(known)}


def told(known: Sequence[Known], store: Store) -> str:
    """Return what changed in the first of ``known`` since each of the others, as JSON."""
    own, *others = ((one.edition, kept_inventory(one.inventory, store)) for one in known)
    return told_to_json(tell(*own, others))


@lru_cache(maxsize=100)  # all later editions are compared with it
def kept_inventory(digest: str, store: Store) -> Inventory:
    """Return an inventory that is kept in ``store``. Raises ``Rejected`` if it is none."""
    return from_json(store.read(digest), digest, lambda text: _kept_text(text, store))


@lru_cache(maxsize=10_000)  # most pages of an edition are those of the one before
def _kept_text(digest: str, store: Store) -> PageText:
    return text_from_json(store.read(digest), digest)


def feed(tags: Mapping[str, Tag], pages: Mapping[str, Mapping[str, str]], site_url: str, store: Store) -> str:
    """Return the Atom feed of the published editions, out of the built files of each (path and SHA-256)."""
    published = [name for name in tags if name != NEXT]
    first = [Changes(edition=Known(name, tags[name].epoch, "").edition) for name in published[:1]]
    files = (pages[name][f"{CHANGES}/{file_of(before)}"] for before, name in pairwise(published))
    return atom([*first, *(from_file(store.read(digest)) for digest in files)], site_url)


def moves(inventory: Inventory) -> Iterable[Pair]:
    """Yield the pairs of addresses of one page: where pages were before, and where they are."""
    for uri, page in inventory.pages.items():
        yield from ((url_of(old), url_of(uri)) for old in page.moved_from)


def replaced(inventory: Inventory) -> Iterable[Pair]:
    """Yield the pairs of addresses of a snippet that is gone, and of the one that replaces it."""
    for id_, snippet in inventory.snippets.items():
        yield from ((address_of(old), address_of(id_)) for old in snippet.replaces)


def titles(inventory: Inventory) -> dict[str, str]:
    """Return the title of each page by its address."""
    pages = {url_of(uri): page.title for uri, page in inventory.pages.items()}
    return pages | {address_of(id_): snippet.title for id_, snippet in inventory.snippets.items()}
