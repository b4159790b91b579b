"""Without JavaScript everything is there to read; only what needs it is missing."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consentbook.book import Book
from consentbook.wording.text import ELEMENTS
from tests.browser.pages import CHECKLIST, GUIDE, SNIPPET, START


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "java_script_enabled": False}


@pytest.mark.parametrize("path", [SNIPPET, GUIDE])
def test_a_snippet_is_there_to_read_without_a_button(page: Page, book: Book, path: str) -> None:
    snippet = book.library.snippets["banner/opt-in"]
    page.goto(path)
    card = page.locator("consent-card").first
    for words in ("May we record how you use this site?", "Session replay records your visit", "Refuse recording"):
        expect(card.locator(".cb-card__text").get_by_text(words)).to_be_visible()
    for element in snippet.main.coverage:
        expect(card.get_by_text(ELEMENTS[element], exact=True)).to_be_visible()
    expect(card.get_by_text("Not reviewed by counsel")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_a_checklist_is_there_to_read_and_to_tick(page: Page, book: Book) -> None:
    page.goto(CHECKLIST)
    expect(page.locator(".cb-tools, .cb-work, .cb-sheet").filter(visible=True)).to_have_count(0)
    for item in book.checklists.lists["consent-banner"].items:
        shown = page.locator(f"#{item.id.lower()}")
        expect(shown.get_by_text(item.text)).to_be_visible()
        shown.get_by_text("Why, how to check, source").click()
        expect(shown.get_by_text(item.plain("Check"))).to_be_visible()
    box = page.get_by_role("checkbox", name="C09")
    page.locator("label[for=tick-c09]").click()
    expect(box).to_be_checked()


def test_the_doors_of_the_start_page_open(page: Page, site_url: str) -> None:
    page.goto(START)
    for door in ("Fetch a text from a script", "Change a text in one file", "Check texts and the site"):
        expect(page.get_by_role("link", name=door)).to_be_visible()
    page.get_by_role("link", name="Find a text and copy it").click()
    expect(page).to_have_url(f"{site_url}wording/")
