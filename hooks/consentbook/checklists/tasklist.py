"""Reads what was done out of a Markdown task list, as a forge shows it: what it does not show as a task does not count.

So the text is parsed as Markdown: comments, HTML and code hold no tasks, ordered lists and quotes do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from consentbook.checklists.model import ID

HEAD = re.compile(r"<!-- consentbook checklist: (?P<pairs>[a-z0-9:; -]*) -->")
TASK = re.compile(rf"^\[(?P<mark>[ xX])\][ \t]+\*\*(?:\[(?P<named>{ID})\]\([^)\n]*\)|(?P<id>{ID}))\*\*")
AS_OF = re.compile(r"<!-- as of (?P<digest>[0-9a-f]{12}) -->")
MORE = re.compile(r"^(?P<key>Note|Evidence|Done): +(?P<words>.*)$")
EVIDENCE = re.compile(r"^<(?P<address>https://[^\s<>]+)>$")
DONE = re.compile(r"^(?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z)(?: by (?P<by>.*))?$")

# Only blocks are told apart; what stands in them is matched as it is written, so nothing else needs to be parsed.
_markdown = MarkdownIt("commonmark", {"html": True}).disable("inline")


@dataclass(frozen=True, slots=True)
class Written:
    """The first paragraph of a list item, as it is written, and its line."""

    text: str
    line: int


def read_tasks_done(text: str) -> tuple[dict[str, Any], list[int]]:
    """Return the list and the filters that a task list names, its items, and the line of each."""
    tokens = _markdown.parse(text)
    data: dict[str, Any] = {"items": [], **_head(tokens)}
    lines: list[int] = []
    for written in _list_items(tokens):
        if found := TASK.match(written.text):
            data["items"].append(_item(found, written.text))
            lines.append(written.line)
        elif data["items"] and (more := MORE.match(written.text)):
            data["items"][-1] |= _more(more["key"], more["words"])
    return data, lines


def _head(tokens: list[Token]) -> dict[str, str]:
    """Return what the comment says that stands above a list: its name, and the filters it was printed with."""
    for token in tokens:
        if token.type == "html_block" and (head := HEAD.search(token.content)):
            pairs = (pair.partition(": ") for pair in f"list: {head['pairs']}".split("; "))
            return {key: value for key, _, value in pairs if key in {"list", "region", "role", "consent"}}
    return {}


def _list_items(tokens: list[Token]) -> Iterator[Written]:
    for token, after, inside in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "list_item_open" and after.type == "paragraph_open" and token.map:
            yield Written(inside.content, token.map[0] + 1)


def _item(found: re.Match[str], text: str) -> dict[str, Any]:
    as_of = AS_OF.search(text)
    return {
        "id": found["named"] or found["id"],
        "done": found["mark"] != " ",
        "digest": as_of["digest"] if as_of else "",
    }


def _more(key: str, words: str) -> dict[str, str]:
    """Return what a line below an item says; somebody else's way of saying it says nothing."""
    if key == "Note":
        return {"note": plain(words)}
    if key == "Evidence":
        found = EVIDENCE.match(words)
        return {"evidence": found["address"]} if found else {}
    found = DONE.match(words)
    return {"at": found["at"], "by": plain(found["by"] or "")} if found else {}


def plain(words: str) -> str:
    """Return words as they were before they were escaped for Markdown."""
    return re.sub(r"\\([^\w\s])", r"\1", words).replace("\u2060", "").strip()
