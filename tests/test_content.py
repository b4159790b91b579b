"""The guide carries every point of the page that the project grew from: a table of points against built pages."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from tests.support import SHARED

WHY, POLICY, BANNERS, CONTROLS, RESOURCES = (
    f"guide/{name}" for name in ("why", "privacy-policy", "banners", "vendor-controls", "resources")
)

# What the page says, in its order; where ours says it; the words (a pattern, in any case) it must hold.
POINTS = [
    ("transparency about collection matters more than ever", WHY, r"transparen"),
    ("users must be informed, and asked where necessary", WHY, r"disclos.*consent|consent.*disclos"),
    ("replay rebuilds real interactions", WHY, r"reconstruction"),
    ("some jurisdictions require notice or consent", WHY, r"(some|many) (jurisdictions|regions|places|countries)"),
    ("say that you use session replay", POLICY, r"that you use session replay"),
    ("say what kinds of data: clicks, navigation, forms", POLICY, r"clicks.*(pages|navigation).*form"),
    ("say why: usability, faults, behaviour", POLICY, r"(usability|easier).*(fault|fix)|(fault|fix).*(usability|easier)"),
    ("say how data are stored, processed and protected", POLICY, r"stored, processed and protected"),
    ("say how to opt out", POLICY, r"refuse|opt out"),
    ("each inclusion has its reason", POLICY, r"(Why.*){5}"),
    ("each inclusion has an example", POLICY, r"(Example.*){5}"),
    ("sample disclosure language", POLICY, r"Sample disclosure language"),
    ("samples are to be adapted to tone and structure", POLICY, r"(adapt|tone).*structure"),
    ("two sample disclosures", POLICY, r"(Not reviewed by counsel.*){2}"),
    ("banner or consent platform where prior consent is needed", BANNERS, r"consent management platform \(CMP\)"),
    ("the EU is such a region", BANNERS, r"\bEU\b"),
    ("the SDK can be integrated with a CMP", BANNERS, r"CMP.*SDK|SDK.*CMP"),
    ("category analytics or functional", BANNERS, r"analytics.*functional"),
    ("which of the two we prefer and why", BANNERS, r"We prefer analytics"),
    ("first-party cookies", BANNERS, r"first-party"),
    ("the vendor does not use the data for itself", BANNERS, r"vendor.*never uses customers' data for its own purposes"),
    ("not on by default before consent", BANNERS, r"not start by default"),
    ("clear control over switching on and off", BANNERS, r"clear control"),
    ("link to the privacy policy or an information page", BANNERS, r"privacy policy or a dedicated page"),
    ("sample banner wording", BANNERS, r"Sample banner wording"),
    ("privacy settings of the vendor", CONTROLS, r"privacy settings"),
    ("custom masking of elements", CONTROLS, r"Custom masking"),
    ("configurable retention", CONTROLS, r"retention"),
    ("article on a privacy-first session replay", RESOURCES, r"privacy-first session replay"),
    ("trust page", RESOURCES, r"trust page"),
    ("privacy settings page", RESOURCES, r"privacy settings"),
    ("ask counsel", RESOURCES, r"counsel"),
]  # fmt: skip

# Statements that would not be true, or not for everybody.
NEVER = [
    r"GDPR[- ]compliant", r"\bfully compliant", r"SB 690", r"can never be recorded", r"GPC stops", r"ICO exempts",
    r"optOut\S* (prevents|stops) (all )?storage", r"company\.com",
]  # fmt: skip


def article(site: Path, uri: str) -> str:
    text = LexborHTMLParser((site / uri / "index.html").read_bytes()).css_first("article").text(separator=" ")
    return " ".join(text.split()).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize(("point", "uri", "words"), POINTS, ids=[point for point, _, _ in POINTS])
def test_the_guide_says(site: Path, point: str, uri: str, words: str) -> None:
    assert re.search(words, article(site, uri), re.IGNORECASE | re.DOTALL), point


@pytest.mark.parametrize("name", ["privacy-first-replay", "trust", "privacy-settings"])
def test_the_resources_link_to(site: Path, book: Book, name: str) -> None:
    page = LexborHTMLParser((site / RESOURCES / "index.html").read_bytes())
    assert page.css(f'article a[data-link="{name}"][href="{book.register.links[name].url}"]')


def test_pages_write_link_names_and_no_addresses(book: Book) -> None:
    written = [(page.path, link) for page in book.pages for link in page.links if link.text.startswith("http")]
    assert not written


def test_nothing_is_claimed_that_is_not_so(book: Book) -> None:
    texts = {page.path: "\n".join(line.text for line in page.body) for page in book.pages}
    texts |= {text.path: text.text for _, text in book.library.texts}
    found = [(path, words) for path, text in texts.items() for words in NEVER if re.search(words, text, re.IGNORECASE)]
    assert found == [("docs/guide/evidence.md", "can never be recorded")], "the one place that warns of such a promise"


def test_every_snippet_is_unreviewed_unless_somebody_is_named(book: Book) -> None:
    for _, text in book.library.texts:
        assert all(review.words == "Not reviewed by counsel" or review.reviewer for review in text.reviews)


@pytest.mark.skipif(not SHARED.exists(), reason="the page lies outside the project and is not on this machine")
def test_no_sentence_of_the_page_is_copied(book: Book) -> None:
    def sentences(text: str) -> set[str]:
        plain = re.sub(r"[*>`_#\[\]]|\(\S+\)|\{\S+\}", "", text)
        found = (" ".join(sentence.split()).lower() for sentence in re.split(r"(?<=[.!?:])\s|\n\n|\n[*-]", plain))
        return {sentence for sentence in found if len(sentence.split()) >= 5}

    theirs = sentences((SHARED / "content" / "source-page.md").read_text().split("---", 2)[2])
    assert len(theirs) > 20
    paths = [*(book.root / "docs").rglob("*.md"), *(book.root / "snippets").rglob("*.md"), book.root / "README.md"]
    for path in paths:
        assert not theirs & sentences(path.read_text()), path


def test_the_launch_list_holds_every_item(book: Book) -> None:
    assert {item.id for item in book.checklists.lists["pre-launch"].items} == book.checklists.items.keys()
