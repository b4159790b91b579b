"""Compares the items of the checklists of two editions."""

from collections.abc import Iterator

from consentbook.checklists.model import LEVELS, MODELS, ROLES, WHERE
from consentbook.editions.changes import actions
from consentbook.editions.changes.diff import compare_words, typeless
from consentbook.editions.changes.inventory import Inventory, ItemState
from consentbook.editions.changes.model import ItemChange
from consentbook.editions.changes.sides import both, facts_between


def compare_items(old: Inventory, new: Inventory) -> Iterator[ItemChange]:
    """Yield each item that came, went or changed."""
    for id_, before, after in both(old.items, new.items):
        shown = after or before
        if not shown or (before and after and _of_item(before) == _of_item(after)):
            continue  # it only stands on another page
        facts = facts_between(_of_item(before), _of_item(after)) if before and after else ()
        instead = "" if after else new.gone.get(id_, "")
        said, says = (_words_of(item) if item else "" for item in (before, after))
        worded = typeless(said) != typeless(says)
        yield ItemChange(
            id=id_,
            kind="changed" if before and after else "added" if after else "removed",
            uri=shown.uri,
            text=shown.text,
            lists=shown.lists,
            regions=shown.regions,
            regions_before=(before or shown).regions,
            required=shown.required,
            raised=bool(before and after and after.required and not before.required),
            instead=instead,
            words=compare_words(said, says) if said != says else (),
            facts=tuple(fact for fact in facts if fact.name != "Words"),
            actions=(actions.for_item(before, after, instead, worded, facts),),
        )


def _words_of(item: ItemState) -> str:
    return "\n".join([item.text, *(f"{label}: {words}" for label, words in item.details.items())])


def _of_item(item: ItemState) -> dict[str, str]:
    return {
        "Words": _words_of(item),
        "Level": LEVELS["required" if item.required else "advised"],
        "For": ", ".join(ROLES.get(role, role) for role in item.roles),
        "Regions": ", ".join(WHERE.get(region, region) for region in item.regions),
        "Consent model": ", ".join(MODELS.get(model, model) for model in item.consent),
        "Lists": ", ".join(item.lists),
    }
