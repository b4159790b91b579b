"""checklists.yml: which ids were ever given. An id is never given to another item, and one that goes leaves a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from consentbook.checklists.model import Item, ItemId, Removed
from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence
from consentbook.reading.schema import Schema, Unfit, build
from consentbook.reading.strict_yaml import Tree, parse_yaml

IDS = "checklists.yml"


class Ids(Schema):
    """The newest id of each letter, and the items that are gone."""

    newest: tuple[ItemId, ...] = Field(description="the highest id ever given, one for each letter, as in [C30]")
    removed: tuple[Removed, ...] = Field((), description="a list of items that are gone, each with id, said and on")

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        if len({id_[0] for id_ in self.newest}) != len(self.newest):
            raise Unfit("newest names a letter twice", "Keep the highest id of each letter.", "newest")
        if len({gone.id for gone in self.removed}) != len(self.removed):
            raise Unfit("removed names an id twice", "Delete the entry that was added.", "removed")
        return self


def read_ids(root: Path, items: dict[str, Item], offences: list[Offence]) -> tuple[Removed, ...]:
    """Return the items that are gone; adds to ``offences`` ids that vanished, came back or were never entered."""
    if not items and not (root / IDS).exists():
        return ()
    text = read_file(root, root / IDS, offences)
    tree = parse_yaml(text, IDS, offences) if text is not None else None
    ids = build(Ids, tree, IDS, offences) if tree else None
    if not (ids and tree):
        return ()
    newest = {id_[0]: _number(id_) for id_ in ids.newest}
    offences.extend(_new(newest, items))
    offences.extend(_vanished(ids, items, tree))
    for index, removed in enumerate(ids.removed):
        offences.extend(_wrongly_removed(removed, items, newest, tree.line(("removed", index, "id"))))
    return ids.removed


def _number(id_: str) -> int:
    return int(id_[1:])


def _new(newest: dict[str, int], items: dict[str, Item]) -> Iterator[Offence]:
    for item in items.values():
        if _number(item.id) > newest.get(item.id[0], 0):
            mend = f"Enter `{item.id}` as the newest in {IDS}; an id that is there already never changes."
            yield Offence(item.path, item.line, f"the id {item.id} was never given", mend)


def _vanished(ids: Ids, items: dict[str, Item], tree: Tree) -> Iterator[Offence]:
    known = items.keys() | {removed.id for removed in ids.removed}
    for newest in ids.newest:
        for number in range(1, _number(newest) + 1):
            id_ = f"{newest[0]}{number:02}"
            if id_ not in known:
                mend = "An id never changes: put the item back, or enter it here under `removed`, with what it said."
                yield Offence(IDS, tree.line(("newest",)), f"the item {id_} is in no list any more", mend)


def _wrongly_removed(removed: Removed, items: dict[str, Item], newest: dict[str, int], line: int) -> Iterator[Offence]:
    if item := items.get(removed.id):
        mend = "Give the item an id that was never used."
        yield Offence(item.path, item.line, f"the id {removed.id} belonged to an item that was removed", mend)
    if _number(removed.id) > newest.get(removed.id[0], 0):
        yield Offence(IDS, line, f"the id {removed.id} was never given", "Correct it, or enter a newest id.")
    if removed.instead and removed.instead not in items:
        yield Offence(
            IDS, line, f'no checklist has the item "{removed.instead}"', "Correct the id, or delete `instead`."
        )
