"""The Atom feed: as RFC 4287 asks, with what each edition changed, escaped."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.editions.changes.feed import atom
from consentbook.editions.changes.model import Changes, Edition
from tests.editions.changes.projects import HOSTILE

SITE = "https://docs.example.com/consent/"
NS = {"a": "http://www.w3.org/2005/Atom"}
FIRST = Changes(edition=Edition("2026.11", date(2026, 11, 2)))
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def one(parent: Element, name: str) -> Element:
    (found,) = parent.findall(f"a:{name}", NS)
    return found


def faults(feed: Element) -> list[str]:
    """Return what section 4 of RFC 4287 asks of a feed and its entries, and is not so."""
    found = [] if feed.tag == f"{{{NS['a']}}}feed" else ["the root is no feed"]
    entries = feed.findall("a:entry", NS)
    for node in (feed, *entries):
        needed = ("id", "title", "updated")
        found += [f"{node.tag} has not one {name}" for name in needed if len(node.findall(f"a:{name}", NS)) != 1]
        if not urlsplit(node.findtext("a:id", "", NS)).scheme:
            found.append(f"{node.tag} has an id that is no IRI")
        if not RFC3339.fullmatch(node.findtext("a:updated", "", NS)):
            found.append(f"{node.tag} has no moment")
        alternates = [
            link.attrib["href"] for link in node.findall("a:link", NS) if link.attrib.get("rel") == "alternate"
        ]
        if len(alternates) != 1:
            found.append(f"{node.tag} has not one alternate link")
    if not feed.findall("a:author/a:name", NS):
        found.append("nobody is the author")
    ids = [entry.findtext("a:id", "", NS) for entry in entries]
    return [*found, *([] if len(set(ids)) == len(ids) else ["an id stands twice"])]


def test_it_is_as_the_standard_asks(changes: Changes) -> None:
    feed = fromstring(atom([FIRST, changes], SITE))
    assert faults(feed) == []
    assert faults(fromstring(atom([], SITE))) == []
    assert faults(fromstring(atom([changes, changes], SITE))) == ["an id stands twice"], "faults are found"


def test_editions_are_listed_newest_first_with_their_days(changes: Changes) -> None:
    feed = fromstring(atom([FIRST, changes], SITE))
    assert one(feed, "id").text == f"{SITE}changes.atom"
    assert one(feed, "updated").text == "2026-12-01T00:00:00Z"
    entries = feed.findall("a:entry", NS)
    assert [one(entry, "title").text for entry in entries] == ["Edition 2026.12", "Edition 2026.11"]
    assert [one(entry, "id").text for entry in entries] == [f"{SITE}2026.12/changes/", f"{SITE}2026.11/changes/"]
    assert [datetime.fromisoformat(one(entry, "updated").text or "").month for entry in entries] == [12, 11]


def test_an_entry_says_what_changed_and_what_to_do(changes: Changes) -> None:
    newest, first = fromstring(atom([FIRST, changes], SITE)).findall("a:entry", NS)
    assert one(newest, "summary").text == "Changed since 2026.11: 2 snippets, 1 checklist item, 2 pages, 1 named link."
    assert one(first, "summary").text == "The first edition."
    content = one(newest, "content")
    assert content.attrib["type"] == "html"
    html = LexborHTMLParser(content.text or "")
    assert "Replace your copy of revision 1 by revision 2: English and French." in [
        node.text() for node in html.css("li")
    ]
    assert "we" in [node.text() for node in html.css("ins")]


def test_a_reader_of_feeds_without_our_styles_sees_each_part_by_itself_and_no_word_meant_for_others(
    changes: Changes,
) -> None:
    html = LexborHTMLParser(one(one(fromstring(atom([changes], SITE)), "entry"), "content").text or "")
    assert "removed:" not in html.text()
    assert not html.css(".cb-hidden")
    paragraphs = [node.text() for node in html.css("p")]
    assert "Accept: Allow recording" in paragraphs
    assert not [text for text in paragraphs if "\n" in text]


def test_what_authors_wrote_stays_text(changes: Changes) -> None:
    written = atom([changes], f"{SITE}?a=1&b='\"<")
    content = one(one(fromstring(written), "entry"), "content").text or ""
    html = LexborHTMLParser(content)
    assert HOSTILE in [node.text() for node in html.css("h4")]
    assert not html.css("script, img, [onclick], [onerror], a")


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_signs_that_xml_cannot_hold_are_replaced(sign: str) -> None:
    assert fromstring(atom([FIRST], f"{SITE}{sign}/")) is not None
