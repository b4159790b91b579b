"""A card shows a snippet with what matters about it, and its button copies exactly the text."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from consentbook.book import Book
from consentbook.wording.text import ELEMENTS
from tests.browser.pages import CATALOGUE, GUIDE, SNIPPET, clipboard

ID = "banner/opt-in"
SELECTED = "getSelection().toString()"
REFUSALS = {
    "forbidden": "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
    "not there, as without HTTPS": "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })",
}

both_places = pytest.mark.parametrize("path", [SNIPPET, GUIDE])


def card(page: Page) -> Locator:
    return page.locator("consent-card").filter(has=page.get_by_role("link", name=ID, exact=True))


def copy_button(page: Page) -> Locator:
    return card(page).get_by_role("button", name="Copy text of Opt-in banner, one layer")


def go_and_draft(page: Page, path: str) -> None:
    """Open the page at ``path``, and agree to copy a text whose blanks are not filled."""
    page.goto(path)
    card(page).get_by_label("Copy as a draft").check()


def words(text: str) -> str:
    return " ".join(text.split())


@both_places
def test_the_button_copies_exactly_the_text(page: Page, book: Book, site: Path, path: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_and_draft(page, path)
    copy_button(page).click()
    expect(copy_button(page)).to_have_text("Copied")
    copied = clipboard(page)
    assert copied == book.library.snippets[ID].main.text
    assert f"{copied}\n" == (site / f"wording/{ID}/en.txt").read_text(encoding="utf-8")


def test_a_copy_is_announced_apart_from_the_button(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go_and_draft(page, SNIPPET)
    status = page.get_by_role("status")
    expect(status).to_be_empty()
    copy_button(page).click()
    expect(status).to_have_text("Copied to the clipboard")
    expect(page.get_by_role("button").locator("[role=status], [aria-live]")).to_have_count(0)
    expect(page.locator("button[role=status], button[aria-live], [role=status] button")).to_have_count(0)


def test_a_second_copy_is_announced_again_and_leaves_the_button_as_it_was(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install(time=0)
    go_and_draft(page, SNIPPET)
    page.clock.pause_at(60)
    button, status = copy_button(page), page.get_by_role("status")
    for _ in range(2):
        button.click()
        expect(button).to_have_text("Copied")
        expect(status).to_be_empty()
        page.clock.run_for(1000)
        expect(status).to_have_text("Copied to the clipboard")
    page.clock.run_for(2500)
    expect(button).to_have_text("Copied")  # the first copy is 4.5 s ago, the second 3.5
    page.clock.run_for(1000)
    expect(button).to_have_text("Copy text")


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())
@both_places
def test_where_the_clipboard_is_refused_the_text_is_selected(page: Page, path: str, refusal: str) -> None:
    page.add_init_script(refusal)
    go_and_draft(page, path)
    copy_button(page).click()
    expect(copy_button(page)).to_have_text("Press Ctrl+C")  # for four seconds
    expect(page.get_by_role("status")).to_have_text("Not copied. The text is selected: press Control C")
    assert words(page.evaluate(SELECTED)) == words(card(page).locator(".cb-card__text").inner_text())


@both_places
def test_a_card_shows_what_matters(page: Page, book: Book, path: str) -> None:
    snippet = book.library.snippets[ID]
    page.goto(path)
    shown = card(page)
    for part in snippet.main.parts:
        expect(shown).to_contain_text(part.label)
    expect(shown.locator("header")).to_contain_text(snippet.form.label)
    expect(shown.locator("header")).to_contain_text("Opt-in")
    facts = shown.locator("dl > div")
    expect(facts.filter(has_text="Regions")).to_contain_text(snippet.used_in)
    said = facts.filter(has_text="Says")
    expect(said.locator(".cb-element")).to_have_text([ELEMENTS[element] for element in snippet.main.coverage])
    expect(facts.filter(has_text="Review")).to_contain_text("Not reviewed by counsel")


def test_the_permalink_leads_to_the_page_of_the_snippet(page: Page, site_url: str) -> None:
    page.goto(GUIDE)
    card(page).get_by_role("link", name=ID, exact=True).click()
    expect(page).to_have_url(f"{site_url}wording/{ID}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Opt-in banner, one layer")


def test_the_same_snippet_is_the_same_on_two_pages(page: Page) -> None:
    texts = []
    for path in (SNIPPET, GUIDE):
        page.goto(path)
        texts.append(card(page).locator(".cb-card__text").inner_text())
    assert texts[0] == texts[1]


def test_the_catalogue_lists_every_snippet_and_leads_to_it(page: Page, book: Book, site_url: str) -> None:
    snippets = book.library.snippets
    page.goto(CATALOGUE)
    ids = page.locator(".cb-catalogue code").all_inner_texts()
    assert sorted(ids) == sorted(snippets)
    links = page.locator(".cb-catalogue").get_by_role("link")
    addresses = dict(links.evaluate_all("links => links.map(link => [link.innerText, link.href])"))
    assert addresses == {snippet.meta.title: f"{site_url}wording/{id_}/" for id_, snippet in snippets.items()}
    for title, address in addresses.items():
        page.goto(address, wait_until="domcontentloaded")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_two_cards_of_one_text_each_show_their_format(page: Page) -> None:
    page.goto("wording/banner/opt-in/")
    page.evaluate("""async () => {
        const text = await (await fetch(location.href)).text();
        const twin = new DOMParser().parseFromString(text, 'text/html').querySelector('consent-card');
        document.querySelector('consent-card').before(document.adoptNode(twin));
    }""")
    for card in page.locator("consent-card").all()[:2]:
        expect(card.get_by_role("radio", name="Read")).to_be_checked()
