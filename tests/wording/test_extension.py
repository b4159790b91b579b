"""Showing wording on a page, through the real Python-Markdown."""

from dataclasses import replace

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from consentbook.reading.offences import Rejected
from consentbook.wording.model import Library, Part
from consentbook.wording.show import Piece, card
from consentbook.wording.text import Link, Mark, Paragraph, Words


def convert(book: Book, text: str) -> LexborHTMLParser:
    options = {name: {"book": book} for name in ("consentbook.wording.extension", "consentbook.links.extension")}
    md = Markdown(extensions=["admonition", "attr_list", "pymdownx.superfences", *options], extension_configs=options)
    return LexborHTMLParser(md.convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "/// snippet | banner/opt-in",
        "///snippet|banner/opt-in",
        "/// snippet | banner/opt-in ///",
        "/// snippet | banner/opt-in\n///",
    ],
)
def test_one_line_shows_a_card(book: Book, text: str) -> None:
    page = convert(book, f"Before.\n{text}\nAfter.")
    (card,) = page.css("consent-card")
    snippet = book.library.snippets["banner/opt-in"]
    assert card.css_first('pre[data-format="Plain text"]').text() == snippet.main.text
    assert [label.text() for label in card.css(".cb-part__label")] == ["Heading", "Body", "Accept", "Reject"]
    assert [blank.text() for blank in card.css(".cb-card__text var")] == ["{{ settings_url }}", "{{ policy_url }}"]
    assert "Not reviewed by counsel" in card.text()
    assert card.css_first("a.cb-card__permalink").attributes["href"] == "/wording/banner/opt-in.md"
    assert [block.text() for block in page.css("body > p")] == ["Before.", "After."]
    assert "///" not in page.text()


def test_what_a_card_shows_is_what_it_copies(book: Book) -> None:
    for snippet, text in book.library.texts:
        (card,) = convert(book, f"/// snippet | {snippet.id} {text.key}").css("consent-card")
        shown = [_squeezed(part.text()) for part in card.css(".cb-part__text")]
        copied = text.text
        for part, words in zip(text.parts, shown, strict=True):
            before, _, copied = copied.partition(f"{part.label}: ") if len(text.parts) > 1 else ("", "", copied)
            assert not before.strip()
            taken = next(end for end in range(len(copied) + 1) if _squeezed(copied[:end]) == words)
            copied = copied[taken:]
        assert not copied.strip()


def test_a_card_has_no_row_that_says_nothing(book: Book) -> None:
    snippet = book.library.snippets["banner/opt-in"]
    for text in (snippet.main, replace(snippet.main, parts=(Part("body", 1, (Paragraph((Words("x"),)),)),))):
        html = "".join(piece.html for piece in card(snippet, text) if isinstance(piece, Piece))
        rows = {
            row.css_first("dt").text(): row.css_first("dd").text() for row in LexborHTMLParser(html).css("dl > div")
        }
        assert ("Says" in rows) is bool(text.coverage)
        assert all(rows.values())


def test_a_card_is_made_once(book: Book) -> None:
    again = replace(book, library=replace(book.library))
    first = convert(again, "/// snippet | banner/opt-in").css_first("consent-card").html
    assert list(again.library.cards) == [("banner/opt-in", "en")]
    assert convert(again, "/// snippet | banner/opt-in").css_first("consent-card").html == first


def _squeezed(text: str) -> str:
    return "".join(text.replace("- ", "").split())


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("draft", "Draft translation of revision 1."),
        ("reviewed", "Translation of revision 1."),
        ("expired", "Translation of revision 1."),
    ],
)
def test_a_card_says_draft_translation_only_of_a_draft(book: Book, status: str, words: str) -> None:
    snippet = book.library.snippets["banner/opt-in"]
    french = snippet.texts["fr"]
    review = french.meta.review.model_copy(update={"status": status})
    text = replace(french, meta=french.meta.model_copy(update={"review": review}))
    library = replace(book.library, snippets={snippet.id: replace(snippet, texts={**snippet.texts, "fr": text})})
    card = convert(replace(book, library=library), "/// snippet | banner/opt-in fr").css_first("consent-card")
    (said,) = [fact.text() for fact in card.css("dl > div") if fact.text().startswith("Review")]
    assert said.endswith(f" {words}")


