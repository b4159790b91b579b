"""The text of a snippet's part: a small subset of CommonMark, with blanks and marks, as a tree of frozen values.

Paragraphs, lists, links, bold and emphasis are taken. ``{{ company }}`` is a blank for a variable, and
``[words]{.technology}`` marks the words that carry an element. Everything else is an offence, so that a text can be
rendered into any format without carrying markup of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.substitution import substitution_plugin

from consentbook.reading.files import HIDDEN
from consentbook.reading.offences import Offence, did_you_mean

Element = Literal["technology", "data", "purpose", "processor", "retention", "protection", "choice"]
ELEMENTS: dict[str, str] = {
    "technology": "Technology",
    "data": "Data kinds",
    "purpose": "Purpose",
    "processor": "Processor",
    "retention": "Retention",
    "protection": "Protection",
    "choice": "Choice",
}

BLANK = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
TARGET = re.compile(r"(?:mailto:|tel:)?\{\{ [a-z][a-z0-9_]* \}\}|https://[^\s/@<>\"'`]+(/[^\s<>\"'`]*)?")
MARKUP_LEFT = re.compile(r"</?[A-Za-z!]|[{}]|\]\(")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank that the reader fills: the name of a variable."""

    variable: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address: https, or a blank such as ``{{ policy_url }}``."""

    target: str
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Styled:
    """Words in bold or with emphasis."""

    style: Literal["strong", "em"]
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that carry an element."""

    element: str
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a run of blocks."""

    ordered: bool
    items: "tuple[tuple[Block, ...], ...]"


Inline = Words | Blank | Link | Styled | Mark
Block = Paragraph | Bullets


def parse_text(text: str, name: str, first_line: int, offences: list[Offence]) -> tuple[Block, ...]:
    """Return the blocks of ``text``; adds to ``offences`` what has no place in a wording.

    ``first_line`` is the line of the file ``name`` on which ``text`` begins.
    """
    try:
        return _Builder(name, first_line, offences).blocks(_parser().parse(text))
    except RecursionError:
        offences.append(Offence(name, first_line, "the markup is nested too deep", "Write it flatter."))
        return ()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.use(attrs_plugin, spans=True, allowed=["class"]).use(substitution_plugin)
    # Both are meant to be replaced, which types cannot say. Targets stay as they are written: they are checked here,
    # against a list of what may stand.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


class _Builder:
    """Walks markdown-it's flat list of tokens and nests it."""

    def __init__(self, name: str, first_line: int, offences: list[Offence]) -> None:
        self.name, self.first_line, self.offences = name, first_line, offences
        self.line = first_line

    def offend(self, wrong: str, mend: str, meant: str = "") -> None:
        self.offences.append(Offence(self.name, self.line, wrong, mend, meant))

    def blocks(self, tokens: list[Token]) -> tuple[Block, ...]:
        found: list[Block] = []
        for opening, inside in _nested(tokens):
            self.line = self.first_line + (opening.map[0] if opening.map else 0)
            match opening.type:
                case "paragraph_open":
                    found.append(Paragraph(self.inlines(inside[0].children or [])))
                case "substitution_block":
                    found.append(Paragraph(self.blank(opening)))
                case "bullet_list_open" | "ordered_list_open":
                    items = tuple(self.blocks(inner) for _, inner in _nested(inside))
                    found.append(Bullets(opening.type == "ordered_list_open", items))
                case kind:
                    self.offend(f"a wording cannot hold this: {_plain(kind)}", TAKEN)
        return tuple(found)

    def inlines(self, tokens: list[Token]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for opening, inside in _nested(tokens):
            match opening.type:
                case "text":
                    found.extend(self.words(opening.content))
                case "softbreak":
                    self.line += 1
                    found.append(Words(" "))
                case "substitution_inline":
                    found.extend(self.blank(opening))
                case "strong_open" | "em_open":
                    found.append(Styled("strong" if opening.tag == "strong" else "em", self.inlines(inside)))
                case "link_open":
                    found.append(Link(self.target(str(opening.attrs["href"])), self.inlines(inside)))
                case "span_open":
                    found.append(Mark(self.element(str(opening.attrs.get("class", ""))), self.inlines(inside)))
                    if not any(token.content.strip() for token in inside):
                        self.offend("a mark holds no words", "Put the words that carry the element into the brackets.")
                case kind:
                    self.offend(f"a wording cannot hold this: {_plain(kind)}", TAKEN)
        return tuple(found)

    def words(self, text: str) -> Iterator[Words]:
        if hidden := HIDDEN.search(text):  # written as an entity, such as "&#x202e;"
            self.offend(f"a hidden control character is written here (U+{ord(hidden[0]):04X})", "Delete it.")
        if left := MARKUP_LEFT.search(text):
            self.offend(f'"{text[left.start() :][:30]}" is neither plain words nor markup that is taken', TAKEN)
        if text:
            yield Words(text)

    def blank(self, token: Token) -> tuple[Blank, ...]:
        variable = str(token.content or token.attrs.get("text", "")).strip()
        if not BLANK.fullmatch("{{" + variable + "}}"):
            self.offend(
                f'"{variable}" is no name of a variable', "Write {{ name }} in small letters, as in {{ company }}."
            )
            return ()
        return (Blank(variable),)

    def target(self, target: str) -> str:
        target = BLANK.sub(lambda blank: "{{ " + blank[1] + " }}", target)
        if not TARGET.fullmatch(target):
            self.offend(
                f'a link leads to "{target[:80]}"',
                "Lead it to a blank, as in [words](<{{ policy_url }}>), or to https.",
            )
        return target

    def element(self, element: str) -> str:
        if element not in ELEMENTS:
            known = ", ".join(ELEMENTS)
            self.offend(
                f'"{element}" is no element', f"Mark words with one of: {known}.", did_you_mean(element, ELEMENTS)
            )
        return element


TAKEN = "Write paragraphs, lists, links, **bold**, *emphasis*, {{ blanks }} and [marks]{.element} only."


def _nested(tokens: list[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield each token of the top level with the tokens between it and its closing one."""
    index = 0
    while index < len(tokens):
        opening, start = tokens[index], index + 1
        depth: int = opening.nesting
        while depth > 0:
            index += 1
            depth += tokens[index].nesting
        yield opening, tokens[start:index]
        index += 1


def _plain(kind: str) -> str:
    return kind.removesuffix("_open").replace("_", " ")
