"""Editions in a browser: switched between, with pages that moved, with notices, and without JavaScript."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from consentbook.editions.publish import publish
from tests.browser.pages import clipboard
from tests.browser.test_accessibility import NARROW, go_dark, violations
from tests.editions.conftest import wanted
from tests.editions.project import change, git, new_project, tag
from tests.support import ROOT, release, serving

TEXT = "snippets/link/policy/en.md"


@pytest.fixture(scope="module")
def editions_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("editions")
    project = new_project(folder / "project")
    change(project, TEXT, "[Privacy policy]", "[How we record your visit]")
    release(project)
    git(project, "mv", "docs/guide/why.md", "docs/guide/reasons.md")
    change(project, "docs/guide/reasons.md", "description: Why.", "description: Why.\nmoved_from: [guide/why.md]")
    change(project, "docs/index.md", "guide/why.md", "guide/reasons.md")
    change(project, "mkdocs.yml", "guide/why.md", "guide/reasons.md")
    git(project, "rm", "--quiet", "docs/guide/how.md")
    change(project, "mkdocs.yml", "      - guide/how.md\n", "")
    shutil.copy(ROOT / "tests" / "cms" / "exported.md", project / "docs" / "exported.md")
    tag(project, "2026.12")
    publish(wanted(project, folder / "place", compress=False, unreleased=True))
    with serving((folder / "place/current").resolve()) as address:
        yield address


def choose(page: Page, edition: str) -> None:
    selector = page.locator(".md-version")
    selector.get_by_role("button").focus()
    selector.get_by_role("link", name=edition).click()


def test_the_selector_switches_and_stays_on_the_page(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}2026.11/wording/link/policy/")
    card = page.locator("consent-card").first
    expect(card).to_contain_text("Privacy policy")
    choose(page, "2026.12")
    expect(page).to_have_url(f"{editions_url}2026.12/wording/link/policy/")
    expect(card).to_contain_text("How we record your visit")
    choose(page, "2026.11")
    expect(page).to_have_url(f"{editions_url}2026.11/wording/link/policy/")
    expect(card).to_contain_text("Privacy policy")


def test_the_selector_follows_a_page_that_moved_and_says_so(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}2026.11/guide/why/")
    choose(page, "2026.12")
    expect(page).to_have_url(f"{editions_url}2026.12/guide/reasons/#moved-here")
    expect(page.get_by_text("The page you asked for has this address in this edition.")).to_be_in_viewport()
    choose(page, "2026.11")
    expect(page).to_have_url(f"{editions_url}2026.11/guide/why/#moved-here")


@pytest.mark.parametrize("script", [True, False])
def test_who_asks_for_a_page_that_is_gone_gets_to_the_nearest_and_is_told(
    browser: Browser, editions_url: str, script: bool
) -> None:
    page = browser.new_page(java_script_enabled=script)
    page.goto(f"{editions_url}latest/guide/how/")
    expect(page).to_have_url(f"{editions_url}latest/#nearest-page")
    expect(page.get_by_text("The page you asked for is not in this edition.")).to_be_in_viewport()
    page.close()


@pytest.mark.parametrize("script", [True, False])
def test_an_earlier_edition_says_so_and_links_to_the_same_page(
    browser: Browser, editions_url: str, script: bool
) -> None:
    page = browser.new_page(java_script_enabled=script)
    page.goto(f"{editions_url}2026.11/guide/why/")
    notice = page.get_by_role("complementary", name="Edition")
    expect(notice).to_contain_text("This page is of an earlier edition.")
    notice.get_by_role("link", name="The same page in the latest edition").click()
    expect(page).to_have_url(f"{editions_url}latest/guide/reasons/")
    expect(page.get_by_role("complementary", name="Edition")).to_have_count(0)
    page.close()


def test_the_selector_marks_the_latest_and_speaks_of_editions(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}latest/")
    button = page.get_by_role("button", name="Select edition")
    expect(button.locator(".md-version__alias")).to_have_text("latest")
    button.focus()
    expect(page.locator(".md-version__link").filter(has_text="2026.12")).to_contain_text("latest")
    assert violations(page) == []


@pytest.mark.parametrize("edition", ["latest", "2026.11", "next"])
def test_the_name_of_the_site_is_whole_on_a_small_screen(page: Page, editions_url: str, edition: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"{editions_url}{edition}/")
    expect(page.locator(".md-version")).to_be_visible()
    name = page.locator(".md-header__topic:first-child .md-ellipsis")
    assert name.evaluate("name => name.scrollWidth <= name.clientWidth")


def test_what_a_page_says_of_fetching_stands_in_one_column(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}latest/wording/link/policy/")
    said = page.locator("#fetch-it ~ dl > dd")
    expect(said.filter(has_text="This revision, which never changes, beside the editions:")).to_be_visible()
    assert len(set(said.evaluate_all("all => all.map(one => one.getBoundingClientRect().left)"))) == 1


def test_axe_finds_nothing_on_notices_and_on_what_changed(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}2026.11/wording/link/policy/")
    found = violations(page)
    page.goto(f"{editions_url}latest/guide/why/")
    expect(page.get_by_text("The page you asked for has this address")).to_be_visible()
    found += violations(page)
    page.goto(f"{editions_url}latest/changes/2026.11/")
    found += violations(page)
    go_dark(page)
    assert found + violations(page) == []


def test_a_stub_can_be_read_where_the_browser_does_not_forward(page: Page, editions_url: str) -> None:
    address = f"{editions_url}latest/guide/how/"
    html = page.request.get(address).text().replace('http-equiv="refresh"', "")
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address)
    expect(page.get_by_role("heading", name="How", level=1)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="How in edition 2026.11").click()
    expect(page).to_have_url(f"{editions_url}2026.11/guide/how/")


def test_notices_are_not_seen_by_who_came_for_the_page(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}latest/guide/reasons/")
    for notice in page.locator(".cb-came").all():
        expect(notice).to_be_hidden()


def test_latest_shows_the_newest_and_the_front_door_leads_there(page: Page, editions_url: str) -> None:
    page.goto(editions_url)
    expect(page).to_have_url(f"{editions_url}latest/")
    page.goto(f"{editions_url}latest/wording/link/policy/")
    expect(page.locator("consent-card").first).to_contain_text("How we record your visit")


@pytest.mark.parametrize(("edition", "found"), [("2026.11", True), ("2026.12", False)])
def test_search_finds_what_this_edition_holds_and_nothing_else(
    page: Page, editions_url: str, edition: str, found: bool
) -> None:
    page.goto(f"{editions_url}{edition}/")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("wording")
    results = page.locator(".md-search-result__item")
    expect(results.first).to_contain_text("Wording")
    page.keyboard.press("Control+A")
    page.keyboard.type("slowly")
    if found:
        expect(results.first).to_contain_text("How")
    else:
        expect(page.locator(".md-search-result__meta")).to_contain_text("No matching")


def test_what_changed_is_shown_word_by_word(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}latest/changes/")
    expect(page.locator("del").filter(has_text="Privacy policy").first).to_be_visible()
    expect(page.locator("ins").filter(has_text="How we record your visit").first).to_be_visible()


def test_a_sample_from_outside_is_marked_and_copied(page: Page, editions_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{editions_url}2026.12/exported/")
    sample = page.locator("consent-sample").last
    expect(sample).to_contain_text("From outside the library, not reviewed.")
    sample.get_by_role("button", name="Copy sample").click()
    expect(page.get_by_role("status")).to_have_text("Copied to the clipboard")
    assert clipboard(page) == "A second one, with a [place to fill]."
