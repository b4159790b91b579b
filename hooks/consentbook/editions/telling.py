"""What each edition is told of the earlier ones: for its pages on what changed, and for the feed of all editions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise

from consentbook.editions import NEXT
from consentbook.editions.changes.compare import compare, tell
from consentbook.editions.changes.feed import atom
from consentbook.editions.changes.inventory import Inventory
from consentbook.editions.changes.model import Changes, Edition, told_to_json
from consentbook.editions.gone import url_of
from consentbook.editions.source import Tag


def told(inventories: Mapping[str, Inventory], tags: Mapping[str, Tag]) -> dict[str, str]:
    """Return for each edition what changed since every earlier one, as JSON. ``inventories`` are oldest first."""
    known = [(_edition(tags[name]), kept) for name, kept in inventories.items()]
    return {
        edition.name: told_to_json(tell(edition, kept, reversed(known[:number])))
        for number, (edition, kept) in enumerate(known)
    }


def feed(inventories: Mapping[str, Inventory], tags: Mapping[str, Tag], site_url: str) -> str:
    """Return the Atom feed of the published editions."""
    known = [(_edition(tags[name]), kept) for name, kept in inventories.items() if name != NEXT]
    first = [Changes(edition=edition) for edition, _ in known[:1]]
    later = [compare(old, new, since, edition) for (since, old), (edition, new) in pairwise(known)]
    return atom([*first, *later], site_url)


def _edition(tag: Tag) -> Edition:
    return Edition(tag.edition, datetime.fromtimestamp(tag.epoch, UTC).date())


def moves(inventories: Mapping[str, Inventory]) -> frozenset[tuple[str, str]]:
    """Return the pairs of addresses of one page: where pages were before, and what snippets replace."""
    pages = {
        (url_of(old), url_of(uri))
        for kept in inventories.values()
        for uri, page in kept.pages.items()
        for old in page.moved_from
    }
    return frozenset(pages) | {
        (f"wording/{old}/", f"wording/{id_}/")
        for kept in inventories.values()
        for id_, snippet in kept.snippets.items()
        for old in snippet.replaces
    }
