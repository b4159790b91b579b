"""The quick way to read a page's links: it must say what the parser says, or leave it to the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentbook.book import Book
from consentbook.links.policy.pages import read_links, read_markdown
from consentbook.links.policy.plain import Heading, Link, read_plain

PIECES = [
    "[words](page.md)", "[more words](https://example.com/a?b=c#d)", "![picture](a.png)", "[a [b](c.md)](d.md)",
    "`code`", "`[not](a.md)`", "[`x`](a.md)", "``two [x](y.md)``", "*stress*", "_stress_", "[*stress*](a.md)", "[ref][one]", "[one]",
    "[one]: target.md", "<https://example.com>", "\\[not](a.md)", "[not\\](a.md)", "[title](a.md \"t\")", "&amp;",
    "[a](b(c).md)", "[a](<b c>)", "[x]", "(y)", "!", "words", " ", "  \n", "\n", "\n\n", "\n    ", "\n\n    ", "- ",
    "\n- ", "\n\n- ", "1. ", "> ", "\n> ", "# ", "\n# Title", "\n\n## A title\n\n", "Title\n===\n", "Title\n---\n", "---",
    "| a | [b](c.md) |\n|---|---|\n", "- [ ] task", "!!! note\n    ", "{ #id }", "## Title { #id }\n", "    [in](code.md)",
    "[new\nline](a.md)", "a_b_c", "[a_b](c_d.md)", "[](a.md)", "[a]()", "***", "http://example.com", "\t", "###### six",
    "####### seven", "#no", "## closed ##\n", "[ä é](ü.md)", ":", "^", "~~x~~", "\n+ ", "\n* ", "//// [a](b.md)",
]  # fmt: skip


def whole(text: str) -> tuple[list[Link], list[Heading]]:
    return read_markdown(text.split("\n"))


def in_parts(text: str) -> tuple[list[Link], list[Heading]]:
    plain = read_plain(text.split("\n"))
    links, headings = read_markdown(plain.left)
    return (
        sorted([*plain.links, *links], key=lambda link: link.line),
        sorted([*plain.headings, *headings], key=lambda heading: heading.line),
    )


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_it_says_what_the_parser_says(text: str) -> None:
    assert in_parts(text) == whole(text)


@given(st.text(alphabet="a b[]()!<>`*_#-=\n\\|&:./", max_size=60))
def test_it_says_what_the_parser_says_of_any_signs(text: str) -> None:
    assert in_parts(text) == whole(text)


def test_it_says_what_the_parser_says_of_every_page(book: Book) -> None:
    for page in book.pages:
        lines = [""] * max(line.number for line in page.body)
        for line in page.body:
            lines[line.number - 1] = line.text
        read = read_links(page)
        assert (list(read.links), list(read.headings)) == read_markdown(lines)


def test_most_of_the_pages_is_plain(book: Book) -> None:
    """Else it is of no use."""
    text = [[line.text for line in page.body] for page in book.pages]
    left = sum(len(line) for lines in text for line in read_plain(lines).left)
    assert left < 0.7 * sum(len(line) for lines in text for line in lines)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See [why](why.md) and `code`.", [Link(1, "why", "why.md", 1)]),
        ("one\n[two](b.md)\n\n- [three](c.md)", [Link(2, "two", "b.md", 2), Link(4, "three", "c.md", 4)]),
    ],
)
def test_plain_blocks_leave_nothing_to_the_parser(text: str, links: list[Link]) -> None:
    plain = read_plain(text.split("\n"))
    assert (plain.links, any(plain.left)) == (links, False)
