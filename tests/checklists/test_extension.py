"""Task lists with ids become boxes with labels; others stay as they are."""

from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book


def convert(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(Markdown(extensions=["consentbook.checklists.extension"]).convert(text))


def test_an_item_gets_a_box_with_a_label() -> None:
    page = convert("## Group\n\n- [ ] **C01** Say *it* in [words](x.md).\n    - **Why:** so.\n- [x] **C02** More.\n")
    boxes = page.css("li.cb-item > input[type=checkbox]")
    assert [box.attributes["data-item"] for box in boxes] == ["C01", "C02"]
    labels = {label.attributes["for"]: label.text().strip() for label in page.css("label")}
    assert labels == {"tick-c01": "C01 Say it in words.", "tick-c02": "C02 More."}
    assert [item.attributes["id"] for item in page.css("li.cb-item")] == ["c01", "c02"]
    assert page.css_first("#c01 > ul > li").text() == "Why: so."
    assert "[ ]" not in page.text()


def test_items_with_blank_lines_between_them_get_boxes_too() -> None:
    page = convert("- [ ] **C01** One.\n\n    More on it.\n\n- [ ] **C02** Two.\n")
    assert [label.text().strip() for label in page.css("label")] == ["C01 One.", "C02 Two."]
    assert page.css("li p")[-1].text().strip().endswith("Two.")


def test_the_progress_stands_before_the_first_group_once() -> None:
    page = convert("# T\n\nText.\n\n## Group\n\n- [ ] **C01** One.\n\n## Other\n\n- [ ] **C02** Two.\n")
    assert [node.tag for node in page.css("body > *")] == ["h1", "p", "consent-progress", "h2", "ul", "h2", "ul"]


def test_other_lists_stay_as_they_are() -> None:
    source = "- [ ] without an id\n- **C01** without a box\n- [ ] **Why** no id\n"
    page = convert(source)
    assert not page.css("input, label, consent-progress")


def test_model_and_page_agree(book: Book) -> None:
    for checklist in book.checklists:
        page = convert((book.root / "docs" / checklist.uri).read_text())
        shown = [box.attributes["data-item"] for box in page.css("input[data-item]")]
        assert shown == [item.id for item in checklist.items]
