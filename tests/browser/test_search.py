"""The search is fetched when somebody searches, finds what is in all of its parts, and says when it cannot be had."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from consentbook.site.build import build_site
from consentbook.site.parts import INDEX, divide
from tests.browser.pages import START
from tests.support import search_entries, serving

PARTS = re.compile(r"/search/part\.[0-9a-f]{16}\.json$")


@pytest.fixture
def fetched(page: Page) -> list[str]:
    """The parts that were asked for."""
    found: list[str] = []
    page.context.on("request", lambda request: found.append(request.url) if PARTS.search(request.url) else None)
    return found


def search(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Search").press_sequentially(words)


def test_nothing_is_fetched_before_somebody_searches(page: Page, fetched: list[str]) -> None:
    page.goto(START, wait_until="networkidle")
    box = page.get_by_role("textbox", name="Search")
    box.click()
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    page.wait_for_load_state("networkidle")
    assert fetched == []
    box.press_sequentially("withdraw")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    assert len(fetched) == len(set(fetched)) > 20


@pytest.mark.parametrize("words", ["confirmation that recording is off", "pre-launch", "oauth2-proxy", "nginx"])
def test_what_any_part_holds_is_found(page: Page, words: str) -> None:
    page.goto(START)
    search(page, words)
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    expect(page.locator(".md-search-result__meta")).not_to_contain_text("No matching")


def test_what_is_asked_for_no_more_is_not_answered(page: Page) -> None:
    held: list[Route] = []
    page.context.route(PARTS, lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    page.goto(START)
    with page.context.expect_event("request", lambda request: PARTS.search(request.url)):
        search(page, "withdraw")
    page.get_by_role("textbox", name="Search").fill("")
    page.wait_for_timeout(200)  # for the others
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # in which it would be answered
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    search(page, "withdraw")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_an_address_with_words_in_it_searches(page: Page) -> None:
    page.goto(f"{START}?q=withdraw")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_emptied_and_filled_again_it_finds_again(page: Page) -> None:
    page.goto(START)
    search(page, "withdraw")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.get_by_role("textbox", name="Search").fill("")
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    search(page, "xyzzyx")
    expect(page.locator(".md-search-result__meta")).to_contain_text("No matching")


def test_a_page_that_was_loaded_before_a_new_edition_came_finds_what_is_in_it(
    page: Page, site: Path, tmp_path: Path
) -> None:
    served = shutil.copytree(site, tmp_path / "site")
    with serving(served) as url:
        page.goto(url, wait_until="networkidle")
        entries = [*search_entries(served), {"location": "new/", "title": "New", "text": "Words of tomorrow"}]
        for path in (served / "search").glob("part.*"):
            path.unlink()
        index = json.loads((served / INDEX).read_text())
        (served / INDEX).write_text(json.dumps({**index, "docs": [{**entry, "title": "Later"} for entry in entries]}))
        divide(served)
        search(page, "tomorrow")
        expect(page.locator(".md-search-result__link").first).to_contain_text("Later")


def test_parts_that_cannot_be_had_are_told_and_asked_for_again(page: Page) -> None:
    def missing(route: Route) -> None:
        route.fulfill(status=503)

    page.context.route(PARTS, missing)
    page.goto(START)
    search(page, "with")
    expect(page.locator(".md-search-result__link").first).to_contain_text("The search could not be loaded")
    page.context.unroute(PARTS, missing)
    search(page, "draw")
    expect(page.locator(".md-search-result__link").first).not_to_contain_text("could not be loaded")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_a_language_that_cannot_be_had_is_told_and_asked_for_again(page: Page, project: Path) -> None:
    config = project / "mkdocs.yml"
    config.write_text(config.read_text().replace("plugins: [search]", "plugins: [{search: {lang: [en, de]}}]"))
    build_site(project, project / "site")
    german = project / "site/assets/javascripts/lunr/min/lunr.de.min.js"
    there = german.read_bytes()
    german.unlink()
    with serving(project / "site") as url:
        page.goto(url)
        search(page, "with")
        expect(page.locator(".md-search-result__link").first).to_contain_text("The search could not be loaded")
        german.write_bytes(there)
        search(page, "draw")
        expect(page.locator(".md-search-result__link").first).to_contain_text("ithdraw")
