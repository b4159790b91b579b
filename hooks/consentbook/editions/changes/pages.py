"""Compares the pages of two editions, and finds those that moved."""

from collections.abc import Iterator
from dataclasses import replace

from consentbook.editions.changes import actions
from consentbook.editions.changes.diff import compare_blocks, typeless, written_anew
from consentbook.editions.changes.inventory import Inventory, PageState
from consentbook.editions.changes.model import Kind, PageChange
from consentbook.editions.changes.sides import facts_between


def moves(old: Inventory, new: Inventory) -> dict[str, str]:
    """Return the path in ``new`` of each page of ``old`` that has another path there.

    Where a page says where it was, that counts; else one that came with the very words of one that went.
    """
    gone = {uri: page for uri, page in old.pages.items() if uri not in new.pages}
    said = {before: uri for uri, page in new.pages.items() for before in page.moved_from if before in gone}
    came = {page.text: uri for uri, page in new.pages.items() if uri not in old.pages and page.text}
    same = {uri: came[page.text] for uri, page in gone.items() if page.text in came}
    taken = set(said.values())
    return {uri: to for uri, to in same.items() if to not in taken} | said


def compare_pages(old: Inventory, new: Inventory) -> Iterator[PageChange]:
    """Yield each page that came, went, moved or changed."""
    moved = moves(old, new)
    earlier = {to: before for before, to in sorted(moved.items(), reverse=True)}  # of several, the first by name
    for uri in sorted({*old.pages, *new.pages}):
        before, after = old.pages.get(earlier.get(uri, uri)), new.pages.get(uri)
        if before and after:
            yield from _changed(uri, earlier.get(uri, ""), before, after)
        elif after:
            yield _acted(PageChange(uri=uri, title=after.title, kind="added"))
        elif before and uri not in moved:
            yield _acted(PageChange(uri=uri, title=before.title, kind="removed"))


def _changed(uri: str, earlier: str, before: PageState, after: PageState) -> Iterator[PageChange]:
    if before == after and not earlier:
        return
    kind: Kind = "moved" if earlier else "changed"
    anew = written_anew(before.text, after.text)
    passages, left_out = ((), 0) if anew else compare_blocks(before.text, after.text)
    titled = () if passages else facts_between({"Title": before.title}, {"Title": after.title})
    change = PageChange(
        uri=uri,
        title=after.title,
        kind=kind,
        before=earlier,
        anew=anew,
        passages=passages,
        left_out=left_out,
        facts=titled,
    )
    if earlier or anew or passages or titled:
        yield _acted(change, typographic=not (titled or anew) and _typeless(before) == _typeless(after))


def _typeless(page: PageState) -> list[str]:
    return [typeless(words) for _, words in page.text]


def _acted(change: PageChange, *, typographic: bool = False) -> PageChange:
    return replace(change, actions=(actions.for_page(change, typographic),))
