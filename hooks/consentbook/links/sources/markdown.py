"""What a Markdown file leads to, as GitHub shows it: every link with its exact line, and every anchor.

Front matter, code and comments are left out. Raw HTML is read as HTML, in its place in the file.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.anchors.index import slugify
from mdit_py_plugins.gfm import gfm_plugin

from consentbook.links.sources.document import Document
from consentbook.links.sources.html import html_lines, read_html
from consentbook.reading.pages import FRONT_MATTER

LONGEST = 50_000  # characters of one paragraph
MOST_BRACKETS = 2_000  # in one paragraph: those that are never closed take ever longer
BY_COLON = "gfm_autolink_protocol"
LINKS = ("link", "image", "autolink", "html_inline", *(f"gfm_autolink_{kind}" for kind in ("www", "protocol", "email")))
ATTRIBUTES = re.compile(r"\{:?([^{}\n]{0,200})\}")
ID = re.compile(r"(?:^|\s)#([^\s#.{}]{1,200})")
HYPHENS = re.compile("-+")
TAB = re.compile(r"^ *===[!+]? +[\"'].*[\"'] *$", re.MULTILINE)
TAB_INDENT = 4
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ALONE = re.compile(r"^ {0,3}(</[a-z]{1,20}>)[ \t]*$", re.MULTILINE)
MARKDOWN_INSIDE = re.compile(
    r"^ {0,3}(<[a-z][^<>\n]{0,500} markdown(?:=[^<>\n]{0,20})?(?: [^<>\n]{0,500})?>)[ \t]*$", re.MULTILINE
)
# Elements that hold no others. One that is never closed would hide the rest of the file, and forges show it as text.
RAW = ("title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext")
PROTOCOL = 10  # letters that are enough to know one by
TOO_LONG = f"a paragraph is longer than {LONGEST:,} characters, or holds too many brackets, and was not read"
TOO_DEEP = "the markup is nested too deep, and was not read"

Found = tuple[int, str]


def read_markdown(text: str) -> Document:
    """Return what a Markdown text leads to, with lines, and its anchors."""
    env: dict[str, Any] = {}
    try:
        tokens = _parser().parse(_plain(_without_front_matter(text)), env)
    except RecursionError:
        return Document(left_out=((1, TOO_DEEP),), markdown=True)
    found = [*_links(tokens), *_definitions(env)]
    html = _html(tokens)
    inside = read_html(html)
    lines: dict[str, set[int]] = {}
    for line, target in found:
        lines.setdefault(target, set()).add(line)
    for target, numbers in html_lines(html).items():
        if target in inside.targets:
            lines.setdefault(target, set()).update(numbers)
    lines.pop("", None)
    ordered = {target: tuple(sorted(numbers)) for target, numbers in lines.items()}
    anchors = inside.anchors | _anchors(tokens)
    return Document(tuple(ordered), anchors, lines=ordered, left_out=tuple(env.get("left_out", ())), markdown=True)


def _without_front_matter(text: str) -> str:
    front = FRONT_MATTER.match(text)
    return "\n" * front[0].count("\n") + text[front.end() :] if front else text


def _plain(text: str) -> str:
    """Return the text with what Material for MkDocs adds written so that it is read; every line keeps its number.

    What is indented below the head of a content tab is no code, and in an element that says ``markdown`` is Markdown.
    """
    if MARKDOWN_INSIDE.search(text):
        text = ALONE.sub(r". \1", MARKDOWN_INSIDE.sub(r". \1", text))  # behind a word, an element begins no block
    return "\n".join(_without_tabs(text.split("\n"))) if TAB.search(text) else text


def _without_tabs(lines: Iterable[str]) -> Iterator[str]:
    heads: list[int] = []  # how far the heads of the tabs are indented in which a line stands
    fence = ""
    for line in map(_with_spaces, lines):
        fence = _fence(line, fence) if not heads else ""
        if fence:
            yield line
            continue
        indent = len(line) - len(line.lstrip(" "))
        while heads and line.strip() and indent < heads[-1] + TAB_INDENT:
            heads.pop()
        within = TAB_INDENT * len(heads)
        if TAB.match(line):
            heads.append(indent)
            yield f"{line[within:indent]}<!-- -->"  # more than a blank line, which would end what is around it
        else:
            yield line[within:]


def _with_spaces(line: str) -> str:
    """Return a line with no tab signs before its words."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].expandtabs(TAB_INDENT) + bare


