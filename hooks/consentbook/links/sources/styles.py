"""What a stylesheet loads: ``url(...)`` and ``@import``, with the line of each."""

import re
from collections.abc import Iterable, Iterator

from consentbook.links.sources.document import Document

# Bounded, so that no text can make them run away; an address in a stylesheet that is longer is data.
URL = re.compile(r"""[uU][rR][lL]\(\s{0,20}(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})'|([^\s"'()]{0,2000}))\s{0,20}\)""")
IMAGE_SET = re.compile(r"image-set\(((?:[^(){};]|\([^(){};]{0,2000}\)){0,2000})", re.IGNORECASE)
# In a set: url(...), which is found as any other is, and type(...).
CALLS = re.compile(r"[a-zA-Z-]{0,20}\([^()]{0,2000}\)")
STRING = re.compile(r"""\"([^"\n]{1,2000})\"|'([^'\n]{1,2000})'""")
IMPORT = re.compile(r"""@[iI][mM][pP][oO][rR][tT]\s{1,20}(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})')""")


def style_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield each address in a stylesheet with its offset; data that stands in the sheet itself is left out."""
    small = text.lower()
    for pattern in (pattern for mark, pattern in (("url(", URL), ("@import", IMPORT)) if mark in small):
        for found in pattern.finditer(text):
            address = next((group for group in found.groups() if group), "")
            if address and not address.lower().startswith("data:"):
                yield found.start(), address
    for chosen in IMAGE_SET.finditer(text) if "image-set(" in small else ():
        for found in STRING.finditer(CALLS.sub(lambda call: " " * len(call[0]), chosen[1])):
            if not (address := found[1] or found[2]).lower().startswith("data:"):
                yield chosen.start(1) + found.start(), address


def read_stylesheet(text: str) -> Document:
    """Return a stylesheet as a document, with the lines of each address."""
    bare = without_comments(text, "/*", "*/")
    lines = by_address(bare, style_addresses(bare))
    return Document(tuple(lines), lines=lines)


def by_address(text: str, found: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """Return the lines of each address, in the order of the text, from their offsets in ``text``."""
    lines: dict[str, dict[int, None]] = {}
    line, done = 1, 0
    for offset, address in sorted(found):
        line += text.count("\n", done, offset)
        done = offset
        lines.setdefault(address, {})[line] = None
    return {address: tuple(numbers) for address, numbers in lines.items()}


def without_comments(text: str, opening: str, closing: str) -> str:
    """Return ``text`` with nothing but the line ends of its comments, so that every line keeps its number."""
    pieces, done = [], 0
    while (start := text.find(opening, done)) >= 0:
        end = text.find(closing, start + len(opening))
        end = len(text) if end < 0 else end + len(closing)
        pieces += [text[done:start], " ", "\n" * text.count("\n", start, end)]
        done = end
    return "".join([*pieces, text[done:]])
