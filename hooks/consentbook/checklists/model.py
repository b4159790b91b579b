"""The checklists: items that are written once and stand in one list or more, and which of them apply to whom."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from consentbook.checklists.details import addresses, plain, snippet_ids
from consentbook.reading.schema import Plain, Schema
from consentbook.wording.forms import CONSENT, REGIONS, lies_in

ROLES: dict[str, str] = {
    "product": "Product",
    "engineering": "Engineering",
    "design": "Design",
    "counsel": "Counsel",
}
WHERE = {code: name for code, name in REGIONS.items() if code != "any"}
MODELS = {code: name for code, name in CONSENT.items() if code != "any"}
LEVELS = {"required": "Required", "advised": "Advised"}
FOLDER = "checklists/"
ID = r"[A-Z](?:0[1-9]|[1-9][0-9]{1,3})"  # each number has one spelling
ItemId = Annotated[str, StringConstraints(pattern=rf"^{ID}$")]


def overlap(region: str, other: str) -> bool:
    """Return whether one region is the other or lies in it: California lies in the United States."""
    return lies_in(region, other) or lies_in(other, region)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a reader asks for: a region, a role, a consent model, each empty where all are meant."""

    region: str = ""
    role: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check. Its id never changes, so that a tick outlives an edition.

    ``roles`` begin with the one that does it first; ``regions`` and ``consent`` are empty where it holds everywhere.
    ``details`` are the author's Markdown by label: Why, Check, Helps, Source.
    """

    id: str
    text: str
    uri: str
    path: str
    line: int
    roles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    required: bool = True
    details: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What a tick remembers, so that a later look tells whether the statement or its check has changed since."""
        said = f"{self.text}\n{self.plain('Check')}"
        return hashlib.sha256(" ".join(said.split()).encode()).hexdigest()[:12]

    @property
    def snippets(self) -> tuple[str, ...]:
        """The ids of the snippets that help."""
        return snippet_ids(self.details.get("Helps", ""))

    def plain(self, label: str) -> str:
        """Return a detail without its markup."""
        return plain(self.details.get(label, ""))

    def addresses(self, label: str) -> tuple[tuple[str, str], ...]:
        """Return words and target of each link in a detail, as the author wrote them."""
        return addresses(self.details.get(label, ""))

    def applies(self, scope: Scope) -> bool:
        """Return whether the item is for this region, role and consent model."""
        region = not scope.region or not self.regions or any(overlap(scope.region, own) for own in self.regions)
        role = not scope.role or scope.role in self.roles
        return region and role and (not scope.consent or not self.consent or scope.consent in self.consent)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a list, below the heading ``group``; ``line`` is where the list names it."""

    group: str
    item: Item
    line: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """A page of docs/checklists/ with items: its own, and those of other lists that it names."""

    uri: str
    title: str
    description: str
    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """The name by which commands and files know the list."""
        return self.uri.removeprefix(FOLDER).removesuffix(".md")

    @property
    def items(self) -> tuple[Item, ...]:
        """The items in their order."""
        return tuple(entry.item for entry in self.entries)

    def grouped(self, scope: Scope) -> Iterator[tuple[str, tuple[Item, ...]]]:
        """Yield each heading with the items below it that apply, where there are any."""
        for group in dict.fromkeys(entry.group for entry in self.entries):
            items = tuple(e.item for e in self.entries if e.group == group and e.item.applies(scope))
            if items:
                yield group, items


class Removed(Schema):
    """An item that is in no list any more. Its id stays taken."""

    id: ItemId = Field(description="the id that the item had, as in C31")
    said: Plain = Field(description="the statement that it was, for those who ticked it")
    on: date = Field(description="the day on which it was removed, as in 2027-01-31")
    instead: ItemId | None = Field(None, description="the id of the item that says it now")


@dataclass(frozen=True, slots=True)
class Checklists:
    """Every list and every item by its id, and the items that are gone."""

    lists: dict[str, Checklist] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
