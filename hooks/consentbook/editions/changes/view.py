"""What changed as it is shown, in pages, feed and terminal alike: sections, groups, and an entry for each change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import quote

from consentbook.editions.changes.actions import address_of, listed, name_of
from consentbook.editions.changes.diff import apart, compare_words
from consentbook.editions.changes.model import (
    Action,
    Changes,
    Fact,
    ItemChange,
    LinkChange,
    PageChange,
    Run,
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

    @property
    def lines(self) -> list[Runs]:
        """The words line by line, without empty lines."""
        found: list[list[Run]] = [[]]
        for kind, run in self.words:
            first, *others = run.split("\n")
            found[-1].append((kind, first))
            found += [[(kind, words)] for words in others]
        return [tuple(line) for line in found if any(words.strip() for _, words in line)]


def _shown(label: str, language: str, words: Runs) -> Shown:
    """Return words as they are shown; where all of them went or came, the label says so, and none is marked."""
    kinds = {kind for kind, _ in words}
    if kinds in ({"gone"}, {"new"}):
        said = f"{label}, {WHOLE[kinds.pop()]}" if label else WHOLE[kinds.pop()].capitalize()
        return Shown(said, language, tuple(("same", run) for _, run in words))
    return Shown(label, language, words)


WHOLE = {"gone": "removed", "new": "new"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A change: what became of the thing called ``name``, with a ``note`` on it, and what else is ``said``.

    ``target`` is a link as pages write it, and empty where the thing is gone; ``links`` are the targets of other names.
    """

    title: str
    target: str
    anchor: str
    mark: str
    name: str
    note: str
    said: tuple[str, ...]
    actions: tuple[Action, ...]
    shown: tuple[Shown, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """What became of the thing, in one line."""
        return f"{self.mark}: {', '.join(filter(None, (self.name, self.note)))}."


@dataclass(frozen=True, slots=True)
class Group:
    """Changes below one heading, which may be empty."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def alike(self) -> Entry | None:
        """One of several entries that differ in nothing but their names, so that a list of these says it all."""
        first, *others = self.entries
        if not others or first.shown:
            return None
        named = (replace(one, title=first.title, target=first.target, name=first.name) for one in others)
        return first if all(one == first for one in named) else None


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
        Section("Pages that changed", tuple(_by_kind(changes.pages))),
        Section("Named links that changed", _one_group(_link, changes.links)),
    )
    return tuple(section for section in found if section.groups)


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
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"snippet:{change.id}",
        anchor=change.id.replace("/", "--"),
        mark=MARKS[change.kind],
        name=change.id,
        note=_revisions(change),
        said=tuple(f"Revision {made.number}, {made.day}: {made.reason}" for made in change.revisions),
        actions=change.actions,
        shown=(*map(_text, change.texts), *map(_fact, change.facts)),
        links={change.instead: f"snippet:{change.instead}"} if change.instead else {},
    )


MARKS = {"added": "New", "removed": "Removed", "changed": "Changed", "moved": "Moved"}


def _text(text: TextChange) -> Shown:
    return _shown(name_of(text.key), text.key.partition(".")[0], text.words)


def _fact(fact: Fact) -> Shown:
    return _shown(fact.name, MAIN, compare_words(fact.before, fact.after))


def _revisions(change: SnippetChange) -> str:
    if change.kind == "removed":
        return f"the last revision was {change.before}" if change.before else ""
    if any(not text.released for text in change.texts):
        return "not released yet"
    if change.kind == "added":
        return f"revision {change.after}"
    return f"revision {change.before} to {change.after}" if change.before != change.after else "the text is the same"


def _item(change: ItemChange) -> Entry:
    lists = f"on the list{'s' if len(change.lists) > 1 else ''} {listed(change.lists)}"
    level = "It is required now." if change.raised else ""
    worded = change.words and change.kind == "changed"
    statement = "" if worded else change.text
    words = [_shown("", MAIN, change.words)] if worded else []
    return Entry(
        title=change.id,
        target="" if change.kind == "removed" else f"../{quote(change.uri)}#{change.id.lower()}",
        anchor=change.id.lower(),
        mark=MARKS[change.kind],
        name=change.id,
        note=lists,
        said=tuple(filter(None, (level, statement))),
        actions=change.actions,
        shown=(*words, *map(_fact, change.facts)),
    )


def _by_kind(pages: Iterable[PageChange]) -> Iterator[Group]:
    groups: dict[str, list[PageChange]] = {title: [] for title in PAGES}
    for page in pages:
        groups["Written anew" if page.anew and page.kind == "changed" else MARKS[page.kind]].append(page)
    for title, found in groups.items():
        if found:
            yield Group(title, tuple(map(_page, found)))


PAGES = ("Changed", "Written anew", "New", "Moved", "Removed")


def _page(change: PageChange) -> Entry:
    passages = (_shown(passage.section, MAIN, passage.words) for passage in change.passages)
    more = f"{change.left_out} more passages changed, and are not shown." if change.left_out else ""
    more = "Written anew: less than half of the words stayed." if change.anew else more
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"../{quote(change.uri)}",
        anchor="",
        mark=MARKS[change.kind],
        name=address_of(change.uri) or "the start page",
        note=f"from {address_of(change.before)}" if change.before else "",
        said=(more,) if more else (),
        actions=change.actions,
        shown=(*passages, *map(_fact, change.facts)),
    )


def _link(change: LinkChange) -> Entry:
    return Entry(
        title=change.title,
        target="" if change.kind == "removed" else f"link:{change.name}",
        anchor=f"link-{change.name}",
        mark=MARKS[change.kind],
        name=change.name,
        note="",
        said=(),
        actions=change.actions,
        shown=(_shown("Address", MAIN, apart(change.before, change.after)),),
    )
