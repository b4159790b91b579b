"""Where a reader is sent who asks an edition for a page that only others have."""

import pytest

from consentbook.editions import LATEST
from consentbook.editions.gone import MOVED, NEAREST, Atlas, stubs, url_of, withdrawn

OLD = frozenset({"", "guide/", "guide/why/", "guide/how/", "wording/banner/opt-in/", "wording/"})
NEW = frozenset({"", "guide/", "guide/reasons/", "guide/how/", "wording/"})
ATLAS = Atlas({"2026.10": OLD, "2026.11": NEW, LATEST: NEW}, frozenset({("guide/why/", "guide/reasons/")}))


@pytest.mark.parametrize(
    ("page", "edition", "arrives", "why"),
    [
        ("guide/how/", "2026.11", "guide/how/", ""),
        ("guide/why/", "2026.11", "guide/reasons/", MOVED),
        ("guide/reasons/", "2026.10", "guide/why/", MOVED),
        ("wording/banner/opt-in/", "2026.11", "wording/", NEAREST),
        ("", "2026.11", "", ""),
    ],
)
def test_a_page_leads_to_itself_its_successor_or_the_nearest(page: str, edition: str, arrives: str, why: str) -> None:
    assert ATLAS.successor(page, edition) == (arrives, why)


def test_a_page_that_moved_twice_is_followed_in_both_directions() -> None:
    atlas = Atlas(
        {"1": frozenset({"", "a/"}), "2": frozenset({"", "b/"}), "3": frozenset({"", "c/"})},
        frozenset({("a/", "b/"), ("b/", "c/")}),
    )
    assert atlas.successor("a/", "3") == ("c/", MOVED)
    assert atlas.successor("c/", "1") == ("a/", MOVED)


def test_moves_in_a_circle_end() -> None:
    atlas = Atlas({"1": frozenset({""})}, frozenset({("a/", "b/"), ("b/", "a/")}))
    assert atlas.successor("a/", "1") == ("", NEAREST)


def test_an_address_that_was_moved_before_the_first_edition_leads_on() -> None:
    atlas = Atlas({"1": frozenset({"", "new/"})}, frozenset({("old/", "new/")}))
    assert list(stubs(atlas, "1")) == ["old/index.html"]


def test_each_page_of_the_others_has_a_stub() -> None:
    made = stubs(ATLAS, "2026.11")
    assert list(made) == ["guide/why/index.html", "wording/banner/opt-in/index.html"]
    assert 'content="0; url=../reasons/#moved-here"' in made["guide/why/index.html"]
    assert 'content="0; url=../../#nearest-page"' in made["wording/banner/opt-in/index.html"]
    assert all('content="noindex"' in html for html in made.values())


def test_a_withdrawn_edition_leads_to_the_latest() -> None:
    made = withdrawn(ATLAS, "2026.10")
    assert len(made) == len(OLD)
    assert 'url=../../../latest/guide/reasons/#withdrawn"' in made["guide/why/index.html"]
    assert 'url=../latest/#withdrawn"' in made["index.html"]


def test_hostile_names_stay_names() -> None:
    name = '"><script>alert(1)</script>/'
    made = stubs(Atlas({"1": frozenset({""}), "2": frozenset({"", name})}), "1")
    assert "<script>" not in "".join(made.values())


@pytest.mark.parametrize(
    ("uri", "url"),
    [("index.md", ""), ("guide/index.md", "guide/"), ("guide/why.md", "guide/why/"), ("my-index.md", "my-index/")],
)
def test_addresses_are_as_mkdocs_makes_them(uri: str, url: str) -> None:
    assert url_of(uri) == url