def _fence(line: str, open_: str) -> str:
    """Return the fence of code that is open behind a line; nothing for none."""
    found = FENCE.match(line)
    if not open_:
        return found[1] if found else ""
    closes = found and found[1].startswith(open_) and not line.strip(" `~")
    return "" if closes else open_


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).use(gfm_plugin).use(admon_plugin)
    # Both are meant to be replaced, which types cannot say. Targets stay as they are written.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    for name in LINKS:
        parser.inline.ruler.at(name, _remembering(rules[name]))
    parser.inline.ruler.at(BY_COLON, _remembering(_looking_back_little(rules[BY_COLON])))
    parser.core.ruler.before("inline", "bounded", _bounded)
    return parser


def _remembering(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return a rule that notes on its token where it stands, and whether its target stands elsewhere."""

    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            token = next(token for token in state.tokens[count:] if token.type != "text")
            token.meta["at"] = start
            token.meta["elsewhere"] = token.info != "auto" and state.src[state.pos - 1] == "]"
        return matched

    return run


def _looking_back_little(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return a rule that looks for a protocol before a colon, but not through all of the paragraph before it."""

    def run(state: StateInline, silent: bool) -> bool:
        if silent:  # then it never matches
            return False
        if len(state.pending) > 2 * PROTOCOL:
            last = state.pending[-PROTOCOL:]
            state.pending = state.pending[:-PROTOCOL]
            state.pushPending()
            state.pending = last
        return rule(state, silent)

    return run


def _bounded(state: StateCore) -> None:
    """Leave out paragraphs that would take too long, and tell so."""
    for token in state.tokens:
        if token.type == "inline" and (len(token.content) > LONGEST or token.content.count("[") > MOST_BRACKETS):
            token.content = ""
            state.env.setdefault("left_out", []).append((token.map[0] + 1 if token.map else 1, TOO_LONG))


def _inlines(tokens: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each token that stands at a place in a paragraph, with its line."""
    for block in tokens:
        line, at = (block.map[0] + 1 if block.map else 1), 0
        for token in block.children or ():
            if "at" in token.meta:
                line += block.content.count("\n", at, token.meta["at"])
                at = token.meta["at"]
                yield line, token


def _links(tokens: Iterable[Token]) -> Iterator[Found]:
    for line, token in _inlines(tokens):
        target = token.attrs.get("href") or token.attrs.get("src")
        if target and not token.meta["elsewhere"]:
            yield line, str(target)


def _definitions(env: dict[str, Any]) -> Iterator[Found]:
    for entry in [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]:
        yield entry["map"][0] + 1, entry["href"]


def _html(tokens: Iterable[Token]) -> str:
    """Return the raw HTML alone, each piece on the line on which it stands."""
    tokens = list(tokens)
    pieces = [(token.map[0] + 1, token.content) for token in tokens if token.type == "html_block" and token.map]
    pieces += [(line, token.content) for line, token in _inlines(tokens) if token.type == "html_inline"]
    html: list[str] = []
    line = 1
    for number, piece in sorted(pieces):
        html += ["\n" * (number - line), piece]
        line = max(line, number) + piece.count("\n")
    return _without_unclosed("".join(html))


def _without_unclosed(html: str) -> str:
    for name in RAW:
        small = html.lower()
        if f"<{name}" in small:
            last = max(small.rfind(f"</{name}"), 0)
            html = html[:last] + re.sub(rf"<(?={name}\b)", "&lt;", html[last:], flags=re.IGNORECASE)
    return html


def _anchors(tokens: Iterable[Token]) -> frozenset[str]:
    """Return the anchors of headings, as GitHub and as Python-Markdown make them, and those that are written out.

    Python-Markdown leaves out what is not ASCII, unless it is told to keep it.
    """
    anchors: set[str] = set()
    github: dict[str, int] = {}
    python: dict[str, int] = {}
    in_ascii: dict[str, int] = {"": 0}  # so that a heading without a letter of it gets _1
    for before, token in pairwise(tokens):
        if token.type == "inline":
            anchors.update(
                found[1] for braces in ATTRIBUTES.finditer(token.content) for found in ID.finditer(braces[1])
            )
            if before.type == "heading_open":
                words = _words(token)
                slug = slugify(words)
                anchors.add(_numbered(slug, github, "-"))
                anchors.add(_numbered(HYPHENS.sub("-", slug).strip("-"), python, "_"))
                anchors.add(_numbered(HYPHENS.sub("-", slugify(_ascii(words))).strip("-"), in_ascii, "_"))
    return frozenset(anchors)


def _numbered(slug: str, seen: dict[str, int], sign: str) -> str:
    """Return ``slug`` with a number behind it where it was seen before."""
    unique = slug
    while unique in seen:
        seen[slug] += 1
        unique = f"{slug}{sign}{seen[slug]}"
    seen[unique] = 0
    return unique


def _ascii(words: str) -> str:
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


def _words(heading: Token) -> str:
    words = "".join(token.content for token in heading.children or () if token.type in {"text", "code_inline"})
    return ATTRIBUTES.sub("", words).strip()
