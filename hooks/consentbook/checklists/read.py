"""Reads the checklists: pages of docs/checklists/ with task lists, an id in bold before each item.

An item is written once, with its details nested below it. Another list names it by a link to where it is written:
``- [ ] **[C09](consent-banner.md#c09)** a few words for who reads the file``.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from consentbook.checklists.ids import read_ids
from consentbook.checklists.model import FOLDER, ID, LEVELS, MODELS, ROLES, WHERE, Checklist, Checklists, Entry, Item
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import TASK, Line, Page

ITEM = re.compile(rf"^\*\*(?P<id>{ID})\*\* +(?P<text>\S.*)$")
NAMED = re.compile(rf"^\*\*\[(?P<id>{ID})\]\((?P<page>[\w-]+\.md)#(?P<anchor>[\w-]+)\)\*\*(?P<words> .*)?$")
DETAIL = re.compile(r"^\s+[-*+] \*\*(?P<label>[^*]+?):\*\*\s*(?P<text>.*)$")
BULLET = re.compile(r"^\s+([-*+]|[0-9]+[.)]) ")
HEADING = re.compile(r"^#{2,3} +(?P<title>.+?)\s*(?:\{.*\})?$")
# A statement is shown, exported and compared as plain text: it begins with a letter and carries no markup.
STATEMENT = re.compile(r"^[^\W\d_](?:(?!&#?\w+;)[^<>\[\]{}`*\\|_]){0,299}$")
# What a forge would show as a task, and is not read as an item.
STRAY = re.compile(r"^(?=[ \t>\d])[ \t>]*(?:[-*+]|[0-9]+[.)])[ \t]+\[[ xX]\]|^[-*+](?:\t| {2,})\[[ xX]\]")

PROSE = ("Why", "Check", "Helps", "Source")
CODES = {"For": ROLES, "Where": WHERE, "Consent": MODELS, "Level": LEVELS}
LABELS = (*CODES, *PROSE)
NEEDED = ("For", "Why", "Check", "Source")
PLAIN = "Begin with a letter, at most 300 characters, without links, markup and entities; links go into the details."
SHAPE = "Write `- [ ] **C01** The statement.` with its details below, or name one: `- [ ] **[C01](page.md#c01)**`."


@dataclass(slots=True)
class Task:
    """A task as it stands in a page: its heading, its line, and the lines below it that belong to it."""

    group: str
    number: int
    text: str
    below: list[Line] = field(default_factory=list)

    @property
    def continued(self) -> list[Line]:
        """The lines on which the statement goes on: up to the first that is empty or begins a detail."""
        return list(takewhile(lambda line: line.text.strip() and not BULLET.match(line.text), self.below))

    @property
    def statement(self) -> str:
        """The whole first paragraph: the id and the statement."""
        return " ".join([self.text, *(line.text.strip() for line in self.continued)])

    @property
    def details(self) -> list[Line]:
        """The lines below the statement."""
        return self.below[len(self.continued) :]

    @property
    def named(self) -> re.Match[str] | None:
        """The match of an item that is written elsewhere."""
        return NAMED.match(self.statement)


def read_checklists(root: Path, pages: Collection[Page], offences: list[Offence]) -> Checklists:
    """Return the checklists among ``pages``; adds to ``offences`` everything that is wrong with their items."""
    items: dict[str, Item] = {}
    for page in pages:
        offences.extend(_stray(page))
    readers = [
        _Reader(page, tuple(read_tasks(page.body)), items, offences)
        for page in pages
        if page.uri.startswith(FOLDER) and page.tasks
    ]
    for reader in readers:
        reader.write_items()
    lists = [reader.checklist() for reader in readers]
    return Checklists({checklist.id: checklist for checklist in lists}, items, read_ids(root, items, offences))


def read_tasks(lines: Iterable[Line]) -> Iterator[Task]:
    """Yield the tasks in the lines of a page, each with the lines that are indented below it."""
    group, task = "", None
    for line in lines:
        if found := TASK.match(line.text):
            if task:
                yield task
            task = Task(group, line.number, found["text"])
        elif task and (line.text.startswith(("  ", "\t")) or not line.text.strip()):
            task.below.append(line)
        elif task:
            yield task
            task = None
        if heading := HEADING.match(line.text):
            group = heading["title"]
    if task:
        yield task


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one page: first the items that are written on it, then, when all are known, the list that it is."""

    page: Page
    tasks: tuple[Task, ...]
    items: dict[str, Item]
    offences: list[Offence]

    def write_items(self) -> None:
        """Add the items that are written on the page to ``items``."""
        for task in self.tasks:
            if not task.named:
                self._write(task)

    def checklist(self) -> Checklist:
        """Return the list: the page's own items, and those that it names."""
        description = str(self.page.meta.get("description", ""))
        return Checklist(self.page.uri, self.page.title, description, tuple(self._entries()))

    def _tell(self, line: int, wrong: str, mend: str, meant: str = "") -> None:
        self.offences.append(Offence(self.page.path, line, wrong, mend, meant))

    def _write(self, task: Task) -> None:
        found = ITEM.match(task.statement)
        if not found:
            self._tell(task.number, f'the item "{task.text[:50]}" has no id', SHAPE)
        elif first := self.items.get(found["id"]):
            wrong = f'the id "{found["id"]}" is used twice, first at {first.path}:{first.line}'
            self._tell(task.number, wrong, f"Give one of the two an id that was never used. {SHAPE}")
        else:
            if not STATEMENT.match(found["text"]):
                wrong = f"the statement of {found['id']} is not plain words"
                self._tell(task.number, wrong, PLAIN)
            self.items[found["id"]] = self._item(task, found["id"], found["text"])

    def _item(self, task: Task, id_: str, text: str) -> Item:
        details = self._details(task)
        for label in NEEDED:
            if label not in details:
                self._tell(
                    task.number, f"the item {id_} does not say {label}", f"Add `    - **{label}:** ...` below it."
                )
        codes = {label: self._codes(label, details[label]) for label in CODES if label in details}
        return Item(
            id=id_,
            text=text,
            uri=self.page.uri,
            path=self.page.path,
            line=task.number,
            roles=codes.get("For", ()),
            regions=codes.get("Where", ()),
            consent=codes.get("Consent", ()),
            required="advised" not in codes.get("Level", ()),
            details={label: line.text for label, line in details.items() if label in PROSE},
        )

    def _details(self, task: Task) -> dict[str, Line]:
        """Return the details of an item by label, each with its line; a detail may go on in the lines below it."""
        details: dict[str, Line] = {}
        label, before = "", task.number + len(task.continued)
        for line in task.details:
            if not line.text.strip():
                continue
            parted, before = line.number > before + 1, line.number  # by an empty line, or by code, which is not read
            if found := DETAIL.match(line.text):
                label = found["label"]
                self._label(label, line.number, found["text"], details)
                details[label] = Line(line.number, found["text"].strip())
            elif BULLET.match(line.text):
                self._tell(line.number, "a line below an item has no label", "Begin it with `**Why:**` or so.")
            elif parted or not label:
                self._tell(line.number, "a detail is one paragraph, and here is another", "Join them, or shorten.")
            else:
                details[label] = Line(details[label].number, f"{details[label].text} {line.text.strip()}")
        return details

    def _label(self, label: str, number: int, text: str, details: dict[str, Line]) -> None:
        if label not in LABELS:
            self._tell(number, f'unknown detail "{label}"', f"Known: {', '.join(LABELS)}.", did_you_mean(label, LABELS))
        elif label in details:
            self._tell(number, f"the item says {label} twice", "Make one of the two.")
        elif not text.strip():
            self._tell(number, f"nothing stands behind {label}", "Say it, or delete the line.")

    def _codes(self, label: str, line: Line) -> tuple[str, ...]:
        codes = tuple(code.strip() for code in line.text.split(","))
        known = CODES[label]
        if label == "Level" and len(codes) > 1:
            self._tell(line.number, "an item has one level", f"Write one of: {', '.join(known)}.")
        for code in codes:
            if code not in known:
                one_of = f"One of: {', '.join(known)}."
                self._tell(line.number, f'{label}: "{code}" is not known here', one_of, did_you_mean(code, known))
        return codes

    def _entries(self) -> Iterator[Entry]:
        seen: set[str] = set()
        for task in self.tasks:
            named = task.named
            found = named or ITEM.match(task.statement)
            item = self.items.get(found["id"]) if found else None
            if named and (wrong := self._misnamed(task, named, seen)):
                self._tell(task.number, *wrong)
            elif item and item.id not in seen:
                seen.add(item.id)
                yield Entry(task.group, item, task.number)

    def _misnamed(self, task: Task, named: re.Match[str], seen: set[str]) -> tuple[str, str] | None:
        """Return what is wrong with an item that the list only names, and how to mend it."""
        item = self.items.get(named["id"])
        if not item:
            return f"no checklist has the item {named['id']}", "Correct the id, or write the item."
        where = f"{item.uri.removeprefix(FOLDER)}#{item.id.lower()}"
        if f"{named['page']}#{named['anchor']}" != where:
            return f"the item {item.id} is not written there", f"Link it as `{where}`."
        if item.uri == self.page.uri or item.id in seen:
            return f"the item {item.id} stands in this list already", "Delete one of the two."
        if any(line.text.strip() for line in task.details):
            return f"the item {item.id} has its details where it is written", "Delete the lines below it."
        return None


def _stray(page: Page) -> Iterator[Offence]:
    """Yield tasks that would look like items and are none: in other lists than ours, in quotes, on other pages."""
    for line in page.body:
        if page.uri.startswith(FOLDER):
            if STRAY.match(line.text):
                wrong = "this task is not read as an item"
                yield Offence(page.path, line.number, wrong, "Begin the line with `- [ ] **C01** `, or write no box.")
        elif (task := TASK.match(line.text)) and (ITEM.match(task["text"]) or NAMED.match(task["text"])):
            wrong = f"an item of a checklist stands outside docs/{FOLDER}"
            yield Offence(page.path, line.number, wrong, "Move it there, or link to it.")
