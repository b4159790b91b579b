"""Of pages that differ in nothing but their names there is a list, in every format, and what to do stands there once."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape

import pytest
from markdown_it import MarkdownIt

from consentbook.editions.changes.actions import for_page
from consentbook.editions.changes.feed import atom
from consentbook.editions.changes.formats import as_page, as_text
from consentbook.editions.changes.model import Changes, Edition, Fact, PageChange, Told
from consentbook.editions.changes.page import show_changes
from consentbook.editions.changes.view import sections
from consentbook.wording.show import Piece

ADDED = [PageChange(uri=f"guide/{name}.md", title=name.title(), kind="added") for name in ("one", "two", "three")]
ANEW = [PageChange(uri=f"use/{name}.md", title=name.title(), kind="changed", anew=True) for name in ("four", "five")]
RETITLED = PageChange(uri="six.md", title="Six", kind="changed", facts=(Fact("Title", "VI", "Six"),))


def changed(pages: Iterable[PageChange]) -> Changes:
    acted = tuple(replace(page, actions=(for_page(page, typographic=False),)) for page in pages)
    return Changes(since=Edition("2026.11"), edition=Edition("2026.12"), pages=acted)


def shown(changes: Changes) -> str:
    told = Told("2026.12", None, (changes,))
    return "\n".join(piece.html if isinstance(piece, Piece) else piece for piece in show_changes(told, "2026.11"))


FORMATS = {"page": shown, "text": as_text, "markdown": as_page, "feed": lambda changes: atom([changes], "https://a/")}


@pytest.mark.parametrize("form", FORMATS)
def test_what_to_do_stands_once_above_the_names(form: str) -> None:
    text = FORMATS[form](changed([*ADDED, *ANEW, RETITLED]))
    for words in ("Read it if you work on", "Read it again if you work on", "Read what changed", "Written anew: less"):
        assert text.count(words) == 1, words
    names = [text.index(f"guide/{name}/") for name in ("one", "two", "three")]
    assert text.index("Read it if you work on") < min(names)
    assert names == sorted(names)
    assert text.index("Read it again if you work on") < text.index("use/four/") < text.index("use/five/")
    assert text.index("Title") < text.index("use/four/"), "what has words to show comes first"


def test_one_alone_is_told_as_before() -> None:
    (section,) = sections(changed([ADDED[0], ANEW[0], RETITLED]))
    assert [(group.title, len(group.entries), group.alike) for group in section.groups] == [
        ("Changed", 1, None),
        ("Written anew", 1, None),
        ("New", 1, None),
    ]


def test_pages_that_moved_are_told_one_by_one() -> None:
    moved = [replace(page, kind="moved", before=f"old/{page.title}.md") for page in ADDED]
    (section,) = sections(changed(moved))
    assert [(group.title, group.alike) for group in section.groups] == [("Moved", None)]


def test_links_in_a_list_lead_to_the_pages_that_are_there() -> None:
    assert "- [Two](../guide/two.md): guide/two/" in shown(changed(ADDED))
    gone = shown(changed(replace(page, kind="removed") for page in ADDED))
    assert "- guide/two/: Two" in gone
    assert "(../guide" not in gone


@pytest.mark.parametrize("title", ["1. First", "- dash", "+ plus", "# hash", "> said"])
def test_a_title_stays_a_title(title: str) -> None:
    gone = changed(replace(page, title=title, kind="removed") for page in ADDED)
    for text in (shown(gone), as_page(gone)):
        html = MarkdownIt().render(text)
        assert html.count(f": {escape(title)}</li>") == len(ADDED)
    assert as_page(gone).count("\n* ") == len(ADDED), "a list of its own"
