"""Items are written out of the book, with boxes, labels and what they are filtered by; other lists stay as they are."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from tests.checklists.pages import BANNER, LAUNCH, write


@pytest.fixture
def small(tmp_path: Path, book: Book) -> Book:
    """A book with two small lists."""
    return replace(book, checklists=write(tmp_path, banner=BANNER, launch=LAUNCH)[0])


def convert(text: str, book: Book) -> LexborHTMLParser:
    name = "consentbook.checklists.extension"
    return LexborHTMLParser(Markdown(extensions=[name], extension_configs={name: {"book": book}}).convert(text))


def body(text: str) -> str:
    return text.rsplit("---\n", maxsplit=1)[-1]


def test_an_item_gets_a_box_with_a_label(small: Book) -> None:
    page = convert(body(BANNER), small)
    labels = {label.attributes["for"]: label.text().strip() for label in page.css("label[for]")}
    assert labels == {
        "tick-c01": "C01 One thing is true.",
        "tick-c02": "C02 Another thing is true too.",
        "tick-c03": "C03 A third thing.",
    }
    assert [box.attributes["id"] for box in page.css(".cb-item > input[type=checkbox]")] == list(labels)
    assert "[ ]" not in page.text()


def test_an_item_says_whom_it_is_for_and_folds_its_details(small: Book) -> None:
    page = convert(body(BANNER), small)
    first = page.css_first("#c01")
    assert first.css_first(".cb-for").text() == "Engineering, Product · European Economic Area, California"
    assert page.css_first("#c02 .cb-for").text() == "Engineering, Product · Opt-in · Advised"
    said = [detail.text() for detail in first.css("details.cb-more > ul > li")]
    assert said == ["Why: So.", "Check: Look at it.", "Source: A law, Article 1", "Helps: a text and code"]
    kept = {key: first.attributes[f"data-{key}"] for key in ("item", "role", "region", "consent", "required", "digest")}
    assert kept == {
        "item": "C01",
        "role": "engineering product",
        "region": "eea us-ca",
        "consent": "",
        "required": "true",
        "digest": small.checklists.items["C01"].digest,
    }


def test_a_named_item_is_shown_whole_with_a_link_to_where_it_is_written(small: Book) -> None:
    page = convert(body(LAUNCH), small)
    assert [item.attributes["data-item"] for item in page.css(".cb-item")] == ["C03", "C01"]
    item = page.css_first("#c01")
    assert item.css_first("label").text().strip() == "C01 One thing is true."
    last = item.css(".cb-more li")[-1]
    assert last.text() == "Written in: Banner checklist"
    assert last.css_first("a").attributes["href"] == "banner.md#c01"
    assert "the third" not in page.text()


def test_the_tools_stand_before_the_first_group_and_the_lines_to_sign_after_the_last(small: Book) -> None:
    page = convert(body(BANNER), small)
    order = [node.tag for node in page.css("body > *")]
    assert order == ["h1", "consent-checklist", "h2", "ul", "h2", "ul", "div"]
    tools = page.css_first("consent-checklist")
    assert (tools.attributes["data-list"], tools.attributes["data-known"]) == ("banner", "C01 C02 C03")
    assert json.loads(tools.attributes["data-removed"] or "") == {}
    assert page.css_first(".cb-tools").attributes.keys() >= {"hidden"}
    assert len(page.css(".cb-sheet tbody tr")) == 3


def test_a_page_shows_the_items_of_its_own_list_alone(small: Book) -> None:
    name = "consentbook.checklists.extension"

    def boxes(page: str) -> list[str | None]:
        options = {name: {"book": small, "page": page}}
        html = Markdown(extensions=[name], extension_configs=options).convert(body(BANNER))
        return [item.attributes["data-item"] for item in LexborHTMLParser(html).css(".cb-item")]

    assert boxes("checklists/banner.md") == ["C01", "C02", "C03"]
    assert boxes("checklists/launch.md") == ["C01", "C03"]
    assert boxes("guide/why.md") == []


def test_other_lists_stay_as_they_are(small: Book) -> None:
    page = convert("- [ ] without an id\n- **C01** without a box\n- [ ] **Why** no id\n- [ ] **C99** unknown\n", small)
    assert not page.css("input, label, consent-checklist")
    assert "[ ] C99 unknown" in page.text()


def test_an_item_in_a_code_block_stays_as_it_is(small: Book) -> None:
    assert not convert("```\n- [ ] **C01** One thing is true.\n```\n", small).css("input")


def test_model_and_page_agree(book: Book) -> None:
    for checklist in book.checklists.lists.values():
        page = convert(body((book.root / "docs" / checklist.uri).read_text()), book)
        shown = {item.attributes["data-item"]: item.css_first("label").text().strip() for item in page.css(".cb-item")}
        assert shown == {item.id: f"{item.id} {item.text}" for item in checklist.items}
        assert page.css_first("consent-checklist").attributes["data-list"] == checklist.id
