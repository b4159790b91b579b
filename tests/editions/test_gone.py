"""Where a reader is sent who asks an edition for a page that only others have."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from consentbook.editions import LATEST
from consentbook.editions.gone import MOVED, NEAREST, REPLACED, Atlas, stubs, url_of, withdrawn

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


TOLD = Atlas(
    {
        "1": frozenset({"", "wording/", "wording/a/"}),
        "2": frozenset({"", "wording/", "wording/b/"}),
        LATEST: frozenset({"", "wording/", "wording/c/"}),
    },
    replaced=frozenset({("wording/a/", "wording/b/"), ("wording/b/", "wording/c/")}),
    titles={"1": {"wording/a/": "Text <A>"}, "2": {"wording/b/": "Text B"}, LATEST: {"wording/c/": "Text C"}},
)


@pytest.mark.parametrize(
    ("page", "edition", "arrives", "why"),
    [
        ("wording/a/", "2", "wording/b/", REPLACED),
        ("wording/a/", LATEST, "wording/c/", REPLACED),
        ("wording/b/", "1", "wording/a/", NEAREST),
        ("wording/c/", "1", "wording/a/", NEAREST),
    ],
)
def test_a_wording_that_another_replaces_is_not_the_same_page(page: str, edition: str, arrives: str, why: str) -> None:
    assert TOLD.successor(page, edition) == (arrives, why)


def test_a_stub_names_what_was_asked_for_and_leads_on_and_back() -> None:
    html = stubs(TOLD, "2", (LATEST, "2", "1"))["wording/a/index.html"]
    assert "<h1>Text &lt;A&gt;</h1>" in html
    assert "The wording is gone from this edition. Another is to be used instead." in html
    assert '<a href="../b/#replaced">Go to Text B</a>' in html
    assert '<a href="../../../1/wording/a/">Text &lt;A&gt; in edition 1</a>' in html
    assert '<link rel="icon" href="../../../latest/assets/consentbook/favicon.svg">' in html
    newer = stubs(TOLD, "2", (LATEST, "2", "1"))["wording/c/index.html"]
    assert '<a href="../../../latest/wording/c/">Text C in the latest edition</a>' in newer


def test_a_stub_for_a_page_that_no_edition_offers_links_nowhere_back() -> None:
    html = stubs(TOLD, "2")["wording/a/index.html"]
    assert "<h1>This page is elsewhere</h1>" in html
    assert html.count("<a ") == 1


def test_a_withdrawn_edition_says_that_a_wording_was_replaced() -> None:
    assert 'url=../../../latest/wording/c/#replaced"' in withdrawn(TOLD, "1")["wording/a/index.html"]


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


@pytest.mark.parametrize("name", ["http:/evil.example/x/", "javascript:alert(1)/", "//evil.example/", "a?b#c/"])
def test_a_name_that_reads_as_an_address_leads_to_no_other_place(name: str) -> None:
    atlas = Atlas({"1": frozenset({"", "go/", f"go/{name}"}), "2": frozenset({"", f"go/{name}"})})
    atlas = Atlas(atlas.pages, frozenset({("go/", f"go/{name}")}))
    html = stubs(atlas, "2")["go/index.html"]
    for address in re.findall(r'(?:href="|url=)([^"]+)', html):
        assert not urlsplit(address).scheme
        assert not urlsplit(address).netloc
        assert urljoin("https://docs.example.com/2/go/", address).startswith("https://docs.example.com/")


def test_very_many_moves_are_followed() -> None:
    """A chain of twenty thousand: a search through all of them at each step would take minutes."""
    moves = frozenset((f"{number}/", f"{number + 1}/") for number in range(20_000))
    atlas = Atlas({"1": frozenset({"", "0/"}), "2": frozenset({"", "20000/"})}, moves)
    assert atlas.successor("0/", "2") == ("20000/", MOVED)
