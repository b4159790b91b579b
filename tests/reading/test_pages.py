"""Reading pages: front matter, links and directives with their lines, and nothing from inside code."""

from pathlib import Path

import pytest

from consentbook.reading.offences import Offence
from consentbook.reading.pages import DIRECTIVE, Page, read_page


def read(tmp_path: Path, text: str) -> tuple[Page | None, list[Offence]]:
    offences: list[Offence] = []
    path = tmp_path / "docs" / "page.md"
    path.parent.mkdir()
    path.write_text(text)
    return read_page(tmp_path, path, offences), offences


def test_links_have_the_line_of_the_file(tmp_path: Path) -> None:
    text = """---
title: Links
---
[a](one.md) and [b](<two three.md>) ![c](x.png "title")
[d][ref] [e [f]](link:trust)

[ref]: https://example.com/a_(b)
[h](https://example.com/a_(b)) <https://example.com/plain>
"""
    page, offences = read(tmp_path, text)
    assert not offences
    assert page is not None
    found = [(link.number, link.text) for link in page.links]
    assert found == [
        (4, "one.md"),
        (4, "two"),
        (4, "x.png"),
        (5, "link:trust"),
        (7, "https://example.com/a_(b)"),
        (8, "https://example.com/a_(b)"),
    ]


@pytest.mark.parametrize("fence", ["```", "~~~~", "    ```"])
def test_code_holds_no_links_and_no_directives(tmp_path: Path, fence: str) -> None:
    page, _ = read(
        tmp_path,
        f"{fence} md\n[a](one.md)\n/// snippet | x/y\n- [ ] **C01** x\n{fence}\n`[b](two.md)` ``[c](`x`.md)``\n",
    )
    assert page is not None
    assert not page.links
    assert not page.directives
    assert not page.tasks


def test_a_fence_inside_a_longer_fence_does_not_end_it(tmp_path: Path) -> None:
    page, _ = read(tmp_path, "````\n```\n[a](one.md)\n```\n````\n[b](two.md)\n")
    assert page is not None
    assert [link.text for link in page.links] == ["two.md"]


@pytest.mark.parametrize(
    ("text", "title"),
    [("---\ntitle: A\n---\n# B\n", "A"), ("# B\n", "B"), ("text\n", "page"), ("---\n---\n# C\n", "C"), ("", "page")],
)
def test_the_title_comes_from_front_matter_heading_or_name(tmp_path: Path, text: str, title: str) -> None:
    page, offences = read(tmp_path, text)
    assert not offences
    assert page is not None
    assert page.title == title


def test_front_matter_that_is_a_list_is_refused(tmp_path: Path) -> None:
    page, offences = read(tmp_path, "---\n- a\n---\n")
    assert page is None
    assert [str(offence) for offence in offences] == [
        "docs/page.md:2: the front matter is no mapping. Write it as `key: value` lines."
    ]


def test_a_directive_of_many_spaces_is_read_at_once(tmp_path: Path) -> None:
    page, offences = read(
        tmp_path, f"/// snippet | a/b {' ' * 3_900}!\n///{' ' * 3_900}!\n/// catalogue{' ' * 3_900}|\n"
    )
    assert page is not None
    assert not offences
    assert [bool(DIRECTIVE.match(line.text)) for line in page.directives] == [True, False, True]


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("/// snippet | a/b", "snippet", "a/b"),
        ("  ///snippet|a/b fr ///  ", "snippet", "a/b fr"),
        ("/// catalogue", "catalogue", None),
        ("/// catalogue ///", "catalogue", None),
        ("///", "", None),
        ("/// snippet |", "snippet", ""),
        ("/// snippet | a | b", "snippet", "a | b"),
    ],
)
def test_a_directive_has_a_name_and_an_argument(line: str, name: str, argument: str | None) -> None:
    found = DIRECTIVE.match(line)
    assert found
    assert (found["name"], found["argument"]) == (name, argument)


def test_what_was_read_is_kept_and_told_again(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    one, other = tmp_path / "docs/one.md", tmp_path / "docs/other.md"
    text = "# A\n\n<b>[c](d.md)\n"
    one.write_text(text)
    other.write_text(text)
    first: list[Offence] = []
    again: list[Offence] = []
    page = read_page(tmp_path, one, first)
    assert read_page(tmp_path, one, again) is page
    assert first == again
    assert [(offence.path, offence.line) for offence in first] == [("docs/one.md", 3)]
    beside = read_page(tmp_path, other, first)
    assert beside is not page
    assert first[-1].path == "docs/other.md"
    one.write_text(text.replace("d.md", "e.md"))
    changed = read_page(tmp_path, one, first)
    assert changed
    assert changed.links[0].text == "e.md"
