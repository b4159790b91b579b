"""The details below an item are Markdown in one line each: what they say without markup, and where they lead."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False})


@cache
def _tokens(text: str) -> tuple[Token, ...]:
    inline = _markdown.parseInline(text)
    return tuple(inline[0].children or ()) if inline else ()


def plain(text: str) -> str:
    """Return what a detail says, without emphasis, code marks and link targets."""
    return "".join(
        token.content if token.type in {"text", "code_inline"} else " " * (token.type == "softbreak")
        for token in _tokens(text)
    )


def addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Return words and target of each link in a detail."""
    found: list[tuple[str, str]] = []
    target, words = "", ""
    for token in _tokens(text):
        if token.type == "link_open":
            target, words = str(token.attrs["href"]), ""
        elif token.type == "link_close":
            found.append((words, target))
        else:
            words += token.content
    return tuple(found)


def snippet_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the snippets that a detail links."""
    targets = (target for _, target in addresses(text) if target.startswith("snippet:"))
    return tuple(dict.fromkeys(target.removeprefix("snippet:").partition("#")[0] for target in targets))
