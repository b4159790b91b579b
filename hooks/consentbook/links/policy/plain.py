"""Reads the plain blocks of a page by patterns: most are plain, and a parser takes twenty times as long for them.

A block is what stands between two empty lines and begins in the first column; no other block can change what it means,
but for definitions of references, which no plain block uses. Whatever a pattern is not sure of is left to the parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture. ``at`` is the line of its target: that of the definition where a reference is written."""

    line: int
    words: str
    target: str
    at: int
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level, its line, its words, and the id that stands behind it in braces, if one does."""

    level: int
    line: int
    words: str
    id: str


@dataclass(frozen=True, slots=True)
class Plain:
    """What was read, and the lines that are ``left`` to a parser, with empty ones for those that were read."""

    left: list[str]
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


# A link whose words and target hold nothing that Markdown knows; one after a ! is a picture
WORDS = r"(?:[^\W_]|[ ,.:;'()?/-])"
LINK = re.compile(rf"(?<!!)\[({WORDS}+)\]\(([\w./:#?=%@+,~-]+)\)")
HEADING = re.compile(rf"(#{{1,6}}) ((?! ){WORDS}+(?<! ))")
# Taken for a *, so that a link whose words are code is left to the parser
CODE = re.compile(r"(?<!`)`[^`\[\]]+`(?!`)")
# With one of these left, or a line of nothing but signs, which may underline a heading, a block is not plain.
UNSURE = re.compile(r"[\[\]<\\`&_#]|^[\s>*+=.)0-9-]+$", re.MULTILINE)


def read_plain(lines: list[str]) -> Plain:
    """Return what stands in the plain blocks among ``lines``, the first of which has the number 1."""
    plain = Plain([""] * len(lines))
    for start, end in _blocks(lines):
        block = "\n".join(lines[start:end])
        if heading := HEADING.fullmatch(block.rstrip("\n")):
            plain.headings.append(Heading(len(heading[1]), start + 1, heading[2], ""))
        elif UNSURE.search(LINK.sub("x", CODE.sub("*", block))):
            plain.left[start:end] = lines[start:end]
        elif "[" in block:
            plain.links.extend(_links(block, start + 1))
    return plain


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each block, and that after its last."""
    start = 0
    for number, line in enumerate(lines):
        if number and line and not line[0].isspace() and not lines[number - 1].strip():
            yield start, number
            start = number
    yield start, len(lines)


def _links(block: str, first: int) -> Iterator[Link]:
    for number, line in enumerate(block.split("\n"), first):
        for link in LINK.finditer(line):
            yield Link(number, link[1], link[2], number)
