"""The links of a page as Markdown reads them: where each leads, its words and its line; and the page's sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Any

from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs_and_remainder
from markdown.extensions.toc import slugify, unique
from markdown_it import MarkdownIt
from markdown_it.token import Token

from consentbook.links.policy.plain import Heading, Link, read_plain
from consentbook.reading.pages import KEPT, Page

BRACES = AttrListTreeprocessor.HEADER_RE


@dataclass(frozen=True, slots=True)
class Section:
    """The lines from a heading to the next of the same or a higher level, which is on line ``end``."""

    line: int
    end: int

    def holds(self, link: Link) -> bool:
        """Return whether ``link`` stands in the section."""
        return self.line <= link.line < self.end


@dataclass(frozen=True)
class PageLinks:
    """A page with its links and headings, in their order."""

    page: Page
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]
    end: int

    @property
    def line(self) -> int:
        """The line of the first heading, where what is wrong with the whole page is told."""
        return self.headings[0].line if self.headings else 1

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by their anchors, which are those that Python-Markdown gives."""
        taken = {heading.id for heading in self.headings if heading.id}
        anchors = [heading.id or unique(slugify(heading.words, "-"), taken) for heading in self.headings]
        next_at: dict[int, int] = {}
        found: dict[str, Section] = {}
        for heading, anchor in zip(reversed(self.headings), reversed(anchors), strict=True):
            ends = (line for level, line in next_at.items() if level <= heading.level)
            found[anchor] = Section(heading.line, min(ends, default=self.end))
            next_at[heading.level] = heading.line
        return found


@lru_cache(maxsize=KEPT)
def read_links(page: Page) -> PageLinks:
    """Return ``page`` with its links and headings."""
    lines = [""] * max((line.number for line in page.body), default=0)
    for line in page.body:  # code and front matter stay empty, so that the rest keeps its lines
        lines[line.number - 1] = line.text
    plain = read_plain(lines)
    links, headings = read_markdown(plain.left)
    return PageLinks(
        page,
        tuple(sorted([*plain.links, *links], key=lambda link: link.line)),
        tuple(sorted([*plain.headings, *headings], key=lambda heading: heading.line)),
        len(lines) + 1,
    )


def read_markdown(lines: list[str]) -> tuple[list[Link], list[Heading]]:
    """Return the links and headings in ``lines`` as a parser of Markdown sees them, which takes its time."""
    if not any(lines):
        return [], []
    defined: dict[str, Any] = {}
    tokens = _parser().parse("\n".join(lines), defined)
    links = [link for token in tokens if token.type == "inline" for link in _links(token, defined)]
    return links, [_heading(*pair) for pair in pairwise(tokens) if _is_heading(pair[0])]


@cache
def _parser() -> MarkdownIt:
    # Python-Markdown indents what stands in admonitions and definitions: to CommonMark that would be code.
    parser = MarkdownIt("commonmark", {"html": False, "store_labels": True}).disable("code")
    # Both are meant to be replaced, which types cannot say. Targets stay as they are written.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def _links(block: Token, defined: dict[str, Any]) -> Iterator[Link]:
    line = _line(block)
    words, target, label = "", "", ""
    for token in block.children or ():
        match token.type:
            case "softbreak" | "hardbreak":
                line, words = line + 1, f"{words} "
            case "link_open":
                words, target, label = "", str(token.attrs["href"]), token.meta.get("label", "")
            case "link_close":
                yield Link(line, words, target, _at(label, line, defined))
            case "image":
                at = _at(token.meta.get("label", ""), line, defined)
                yield Link(line, token.content, str(token.attrs["src"]), at, picture=True)
                line, words = line + token.content.count("\n"), words + token.content
            case _:
                words += token.content


def _at(label: str, line: int, defined: dict[str, Any]) -> int:
    """Return the line of the definition with ``label``; without a label the target stands on ``line`` itself."""
    return int(defined["references"][label]["map"][0]) + 1 if label else line


def _is_heading(token: Token) -> bool:
    """Return whether it is a heading to Python-Markdown too, which takes no underlined one of several lines."""
    return token.type == "heading_open" and token.map is not None and token.map[1] - token.map[0] <= 2


def _heading(opening: Token, inside: Token) -> Heading:
    words = "".join(child.content for child in inside.children or ())
    level, braces = int(opening.tag[1:]), BRACES.search(words)
    if not braces:
        return Heading(level, _line(opening), words, "")
    given = dict(get_attrs_and_remainder(braces[1])[0])
    return Heading(level, _line(opening), words[: braces.start()], given.get("id", ""))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1
