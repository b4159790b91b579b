"""The catalogue can be narrowed down, and its address says to what."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from consentbook.book import Book
from consentbook.wording.meta import SnippetMeta
from consentbook.wording.model import Snippet
from tests.browser.pages import CATALOGUE
from tests.browser.test_accessibility import NARROW, go_dark, violations


def ids(page: Page) -> list[str]:
    return sorted(page.locator(".cb-entry:visible code").all_text_contents())


def count(page: Page) -> Locator:
    return page.locator("consent-catalogue output")


def applies(region: str, meta: SnippetMeta) -> bool:
    """Return whether a snippet is for a region, for one that contains it or for one that it contains."""
    around = {"us-ca": {"us", "us-ca"}, "ca-qc": {"ca", "ca-qc"}}.get(region, {region})
    inside = {"us": {"us-ca"}, "ca": {"ca-qc"}}.get(region, set())
    return not around & set(meta.avoid_in) and bool((around | inside | {"any"}) & set(meta.regions))


def matching(book: Book, **wanted: str) -> list[str]:
    """Return the ids of the snippets that the filters should leave."""

    def fits(snippet: Snippet) -> bool:
        texts, meta = list(snippet.texts.values()), snippet.meta
        region = wanted.get("region")
        return (
            wanted.get("form", meta.form) == meta.form
            and wanted.get("consent", meta.consent) == meta.consent
            and (not region or applies(region, meta))
            and ("tone" not in wanted or wanted["tone"] in {text.tone for text in texts})
            and ("language" not in wanted or wanted["language"] in {text.language for text in texts})
            and (
                "status" not in wanted
                or wanted["status"] in {review.status for text in texts for review in text.reviews}
            )
        )

    return sorted(id_ for id_, snippet in book.library.snippets.items() if fits(snippet))


@pytest.mark.parametrize(
    "case",
    [
        ("form", "Form", "Banner", "banner"),
        ("consent", "Consent model", "Opt-out", "opt-out"),
        ("region", "Region", "European Economic Area", "eea"),
        ("region", "Region", "United States", "us"),
        ("region", "Region", "California", "us-ca"),
        ("region", "Region", "Quebec", "ca-qc"),
        ("tone", "Tone", "Formal", "formal"),
        ("language", "Language", "English", "en"),
        ("status", "Review", "Draft", "draft"),
    ],
)
def test_a_filter_leaves_what_it_names_and_writes_it_in_the_address(
    page: Page, book: Book, site_url: str, case: tuple[str, str, str, str]
) -> None:
    key, label, option, value = case
    page.goto(CATALOGUE)
    total = len(book.library.snippets)
    expect(count(page)).to_have_text(f"{total} snippets")
    page.get_by_role("combobox", name=label, exact=True).select_option(option)
    left = matching(book, **{key: value})
    assert ids(page) == left
    assert left
    expect(count(page)).to_have_text(f"{total} snippets" if len(left) == total else f"{len(left)} of {total} snippets")
    expect(page).to_have_url(f"{site_url}{CATALOGUE}?{key}={value}")


REGIONS = {  # what a snippet is for and must not be used in, and the filters that show it
    ("us", ""): {"us", "us-ca"},
    ("us-ca", ""): {"us", "us-ca"},
    ("ca", ""): {"ca", "ca-qc"},
    ("ca-qc eea", ""): {"ca", "ca-qc", "eea"},
    ("any", "us"): {"ca", "ca-qc", "eea"},
    ("any", "us-ca eea"): {"us", "ca", "ca-qc"},
    ("any", ""): {"us", "us-ca", "ca", "ca-qc", "eea"},
}


@pytest.mark.parametrize("case", REGIONS)
def test_a_filter_knows_which_region_lies_in_which(page: Page, site_url: str, case: tuple[str, str]) -> None:
    data = re.compile('data-region="[^"]*" data-avoid="[^"]*"')

    def changed(route: Route) -> None:
        response = route.fetch()
        body = data.sub('data-region="{}" data-avoid="{}"'.format(*case), response.text())
        for name in ("ca", "us"):  # whether or not the library has something for them only
            body = body.replace(
                f'<option value="{name}-', f'<option value="{name}">{name}</option><option value="{name}-'
            )
        route.fulfill(response=response, body=body)

    page.route(f"{site_url}{CATALOGUE}", changed)
    page.goto(CATALOGUE)
    shown = set()
    for region in ("us", "us-ca", "ca", "ca-qc", "eea"):
        page.get_by_label("Region").select_option(region)
        if ids(page):
            shown.add(region)
    assert shown == REGIONS[case]


def test_filters_join_and_are_cleared(page: Page, book: Book, site_url: str) -> None:
    page.goto(CATALOGUE)
    clear = page.get_by_role("button", name="Clear filters")
    expect(clear).to_be_hidden()
    page.get_by_role("combobox", name="Form", exact=True).select_option("Banner")
    page.get_by_label("Region").select_option("United Kingdom")
    assert ids(page) == matching(book, form="banner", region="uk")
    assert page.locator("consent-catalogue h2:visible").count() == 1
    clear.click()
    assert ids(page) == sorted(book.library.snippets)
    expect(page.get_by_label("Words in the text")).to_be_focused()
    expect(clear).to_be_hidden()
    expect(page).to_have_url(f"{site_url}{CATALOGUE}")


def test_words_are_looked_for_in_every_text(page: Page, book: Book) -> None:
    page.goto(CATALOGUE)
    search = page.get_by_label("Words in the text")
    search.fill("REFUSE  recording")
    snippets = book.library.snippets.values()
    found = {
        snippet.id for snippet in snippets if any("Refuse recording" in text.text for text in snippet.texts.values())
    }
    assert found
    assert found <= set(ids(page))
    search.fill("xyzzy")
    assert ids(page) == []
    expect(count(page)).to_contain_text("0 of")
    expect(page.locator("consent-catalogue h2:visible")).to_have_count(0)


def test_an_address_brings_its_filters_and_back_returns_to_them(page: Page, book: Book, site_url: str) -> None:
    page.goto(f"{CATALOGUE}?form=banner&words=refuse&region=nowhere&tone=%3Cimg%3E")
    expect(page.get_by_role("combobox", name="Form", exact=True)).to_have_value("banner")
    expect(page.get_by_label("Words in the text")).to_have_value("refuse")
    expect(page.get_by_label("Region")).to_have_value("")
    assert set(ids(page)) <= set(matching(book, form="banner"))
    page.get_by_label("Words in the text").fill("")
    left = ids(page)
    assert left == matching(book, form="banner")
    page.locator(".cb-entry:visible a").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Wording")
    page.go_back()
    expect(page).to_have_url(f"{site_url}{CATALOGUE}?form=banner")
    expect(page.get_by_role("combobox", name="Form", exact=True)).to_have_value("banner")
    assert ids(page) == left


def test_the_filters_work_by_keyboard(page: Page, book: Book) -> None:
    page.goto(CATALOGUE)
    page.get_by_label("Words in the text").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Ban")
    expect(page.get_by_role("combobox", name="Form", exact=True)).to_have_value("banner")
    assert ids(page) == matching(book, form="banner")


def test_axe_finds_nothing_while_the_catalogue_is_filtered_and_it_fits_small_screens(page: Page) -> None:
    page.goto(f"{CATALOGUE}?form=banner")
    found = violations(page)
    page.set_viewport_size(NARROW)
    go_dark(page)
    found += violations(page)
    assert found == []
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_javascript_the_catalogue_is_a_plain_list_and_a_page_shows_its_text(
    browser: Browser, book: Book, site_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site_url)
    page = context.new_page()
    page.goto(CATALOGUE)
    assert ids(page) == sorted(book.library.snippets)
    expect(page.get_by_role("combobox", name="Form", exact=True)).to_have_count(0)
    page.goto("wording/banner/two-layer/")
    expect(page.locator(".cb-card__text").first).to_be_visible()
    expect(
        page.locator("pre.cb-format:visible, consent-details:visible, consent-preview:visible, .cb-card__bar:visible")
    ).to_have_count(0)
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(media="print")
    expect(page.locator(".cb-card__text").first).to_be_visible()
    context.close()
