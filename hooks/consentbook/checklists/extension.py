"""Python-Markdown extension: task lists whose items have an id become boxes that can be ticked, with labels.

Runs as a tree processor at priority 12: after inline patterns (20), before MkDocs collects anchors (5).
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

OPEN_BOX = re.compile(r"^\s*\[[ xX]\]\s*$")
ITEM_ID = re.compile(r"^[A-Z][0-9]{2}$")
BLOCKS = {"ul", "ol", "p", "div", "blockquote", "pre", "table"}


class Checklists(Treeprocessor):
    """Turns task list items into labelled boxes, and puts the progress before the first list."""

    def run(self, root: Element) -> None:
        """Change ``root`` in place."""
        first = None
        for items in list(root.iter("ul")):
            boxes = [_box(item) for item in items]
            if any(boxes):
                items.set("class", "cb-checklist")
                first = first if first is not None else items
        if first is not None and first in list(root):
            root.insert(_section_start(root, first), Element("consent-progress"))


def _section_start(root: Element, first: Element) -> int:
    """Return where the progress belongs: before the heading above the first list, if one stands right above."""
    index = list(root).index(first)
    return index - 1 if index and root[index - 1].tag in {"h2", "h3"} else index


def _box(item: Element) -> bool:
    """Give ``item`` a box and a label if it is a task with an id."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    if not (OPEN_BOX.match(holder.text or "") and len(holder) and holder[0].tag == "strong"):
        return False
    identifier = "".join(holder[0].itertext())
    if not ITEM_ID.match(identifier):
        return False
    name = identifier.lower()
    label = Element("label", {"for": f"tick-{name}"})
    inline = _until_block(holder)
    label.extend(inline)
    for child in inline:
        holder.remove(child)
    item.set("id", name)
    item.set("class", "cb-item")
    holder.text = None
    box = Element("input", {"type": "checkbox", "id": f"tick-{name}", "data-item": identifier, "autocomplete": "off"})
    for position, child in enumerate((box, label)):
        holder.insert(position, child)
    return True


def _until_block(holder: Element) -> list[Element]:
    children = list(holder)
    end = next((index for index, child in enumerate(children) if child.tag in BLOCKS), len(children))
    return children[:end]


class ChecklistsExtension(Extension):
    """Registers the tree processor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        md.treeprocessors.register(Checklists(md), "consentbook-checklists", 12)


def makeExtension(**options: Any) -> ChecklistsExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return ChecklistsExtension(**options)
