"""A page of docs/ as its author wrote it: front matter, and every link and directive with its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence
from consentbook.reading.strict_yaml import Tree, parse_yaml

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
# What one part has taken is not tried again by the next, or a line of spaces would take minutes.
DIRECTIVE = re.compile(r"^\s*+///\s*+(?P<name>[\w-]*+)\s*+(?:\|\s*+(?P<argument>.*?))?\s*+(?:///)?+\s*+$")
TASK = re.compile(r"^\s*[-*+] \[[ xX]\] (?P<text>.*)$")
LINK = re.compile(r"\]\(\s*<?((?:[^\s<>()]|\([^\s<>()]*\))+)>?")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)")
RAW_HTML = re.compile(r"(?<!\]\()<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
LONGEST_LINE = 4_000  # characters; patterns are run over lines
KEPT = 10_000  # pages of which a process keeps what it read


@dataclass(frozen=True, slots=True)
class Line:
    """A number, counted from 1 in the file, and what stands there: a link's target, a directive, a task."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A Markdown page. ``uri`` is its path below docs/, ``path`` its path below the project's root.

    Two pages are the same only if they are one object, which makes a page quick to look up.
    """

    uri: str
    path: str
    front: Tree
    body: tuple[Line, ...]
    links: tuple[Line, ...] = field(default=())
    directives: tuple[Line, ...] = field(default=())
    tasks: tuple[Line, ...] = field(default=())

    @property
    def meta(self) -> dict[str, Any]:
        """The front matter's keys and values."""
        return self.front.value or {}

    @property
    def title(self) -> str:
        """The title from the front matter, else the first heading, else the file's name."""
        headings = (line.text[2:].strip() for line in self.body if line.text.startswith("# "))
        return str(self.meta.get("title") or next(headings, Path(self.uri).stem))


def read_page(root: Path, path: Path, offences: list[Offence]) -> Page | None:
    """Return the page at ``path``, or ``None`` after adding to ``offences`` what is wrong with it.

    A text that was read before gives the same page: a preview reads all pages whenever one is saved.
    """
    text = read_file(root, path, offences)
    if text is None:
        return None
    page, found = _page(path.relative_to(root).as_posix(), text)
    offences.extend(found)
    return page


@lru_cache(maxsize=KEPT)
def _page(name: str, text: str) -> tuple[Page | None, tuple[Offence, ...]]:
    offences: list[Offence] = []
    parts = split_front_matter(text, name, offences)
    if parts is None:
        return None, tuple(offences)
    front, body = parts
    prose = tuple(outside_fences(body))
    shape = tuple(_shape(prose, name))
    if any("longer than" in offence.wrong for offence in shape):
        return None, (*offences, *shape)
    page = Page(
        uri=name.removeprefix("docs/"),
        path=name,
        front=front,
        body=prose,
        links=tuple(_links(prose)),
        directives=tuple(line for line in prose if line.text.lstrip().startswith("///")),
        tasks=tuple(line for line in prose if TASK.match(line.text)),
    )
    return page, (*offences, *shape)


def split_front_matter(text: str, name: str, offences: list[Offence]) -> tuple[Tree, tuple[Line, ...]] | None:
    """Return the front matter's tree (empty where there is none) and the numbered lines of the text below it."""
    found = FRONT_MATTER.match(text)
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    if not found:
        return Tree({}), lines
    front = parse_yaml(found[1] or "", name, offences, first_line=2)
    if front is not None and not isinstance(front.value or {}, dict):
        offences.append(Offence(name, 2, "the front matter is no mapping", "Write it as `key: value` lines."))
        front = None
    return None if front is None else (front, lines[found[0].count("\n") :])


def outside_fences(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that are not in a fenced code block."""
    fence = ""
    for line in lines:
        # most lines hold no such signs, which is seen sooner than by a pattern
        mark = FENCE.match(line.text) if "```" in line.text or "~~~" in line.text else None
        if not fence and mark:
            fence = mark[1]
        elif fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        elif not fence:
            yield line


def _links(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if "](" in line.text or "]:" in line.text:
            prose = _without_code(line.text)
            for pattern in (LINK, DEFINITION):
                for found in pattern.finditer(prose):
                    yield Line(line.number, found[1])


def _without_code(text: str) -> str:
    """Return a line with spaces for its spans of code."""
    return CODE_SPAN.sub(lambda code: " " * len(code[0]), text) if "`" in text else text


def _shape(lines: Iterable[Line], name: str) -> Iterator[Offence]:
    """Yield what a page cannot hold: raw HTML, directives inside a line, and lines without end."""
    for line in lines:
        if len(line.text) > LONGEST_LINE:
            yield Offence(name, line.number, f"the line is longer than {LONGEST_LINE:,} characters", "Break it.")
            continue
        prose = _without_code(line.text)
        if "<" in prose and (html := RAW_HTML.search(prose)):
            wrong = f'raw HTML is not taken in a page: "{prose[html.start() :][:30]}"'
            yield Offence(name, line.number, wrong, "Say it in Markdown; show code between backticks.")
        if "///" in prose and not prose.lstrip().startswith("///"):
            yield Offence(name, line.number, "a directive stands inside a line", "Give it a line by itself.")
