"""Python-Markdown extension: checklists whose items can be ticked, filtered, and shown in several lists.

A preprocessor (priority 28, after Python-Markdown has removed its own placeholder characters, before fences at 25)
writes each item out of the book, so that a list that only names an item shows all of it. A tree processor (priority
12: after inline patterns at 20, before MkDocs collects anchors at 5) gives each item its box, its label, and what it
can be filtered by.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from consentbook.book import Book
from consentbook.checklists.model import FOLDER, MODELS, ROLES, WHERE, Checklist, Item
from consentbook.checklists.read import ITEM, read_tasks
from consentbook.checklists.write import facts
from consentbook.extension import BookExtension
from consentbook.reading.pages import Line, outside_fences
from consentbook.templates import render_template

OPEN_BOX = re.compile(r"^\s*\[[ xX]\]\s*$")
BLOCKS = {"ul", "ol", "p", "div", "blockquote", "pre", "table"}


class Listed:
    """The items that the page being read may show: those of its list, or any where nobody says which page it is."""

    def __init__(self, book: Callable[[], Book], page: str) -> None:
        self.book, self.page = book, page

    def items(self) -> dict[str, Item]:
        """Return the items by their ids."""
        if not self.page:
            return self.book().checklists.items
        own = self._own()
        return {item.id: item for item in own.items} if own else {}

    def checklist(self, shown: list[str]) -> Checklist | None:
        """Return the list of the page; where nobody says which page it is, the first with the items ``shown``."""
        if self.page:
            return self._own()
        lists = self.book().checklists.lists.values()
        return next((found for found in lists if [item.id for item in found.items] == shown), None)

    def _own(self) -> Checklist | None:
        return next((found for found in self.book().checklists.lists.values() if found.uri == self.page), None)


class Items(Preprocessor):
    """Writes each item of a list out of the book: statement, whom it is for, and its details."""

    def __init__(self, md: Markdown, listed: Listed) -> None:
        super().__init__(md)
        self.listed = listed

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with each item in full."""
        if not any("[ ]" in line or "[x]" in line or "[X]" in line for line in lines):
            return lines
        numbered = (Line(number, text) for number, text in enumerate(lines))
        shown: dict[int, list[str]] = {}
        for task in read_tasks(outside_fences(numbered)):
            found = task.named or ITEM.match(task.statement)
            if found and (item := self.listed.items().get(found["id"])):
                shown |= {line.number: [] for line in task.below if line.text.strip()}
                shown[task.number] = list(self._lines(item, named=bool(task.named)))
        return [new for number, text in enumerate(lines) for new in shown.get(number, [text])]

    def _lines(self, item: Item, *, named: bool) -> Iterator[str]:
        yield f"- [ ] **{item.id}** {item.text}"
        yield f"    - {facts(item)}"
        for label, text in item.details.items():
            yield f"    - **{label}:** {text}"
        if named:
            page = item.uri.removeprefix(FOLDER)
            home = self.listed.book().checklists.lists[page.removesuffix(".md")]
            yield f"    - **Written in:** [{home.title}]({page}#{item.id.lower()})"


class Boxes(Treeprocessor):
    """Turns items into labelled boxes, with the tools of a list before the first and lines to sign after the last."""

    def __init__(self, md: Markdown, listed: Listed) -> None:
        super().__init__(md)
        self.listed = listed

    def run(self, root: Element) -> None:
        """Change ``root`` in place."""
        lists = [items for items in root.iter("ul") if self._boxes(items)]
        for items in lists:
            items.set("class", "cb-checklist")
        outer = [items for items in lists if items in list(root)]
        if not outer:
            return
        shown = [item.get("data-item") for items in lists for item in items]
        root.insert(list(root).index(outer[-1]) + 1, self._piece("sheet.html"))
        root.insert(
            _section_start(root, outer[0]), self._piece("tools.html", **self._tools([id_ for id_ in shown if id_]))
        )

    def _boxes(self, items: Element) -> bool:
        """Give each item of a list its box; return whether any has one."""
        return sum(self._box(item) for item in items) > 0

    def _box(self, element: Element) -> bool:
        """Give ``element`` a box and a label if it is an item of a checklist."""
        holder = element[0] if len(element) and element[0].tag == "p" and not (element.text or "").strip() else element
        if not (OPEN_BOX.match(holder.text or "") and len(holder) and holder[0].tag == "strong"):
            return False
        item = self.listed.items().get("".join(holder[0].itertext()))
        if not item:
            return False
        label = Element("label", {"for": f"tick-{item.id.lower()}"})
        inline = _until_block(holder)
        label.extend(inline)
        for child in inline:
            holder.remove(child)
        holder.text = None
        box = Element("input", {"type": "checkbox", "id": f"tick-{item.id.lower()}", "autocomplete": "off"})
        for position, child in enumerate((box, label)):
            holder.insert(position, child)
        for key, value in _attributes(item).items():
            element.set(key, value)
        _fold(element)
        return True

    def _piece(self, template: str, **values: Any) -> Element:
        """Return a paragraph that Python-Markdown replaces by the HTML of ``template``."""
        paragraph = Element("p")
        paragraph.text = self.md.htmlStash.store(render_template(template, **values))
        return paragraph

    def _tools(self, shown: list[str]) -> dict[str, Any]:
        checklists = self.listed.book().checklists
        removed = {gone.id: f"removed on {gone.on}" for gone in checklists.removed}
        return {
            "checklist": self.listed.checklist(shown),
            "known": " ".join(checklists.items),
            "removed": json.dumps(removed),
            "filters": {"region": ("Region", WHERE), "role": ("Role", ROLES), "consent": ("Consent model", MODELS)},
        }


def _fold(element: Element) -> None:
    """Fold the details of an item away below its first line, which says whom it is for."""
    details = element.find("ul")
    if details is None:
        return
    element.remove(details)
    first = details[0]
    details.remove(first)
    first.tag = "p"
    first.set("class", "cb-for")
    folded = Element("details", {"class": "cb-more"})
    summary = Element("summary")
    summary.text = "Why, how to check, source"
    folded.extend([summary, details])
    element.extend([first, folded])


def _attributes(item: Item) -> dict[str, str]:
    return {
        "id": item.id.lower(),
        "class": "cb-item",
        "data-item": item.id,
        "data-role": " ".join(item.roles),
        "data-region": " ".join(item.regions),
        "data-consent": " ".join(item.consent),
        "data-required": str(item.required).lower(),
        "data-digest": item.digest,
    }


def _section_start(root: Element, first: Element) -> int:
    """Return where the tools belong: before the heading above the first list, if one stands right above."""
    index = list(root).index(first)
    return index - 1 if index and root[index - 1].tag in {"h2", "h3"} else index


def _until_block(holder: Element) -> list[Element]:
    children = list(holder)
    end = next((index for index, child in enumerate(children) if child.tag in BLOCKS), len(children))
    return children[:end]


class ChecklistsExtension(BookExtension):
    """Registers both processors."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        # An element that Python-Markdown does not know is wrapped in <p>, which browsers then split.
        md.block_level_elements += ["consent-checklist"]
        listed = Listed(self.book, self.getConfig("page"))
        md.preprocessors.register(Items(md, listed), "consentbook-items", 28)
        md.treeprocessors.register(Boxes(md, listed), "consentbook-boxes", 12)


def makeExtension(**options: Any) -> ChecklistsExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return ChecklistsExtension(**options)
