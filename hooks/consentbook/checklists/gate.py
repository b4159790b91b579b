"""What a launch waits for: the required items of a list that are open in an exported file or a task list."""

from collections.abc import Iterator
from dataclasses import dataclass

from consentbook.checklists.model import Checklist, Checklists, Item, Scope
from consentbook.checklists.progress import ReadProgress
from consentbook.reading.offences import Offence


@dataclass(frozen=True, slots=True)
class Gate:
    """The required items that are open, what else should be known, and how many items were required."""

    open: tuple[Offence, ...]
    notices: tuple[Offence, ...]
    count: int


def open_items(read: ReadProgress, checklists: Checklists, chosen: Checklist | None, scope: Scope) -> Gate:
    """Return which required items of ``chosen`` that apply in ``scope`` are open in what was read.

    Without a chosen list, the items that are in the file count.
    """
    items = chosen.items if chosen else [checklists.items[id_] for id_ in read.done if id_ in checklists.items]
    required = [item for item in items if item.required and item.applies(scope)]
    found = [offence for item in required if (offence := _open(item, read))]
    return Gate(tuple(found), tuple(sorted(_unknown(read, checklists))), len(required))


def _open(item: Item, read: ReadProgress) -> Offence | None:
    done, place = read.done.get(item.id), (read.name, read.lines.get(item.id, 1))
    text, mend = item.text.rstrip("."), "Do its check, then tick it; `consentbook checklist show --details` says how."
    if not done:
        return Offence(*place, f"{item.id} is missing: {text}", mend)
    if not done.done:
        return Offence(*place, f"{item.id} is open: {text}", mend)
    if done.digest and done.digest != item.digest:
        return Offence(
            *place, f"{item.id} has changed since it was ticked: {text}", mend.replace("tick it", "tick it anew")
        )
    return None


def _unknown(read: ReadProgress, checklists: Checklists) -> Iterator[Offence]:
    """Yield ticks without a digest, and items that are in no list: removed ones, and ids that never were."""
    removed = {removed.id: removed for removed in checklists.removed}
    for done in read.progress.items:
        if done.done and not done.digest and done.id in checklists.items:
            mend = "Take the list that `consentbook checklist show` prints, and keep its comments."
            yield Offence(read.name, read.lines[done.id], f"{done.id} does not say which state of it was ticked", mend)
    for id_, line in read.lines.items():
        if gone := removed.get(id_):
            mend = f"Look at {gone.instead} instead." if gone.instead else "Nothing waits for it."
            yield Offence(read.name, line, f"{id_} was removed on {gone.on}: {gone.said.rstrip('.')}", mend)
        elif id_ not in checklists.items:
            yield Offence(read.name, line, f"no checklist has the item {id_}", "Correct the id.")
