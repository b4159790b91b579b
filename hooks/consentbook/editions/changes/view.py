"""What changed as it is shown, in pages, feed and terminal alike: sections, groups, and an entry for each change."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import quote

from consentbook.checklists.model import overlap
from consentbook.editions.changes.actions import address_of, name_of
from consentbook.editions.changes.diff import apart, compare_words
from consentbook.editions.changes.model import (
    Action,
    Changes,
    Fact,
    ItemChange,
    LinkChange,
    PageChange,
    Runs,
    SnippetChange,
    TextChange,
)
from consentbook.wording.forms import FORMS, MAIN, REGIONS

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that changed: what they are, their language, and the runs that stayed, went and came."""

    label: str
    language: str
    words: Runs


@dataclass(frozen=True, slots=True)
class Entry:
    """A change. ``target`` is a link as pages write it, and empty where the thing is gone."""

    title: str
    target: str
    anchor: str
    said: tuple[str, ...]
    actions: tuple[Action, ...]
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Changes below one heading, which may be empty."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Changes of one kind of thing."""

    title: str
    groups: tuple[Group, ...]


def sections(changes: Changes) -> tuple[Section, ...]:
    """Return what there is to show of ``changes``; wording is grouped by form and by regions, any region first."""
    found = (
        Section("Wording that changed", tuple(_by_form(changes.snippets))),
        Section("Checklist items that changed", _one_group(_item, changes.items)),
        Section("Pages that changed", _one_group(_page, changes.pages)),
        Section("Named links that changed", _one_group(_link, changes.links)),
    )
    return tuple(section for section in found if section.groups)


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


def _one_group(show: Callable[[C], Entry], changes: Iterable[C]) -> tuple[Group, ...]:
    entries = tuple(map(show, changes))
    return (Group("", entries),) if entries else ()


def _by_form(snippets: Iterable[SnippetChange]) -> Iterator[Group]:
    forms, regions = list(FORMS), list(REGIONS)
    groups: dict[tuple[int, tuple[int, ...]], list[SnippetChange]] = {}
    for snippet in snippets:
        where = tuple(sorted(map(regions.index, snippet.regions)))
        groups.setdefault((forms.index(snippet.form), where), []).append(snippet)
    for (form, where), found in sorted(groups.items()):
        title = f"{FORMS[forms[form]].label}: {', '.join(REGIONS[regions[number]] for number in where)}"
        yield Group(title, tuple(map(_snippet, found)))


def _snippet(change: SnippetChange) -> Entry:
    said = [f"{change.id}: {_revisions(change)}"]
    said += [f"Revision {made.number}, {made.day}: {made.reason}" for made in change.revisions]
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"snippet:{change.id}",
        anchor=change.id.replace("/", "--"),
        said=tuple(said),
        actions=change.actions,
        shown=(*map(_text, change.texts), *map(_fact, change.facts)),
    )


def _text(text: TextChange) -> Shown:
    return Shown(name_of(text.key), text.key.partition(".")[0], text.words)


def _fact(fact: Fact) -> Shown:
    return Shown(fact.name, MAIN, compare_words(fact.before, fact.after))


def _revisions(change: SnippetChange) -> str:
    if change.kind == "removed":
        return f"removed. Its last revision was {change.before}." if change.before else "removed."
    if any(not text.released for text in change.texts):
        return "not released yet."
    if change.kind == "added":
        return f"new, revision {change.after}."
    return f"revision {change.before} to {change.after}." if change.before != change.after else "the text is the same."


def _item(change: ItemChange) -> Entry:
    lists = f"{'Lists' if len(change.lists) > 1 else 'List'}: {', '.join(change.lists)}."
    level = "It is required now." if change.raised else ""
    worded = change.words and change.kind == "changed"
    statement = "" if worded else change.text
    words = [Shown("", MAIN, change.words)] if worded else []
    return Entry(
        title=change.id,
        target="" if change.kind == "removed" else f"../{quote(change.uri)}#{change.id.lower()}",
        anchor=change.id.lower(),
        said=tuple(filter(None, (f"{KINDS[change.kind]} {lists}", level, statement))),
        actions=change.actions,
        shown=(*words, *map(_fact, change.facts)),
    )


KINDS = {"added": "New.", "removed": "Removed.", "changed": "Changed.", "moved": "Moved."}


def _page(change: PageChange) -> Entry:
    said = {"moved": f"Moved from {address_of(change.before)}."} if change.before else {}
    passages = (Shown(passage.section, MAIN, passage.words) for passage in change.passages)
    more = f"{change.left_out} more passages changed, and are not shown." if change.left_out else ""
    more = "It was written anew: less than half of its words stayed." if change.anew else more
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"../{quote(change.uri)}",
        anchor="",
        said=tuple(filter(None, (f"{address_of(change.uri)} {said.get(change.kind, KINDS[change.kind])}", more))),
        actions=change.actions,
        shown=(*passages, *map(_fact, change.facts)),
    )


def _link(change: LinkChange) -> Entry:
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"link:{change.name}",
        anchor=f"link-{change.name}",
        said=(f"{change.name}: {KINDS[change.kind].lower()}",),
        actions=change.actions,
        shown=(Shown("Address", MAIN, apart(change.before, change.after)),),
    )
