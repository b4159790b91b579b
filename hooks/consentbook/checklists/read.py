"""Reads the checklists: pages of docs/checklists/ with task lists, an id in bold before each item."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from consentbook.reading.offences import Offence
from consentbook.reading.pages import TASK, Page

ITEM = re.compile(r"^\*\*(?P<id>[A-Z][0-9]{2})\*\* +(?P<text>\S.*)$")
FOLDER = "checklists/"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check. Its id never changes, so that a tick outlives an edition."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """The items of one page."""

    uri: str
    title: str
    items: tuple[Item, ...]


def read_checklists(pages: Iterable[Page], offences: list[Offence]) -> tuple[Checklist, ...]:
    """Return the checklists among ``pages``; adds to ``offences`` items without an id and ids used twice."""
    first: dict[str, str] = {}
    return tuple(
        Checklist(page.uri, page.title, tuple(_items(page, first, offences)))
        for page in pages
        if page.uri.startswith(FOLDER) and page.tasks
    )


def _continued(page: Page, number: int) -> str:
    """Return the lines on which an item goes on: indented, and no list of their own."""
    words = ""
    lines = {line.number: line.text for line in page.body}
    while (text := lines.get(number := number + 1, "")).startswith("  ") and not NESTED.match(text):
        words += f" {text.strip()}"
    return words


NESTED = re.compile(r"^\s*([-*+]|[0-9]+[.)]) ")


def _items(page: Page, first: dict[str, str], offences: list[Offence]) -> Iterable[Item]:
    for task in page.tasks:
        text = TASK.sub(r"\g<text>", task.text) + _continued(page, task.number)
        item = ITEM.match(text)
        if not item:
            mend = "Put an id in bold before its text: `- [ ] **C01** The text.`"
            offences.append(Offence(page.path, task.number, f'the item "{text[:50]}" has no id', mend))
        elif item["id"] in first:
            wrong = f'the id "{item["id"]}" is used twice, first at {first[item["id"]]}'
            offences.append(Offence(page.path, task.number, wrong, "Give one of the two an id that was never used."))
        elif "](" in item["text"]:
            wrong = f"the item {item['id']} holds a link"
            offences.append(Offence(page.path, task.number, wrong, "Put the link into the details below the item."))
        else:
            first[item["id"]] = f"{page.path}:{task.number}"
            yield Item(item["id"], item["text"], task.number)
