"""A wording's text as plain text, Markdown and HTML. Blanks stand as ``{{ name }}`` in all three."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from markupsafe import Markup, escape

from consentbook.wording.text import BLANK, Blank, Block, Inline, Link, Mark, Paragraph, Styled, Words

# Whom HTML is for: a card shows all there is to a text, a product has only what its visitors see.
Use = Literal["card", "preview", "product"]
# What means something in Markdown wherever it stands, and what does at the beginning of a paragraph.
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~{}]|&(?=#?\w+;)|!$)")
INNER = {"html": "HTML", "markdown": "Markdown"}
INNER_JSON = re.compile(r' *"(html|markdown)": ')
MARKDOWN_START = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")


def to_text(blocks: Iterable[Block]) -> str:
    """Return plain text: a link's address follows its words in parentheses, list items begin with a dash."""
    return _blocks(blocks, _inline_text, str)


def to_markdown(blocks: Iterable[Block]) -> str:
    """Return CommonMark without the marks."""
    return _blocks(blocks, _inline_markdown, lambda text: MARKDOWN_START.sub(_escape_start, text))


def _escape_start(found: re.Match[str]) -> str:
    return found[0] + "\\" if found[0].isdigit() else "\\" + found[0]


def to_html(blocks: Iterable[Block], *, plain: bool = False) -> Markup:
    """Return HTML with every word escaped.

    For a card, blanks and marked words are elements of their own, and the address of a link stands behind its words,
    so that what is shown is what is copied. ``plain`` is for a product: links are links, and nothing is marked.
    """
    return _blocks_html(blocks, "product" if plain else "card")


def to_preview(blocks: Iterable[Block]) -> Markup:
    """Return HTML for a preview: as a product has it, but its blanks are elements, so that they can be filled."""
    return _blocks_html(blocks, "preview")


def to_preview_words(blocks: Iterable[Block]) -> Markup:
    """Return the first paragraph for a preview, without ``<p>``: what a heading or a button says."""
    return _inlines_html(next(_runs(blocks), ()), "preview")


def blanks_marked(source: str, written_as: str = "") -> Markup:
    """Return any text as escaped HTML in which each blank ``{{ name }}`` is an element of its own.

    ``written_as`` says how a value must be escaped there, where the format that is shown does not say it already.
    """
    pieces = enumerate(BLANK.split(source))
    return Markup("").join(_blank_html(piece, written_as) if number % 2 else escape(piece) for number, piece in pieces)


def json_blanks_marked(source: str) -> Markup:
    """Return indented JSON as ``blanks_marked`` does; in the strings of a part's HTML or Markdown, values are that."""
    lines = source.split("\n")
    inner = [INNER[found[1]] if (found := INNER_JSON.match(line)) else "" for line in lines]
    return Markup("\n").join(map(blanks_marked, lines, inner))


