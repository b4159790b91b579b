"""Narrows what changed to a form of snippets, or to a region."""

from collections.abc import Iterable
from dataclasses import replace

from consentbook.checklists.model import overlap
from consentbook.editions.changes.model import Changes, ItemChange


def narrowed(changes: Changes, form: str | None, region: str | None) -> Changes:
    """Return only what is about snippets of ``form``, or about snippets and items that hold in ``region``."""
    if not (form or region):
        return changes
    snippets = (snippet for snippet in changes.snippets if form in {None, snippet.form})
    return replace(
        changes,
        snippets=tuple(one for one in snippets if _holds(region, one.regions + one.regions_before)),
        items=() if form else tuple(one for one in changes.items if _item_holds(region, one)),
        pages=(),
        links=(),
    )


def _holds(region: str | None, regions: Iterable[str]) -> bool:
    return not region or any(overlap(region, own) for own in regions)


def _item_holds(region: str | None, item: ItemChange) -> bool:
    everywhere = not (item.regions and item.regions_before)
    return everywhere or _holds(region, item.regions + item.regions_before)
