"""A page of docs/ as what a reader reads, block by block: paragraphs, items, rows of tables, code."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

from consentbook.reading.pages import DIRECTIVE

# More would take long to compare; what comes behind them is one block.
MOST_BLOCKS = 2_000
ATTRIBUTES = re.compile(r"\{:?\s*[#.][^{}\n]{0,200}\}")
ITEM = re.compile(r"\[[ xX]\] \*\*\[?[A-Z][0-9]")

Block = tuple[str, str]


@lru_cache(maxsize=2_000)  # most pages of an edition are as they were in the one before
def read_blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a page's text below its front matter, each with the heading that it stands below.

    Items of checklists are left out: they are compared by their ids.
    """
    blocks = [block for block in _blocks(_parser().parse(markdown)) if block[1]]
    if len(blocks) <= MOST_BLOCKS:
        return tuple(blocks)
    rest = "\n\n".join(words for _, words in blocks[MOST_BLOCKS - 1 :])
    return (*blocks[: MOST_BLOCKS - 1], (blocks[MOST_BLOCKS - 1][0], rest))


@cache
def _parser() -> MarkdownIt:
    # Python-Markdown indents what stands in admonitions and definitions: to CommonMark that would be code.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")
    return parser.use(admon_plugin)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    section, depth = "", 0
    row: list[str] = []
    heading = task = False
    for at, token in enumerate(tokens):
        match token.type:
            case "list_item_open" if task or _is_task(tokens[at : at + 3]):
                task, depth = True, depth + 1
            case "list_item_close" if task:
                depth -= 1
                task = depth > 0
            case "heading_open":
                heading = True
            case "inline" if heading:
                section, heading = _words(token), False
                yield section, section
            case "tr_close":
                yield section, " | ".join(row)
                row = []
            case "inline" if tokens[at - 1].type in {"th_open", "td_open"}:
                row.append(_words(token))
            case "inline" if not task:
                yield section, _words(token)
            case "fence" if not task:
                yield section, token.content.rstrip()


def _is_task(tokens: list[Token]) -> bool:
    """Return whether a list item is an item of a checklist."""
    return any(token.type == "inline" and ITEM.match(token.content) for token in tokens)


def _words(inline: Token) -> str:
    """Return what a reader reads of a block; of a line that shows wording, what it shows."""
    if shown := DIRECTIVE.match(inline.content):
        return " ".join(filter(None, (shown["name"], shown["argument"])))
    words = "".join(_said(token) for token in inline.children or ())
    return " ".join(ATTRIBUTES.sub("", words).split())


def _said(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