def marks(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield each element that is marked with the words that carry it, in reading order."""
    for inline in _walk(blocks):
        if isinstance(inline, Mark):
            yield inline.element, "".join(map(_inline_words, inline.children))


def blanks(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield each blank's variable with its use: ``words``, ``address``, ``mailto`` or ``tel``."""
    for inline in _walk(blocks):
        if isinstance(inline, Blank):
            yield inline.variable, "words"
        elif isinstance(inline, Link) and "{{" in inline.target:
            yield _variable(inline.target), inline.target.partition("{{")[0].removesuffix(":") or "address"


def links(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the target of each link."""
    return (target for _, target in linked(blocks))


def linked(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield the words and the target of each link."""
    return ((_inline_words(inline), inline.target) for inline in _walk(blocks) if isinstance(inline, Link))


def words(blocks: Iterable[Block]) -> str:
    """Return what a reader reads, without addresses: the text that limits count, a blank being one word."""
    return " ".join("".join(map(_inline_words, run)) for run in _runs(blocks))


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[Inline, ...]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.children
        else:
            for item in block.items:
                yield from _runs(item)


def _walk(blocks: Iterable[Block]) -> Iterator[Inline]:
    stack = [inline for run in _runs(blocks) for inline in run][::-1]
    while stack:
        inline = stack.pop()
        yield inline
        stack.extend(reversed(getattr(inline, "children", ())))


def _blocks(blocks: Iterable[Block], inline: Callable[[Inline], str], begin: Callable[[str], str]) -> str:
    return "\n\n".join(_block(block, inline, begin) for block in blocks)


def _block(block: Block, inline: Callable[[Inline], str], begin: Callable[[str], str]) -> str:
    if isinstance(block, Paragraph):
        return begin("".join(map(inline, block.children)))
    starts = [f"{number}. " if block.ordered else "- " for number in range(1, len(block.items) + 1)]
    return "\n".join(
        start + _blocks(item, inline, begin).replace("\n", "\n" + " " * len(start))
        for start, item in zip(starts, block.items, strict=True)
    )


def _inline_words(inline: Inline) -> str:
    if isinstance(inline, Words):
        return inline.text
    return f"{{{{{inline.variable}}}}}" if isinstance(inline, Blank) else "".join(map(_inline_words, inline.children))


def _inline_text(inline: Inline) -> str:
    match inline:
        case Words(text):
            return text
        case Blank(variable):
            return f"{{{{ {variable} }}}}"
        case Link(target, children):
            inner, address = "".join(map(_inline_text, children)), target.removeprefix("mailto:").removeprefix("tel:")
            return inner if inner == address else f"{inner} ({address})"
        case Styled(_, children) | Mark(_, children):
            return "".join(map(_inline_text, children))


def _inline_markdown(inline: Inline) -> str:
    match inline:
        case Words(text):
            return MARKDOWN_SPECIAL.sub(r"\\\1", text)
        case Blank(variable):
            return f"{{{{ {variable} }}}}"
        case Link(target, children):
            address = f"<{target}>" if re.search(r"[ ()]", target) else target
            return f"[{''.join(map(_inline_markdown, children))}]({address})"
        case Styled(style, children):
            sign = "**" if style == "strong" else "*"
            return sign + "".join(map(_inline_markdown, children)) + sign
        case Mark(_, children):
            return "".join(map(_inline_markdown, children))


def _blocks_html(blocks: Iterable[Block], use: Use) -> Markup:
    return Markup("").join(_block_html(block, use) for block in blocks)


def _block_html(block: Block, use: Use) -> Markup:
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(_inlines_html(block.children, use))
    tag = Markup("ol") if block.ordered else Markup("ul")
    items = Markup("").join(Markup("<li>{}</li>").format(_blocks_html(item, use)) for item in block.items)
    return Markup("<{0}>{1}</{0}>").format(tag, items)


def _inlines_html(inlines: Iterable[Inline], use: Use) -> Markup:
    return Markup("").join(_inline_html(inline, use) for inline in inlines)


def _inline_html(inline: Inline, use: Use) -> Markup:
    match inline:
        case Words(text):
            return escape(text)
        case Blank(variable) if use == "product":
            return escape(f"{{{{ {variable} }}}}")
        case Blank(variable):
            return _blank_html(variable)
        case Link(target, children):
            return _link_html(target, _inlines_html(children, use), use)
        case Styled(style, children):
            tag = Markup("strong") if style == "strong" else Markup("em")
            return Markup("<{0}>{1}</{0}>").format(tag, _inlines_html(children, use))
        case Mark(_, children) if use != "card":
            return _inlines_html(children, use)
        case Mark(element, children):
            return Markup('<span class="cb-mark" data-element="{}">{}</span>').format(
                element, _inlines_html(children, use)
            )


def _blank_html(variable: str, written_as: str = "") -> Markup:
    attribute = Markup(' data-as="{}"').format(written_as) if written_as else ""
    return Markup('<var class="cb-blank" data-variable="{0}"{1}>{{{{ {0} }}}}</var>').format(variable, attribute)


def _link_html(target: str, inner: Markup, use: Use) -> Markup:
    if use != "card" or "{{" not in target:
        return Markup('<a href="{}">{}</a>').format(target, inner)
    blank = _inline_html(Blank(_variable(target)), use)
    return inner if inner == blank else Markup('<span class="cb-link">{}</span> ({})').format(inner, blank)


def _variable(target: str) -> str:
    return target.partition("{{ ")[2].removesuffix(" }}")
