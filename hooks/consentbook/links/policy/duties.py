"""What must link to what: the rules of the register, held against pages, sections, checklists and snippets."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from consentbook.checklists.model import Checklists, Item
from consentbook.links import REGISTER
from consentbook.links.policy.pages import PageLinks
from consentbook.links.policy.plain import Link
from consentbook.links.register import Register, Rule
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.strict_yaml import Tree
from consentbook.wording import render
from consentbook.wording.model import Library

MEND = "Correct the name, or delete it."


@dataclass(frozen=True, slots=True)
class _Held:
    """What a rule is held against: where it stands, and what it links to."""

    path: str
    line: int
    targets: frozenset[str]


@dataclass(frozen=True)
class Duties:
    """Holds the rules against everything they name. ``name_of`` gives the name of a link's target."""

    register: Register
    lines: Tree
    library: Library
    checklists: Checklists
    pages: Mapping[str, PageLinks]
    name_of: Callable[[str], str]

    def offences(self, known: Iterable[str]) -> Iterator[Offence]:
        """Yield what is wrong with the rules, and where they are not met; ``known`` are the names of links."""
        known = {*known, *self.library.names}
        for number, rule in enumerate(self.register.rules):
            for name in (*rule.all, *rule.any):
                if name not in known:
                    wrong = f'a rule names "{name}", which is neither a link nor a variable'
                    line = self.lines.line(("rules", number))
                    yield Offence(REGISTER, line, wrong, MEND, did_you_mean(name, known))
            for held in self._held(number, rule):
                yield from [held] if isinstance(held, Offence) else _unmet(rule, held)

    def _held(self, number: int, rule: Rule) -> Iterator[_Held | Offence]:
        """Yield what ``rule`` is held against, and an offence for each name of nothing."""
        kinds = (
            ("page", rule.pages, self._page),
            ("section", rule.sections, self._section),
            ("checklist", rule.checklists, self._checklist),
        )
        for kind, names, find in kinds:
            for position, name in enumerate(names):
                found = find(name)
                if isinstance(found, _Held):
                    yield found
                else:
                    line = self.lines.line(("rules", number, f"{kind}s", position))
                    wrong = f'a rule names the {kind} "{name}", which is not there'
                    yield Offence(REGISTER, line, wrong, MEND, did_you_mean(name, found))
        for snippet, text in self.library.texts:
            if snippet.meta.form in rule.forms:
                targets = (target.strip("{ }") for target in render.links(text.blocks))
                yield _Held(text.path, text.parts[0].line if text.parts else 1, self._names(targets))

    def _page(self, uri: str) -> _Held | Iterable[str]:
        """Return the page ``uri``, or the names of all where there is none; so do the others."""
        written = self.pages.get(uri)
        return _Held(written.page.path, written.line, self._linked(written.links)) if written else self.pages

    def _section(self, name: str) -> _Held | Iterable[str]:
        uri, _, anchor = name.partition("#")
        written = self.pages.get(uri)
        section = written.sections.get(anchor) if written else None
        if written and section:
            return _Held(written.page.path, section.line, self._linked(filter(section.holds, written.links)))
        return (
            [f"{uri}#{known}" for known in written.sections] if written else [f"{uri}#{anchor}" for uri in self.pages]
        )

    def _checklist(self, name: str) -> _Held | Iterable[str]:
        if item := self.checklists.items.get(name):
            return _Held(item.path, item.line, self._names(_targets([item])))
        if found := self.checklists.lists.get(name):
            written = self.pages[found.uri]
            return _Held(written.page.path, written.line, self._names(_targets(found.items)))
        return {*self.checklists.lists, *self.checklists.items}

    def _linked(self, links: Iterable[Link]) -> frozenset[str]:
        return self._names(link.target for link in links if not link.picture)

    def _names(self, targets: Iterable[str]) -> frozenset[str]:
        return frozenset(map(self.name_of, targets))


def _targets(items: Iterable[Item]) -> Iterator[str]:
    return (target for item in items for label in item.details for _, target in item.addresses(label))


def _unmet(rule: Rule, held: _Held) -> Iterator[Offence]:
    for name in rule.all:
        if name not in held.targets:
            yield Offence(held.path, held.line, f'no link to "{name}"', f"Add one. {rule.why}")
    if rule.any and held.targets.isdisjoint(rule.any):
        wrong = f"no link to any of {', '.join(rule.any)}"
        yield Offence(held.path, held.line, wrong, f"Add one. {rule.why}")
