"""Compares the inventories of two editions: snippets, items of checklists, pages and named links."""

from collections.abc import Iterable, Iterator

from consentbook.editions.changes.actions import for_link
from consentbook.editions.changes.inventory import Inventory
from consentbook.editions.changes.items import compare_items
from consentbook.editions.changes.model import Changes, Edition, LinkChange, Told
from consentbook.editions.changes.pages import compare_pages
from consentbook.editions.changes.sides import both
from consentbook.editions.changes.snippets import compare_snippets

UNKNOWN = Edition()


def compare(old: Inventory, new: Inventory, since: Edition = UNKNOWN, edition: Edition = UNKNOWN) -> Changes:
    """Return what changed from ``old`` to ``new``, which are the inventories of ``since`` and ``edition``."""
    return Changes(
        since=since,
        edition=edition,
        snippets=tuple(compare_snippets(old, new)),
        items=tuple(compare_items(old, new)),
        pages=tuple(compare_pages(old, new)),
        links=tuple(_links(old, new)),
    )


def tell(edition: Edition, new: Inventory, earlier: Iterable[tuple[Edition, Inventory]]) -> Told:
    """Return what the build of ``edition``, which holds ``new``, is told: what changed since each of ``earlier``.

    The newest of these comes first.
    """
    return Told(edition.name, edition.day, tuple(compare(old, new, since, edition) for since, old in earlier))


def _links(old: Inventory, new: Inventory) -> Iterator[LinkChange]:
    """Yield each named link that came, went, or leads elsewhere."""
    for name, before, after in both(old.links, new.links):
        was, is_ = before.url if before else "", after.url if after else ""
        shown = after or before
        if shown and was != is_:
            yield LinkChange(
                name=name,
                title=shown.title,
                kind="changed" if was and is_ else "added" if is_ else "removed",
                before=was,
                after=is_,
                actions=(for_link(was, is_),),
            )