def test_controls_stay_hidden_until_the_script_shows_them(book: Book) -> None:
    page = convert(
        book,
        "/// snippet | policy/short\n\n/// snippet | banner/opt-in\n\n/// preview | banner/opt-in\n\n/// catalogue",
    )
    for control in page.css("button, input, select"):
        above, hidden, unsearched = control, False, False
        while above is not None:
            hidden |= "hidden" in above.attributes or above.tag == "template"
            unsearched |= "data-search-exclude" in above.attributes
            above = above.parent
        assert (hidden, unsearched) == (True, True), control.html
    assert len(page.css("consent-details")) == 1
    assert page.css_first("consent-details + consent-card") is not None


def test_blanks_in_json_say_what_they_are_written_as(book: Book) -> None:
    card = convert(book, "/// snippet | banner/opt-in").css_first("consent-card")
    pre = card.css_first('pre[data-format="JSON"]')
    assert {blank.attributes.get("data-as") for blank in pre.css("var")} == {None, "HTML", "Markdown"}
    assert not card.css("pre:not([data-format=JSON]) var[data-as]")


def test_fenced_lines_are_left_alone(book: Book) -> None:
    page = convert(book, "```\n/// snippet | banner/opt-in\n```")
    assert not page.css("consent-card")
    assert page.css_first("code").text().strip() == "/// snippet | banner/opt-in"


def test_a_card_may_stand_in_an_admonition(book: Book) -> None:
    page = convert(book, '!!! note "Look"\n    Text.\n\n    /// snippet | policy/short\n\nAfter.')
    assert page.css("div.admonition consent-card")
    assert page.css_first("body > p").text() == "After."


def test_the_catalogue_lists_every_snippet(book: Book) -> None:
    links = convert(book, "/// catalogue").css(".cb-catalogue .cb-entry a")
    assert sorted(link.attributes["href"] or "" for link in links) == sorted(
        f"/wording/{name}.md" for name in book.library.snippets
    )


@pytest.mark.parametrize(
    "text", ["/// snippet | gone/away", "/// snippet", "/// snipet | banner/opt-in", "/// catalogue | x"]
)
def test_an_unknown_directive_stops_the_page(book: Book, text: str) -> None:
    with pytest.raises(Rejected, match="page:1: unknown"):
        convert(book, f"x\n{text}")


PAYLOADS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "*x*{: onclick=alert(1) }", "[x](javascript:alert(1))",
    "wzxhzdk:0", "</consent-card><script>", "&quot;&gt;<b>", "{{ x }}", "/// snippet | banner/opt-in", "' onmouseover='x",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_inject_nothing(book: Book, payload: str) -> None:
    """Past all checks of the edge: what would happen if a hostile text reached a card."""
    snippet = book.library.snippets["banner/opt-in"]
    text = (Words(payload), Link("https://example.com/", (Mark("choice", (Words(payload),)),)))
    meta = snippet.meta.model_copy(update={"title": payload})
    main = replace(snippet.main, parts=(Part("body", 1, (Paragraph(text),)),))
    hostile = replace(snippet, meta=meta, texts={"en": main})
    library = replace(book.library, snippets={"banner/opt-in": hostile})
    page = convert(replace(book, library=library), "/// snippet | banner/opt-in")
    assert isinstance(library, Library)
    assert not page.css("script, img, b, style, svg")
    handlers = [name for node in page.css("body *") for name in node.attributes if name.startswith("on")]
    assert not handlers
    assert {node.attributes["href"] for node in page.css("a[href]")} == {
        "https://example.com/",
        "/wording/banner/opt-in.md",
    }
    assert page.css_first(".cb-card__text").text().strip() == payload * 2
    assert page.css_first(".cb-card__title").text() == payload
    assert page.css_first('pre[data-format="Plain text"]').text() == f"{payload}{payload} (https://example.com/)"
