"""What an edition says that it follows, and no earlier edition had: a mistyped path or id, which leads nobody on."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from consentbook.editions.building import Content
from consentbook.editions.changes.inventory import Inventory
from consentbook.editions.plan import Plan
from consentbook.editions.store import Store
from consentbook.editions.telling import kept_inventory
from consentbook.reading.moves import KEY
from consentbook.reading.offences import Offence, did_you_mean


def notices(plan: Plan, contents: Mapping[str, Content], store: Store) -> Iterator[str]:
    """Yield what the new editions of ``plan`` name that no earlier one had; ``store`` keeps what they hold."""
    for name in plan.fresh:
        if contents[name].moves or contents[name].replaced:
            known = plan.names[: plan.names.index(name) + 1]
            *before, own = (kept_inventory(contents[one].inventory, store) for one in known)
            yield from map(str, never_were(name, own, before))


def never_were(edition: str, inventory: Inventory, earlier: Iterable[Inventory]) -> Iterator[Offence]:
    """Yield a notice for each earlier path of a page, and each replaced snippet, that is in none of ``earlier``.

    ``inventory`` is what ``edition`` holds, ``earlier`` what all the editions before it hold; without one, nothing is
    known. It need not be a mistake: what was renamed twice between two editions has a name that none of them had.
    """
    earlier = tuple(earlier)
    if not earlier:
        return
    pages = {uri for one in earlier for uri in one.pages}
    gone = pages - inventory.pages.keys()
    for uri, page in inventory.pages.items():
        yield from _unknown(f"{edition}:docs/{uri}", KEY, page.moved_from, pages, gone)
    snippets = {id_ for one in earlier for id_ in one.snippets}
    gone = snippets - inventory.snippets.keys()
    for id_, snippet in inventory.snippets.items():
        yield from _unknown(f"{edition}:snippets/{id_}/en.md", "replaces", snippet.replaces, snippets, gone)


def _unknown(
    path: str, key: str, named: Iterable[str], known: Collection[str], gone: Collection[str]
) -> Iterator[Offence]:
    """Yield a notice for each of ``named`` that is not ``known``; what was meant is one that is ``gone``."""
    for name in named:
        if name not in known:
            wrong = f'{key} names "{name}", which no earlier edition had'
            mend = "Correct it, or delete it if that was never published."
            yield Offence(path, 1, wrong, mend, did_you_mean(name, sorted(gone)))
