"""Two editions with different wording, published, served, and switched between in a browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from consentbook.editions.publish import publish
from tests.support import ROOT, copy_project, release, serving

OLD, NEW = "May we record how you use this site?", "Will you let us record your visit?"


@pytest.fixture(scope="module")
def editions_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("editions")
    project = copy_project(folder / "project")
    shutil.copy(ROOT / "tests" / "cms" / "exported.md", project / "docs" / "exported.md")
    with serving(folder) as address:
        publish(project, "2026.11", folder / "public", f"{address}public/")
        banner = project / "snippets" / "banner" / "opt-in" / "en.md"
        banner.write_text(banner.read_text().replace(OLD, NEW))
        release(project)
        publish(project, "2026.12", folder / "public", f"{address}public/")
        yield f"{address}public/"


def choose(page: Page, edition: str) -> None:
    selector = page.locator(".md-version")
    selector.get_by_role("button").focus()
    selector.get_by_role("link", name=edition, exact=True).click()


def test_the_selector_switches_and_stays_on_the_page(page: Page, editions_url: str) -> None:
    page.goto(f"{editions_url}2026.11/wording/banner/opt-in/")
    card = page.locator("consent-card").first
    expect(card).to_contain_text(OLD)
    choose(page, "2026.12")
    expect(page).to_have_url(f"{editions_url}2026.12/wording/banner/opt-in/")
    expect(card).to_contain_text(NEW)
    choose(page, "2026.11")
    expect(page).to_have_url(f"{editions_url}2026.11/wording/banner/opt-in/")
    expect(card).to_contain_text(OLD)


def test_latest_shows_the_newest_and_the_front_door_leads_there(page: Page, editions_url: str) -> None:
    page.goto(editions_url)
    expect(page).to_have_url(f"{editions_url}latest/")
    page.goto(f"{editions_url}latest/wording/banner/opt-in/")
    expect(page.locator("consent-card").first).to_contain_text(NEW)
    expect(page.locator("footer")).to_contain_text("Edition 2026.12.")


def test_a_sample_from_outside_is_marked_and_copied(page: Page, editions_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{editions_url}2026.11/exported/")
    sample = page.locator("consent-sample").last
    expect(sample).to_contain_text("From outside the library, not reviewed.")
    sample.get_by_role("button", name="Copy sample").click()
    expect(page.get_by_role("status")).to_have_text("Copied to the clipboard")
    assert page.evaluate("navigator.clipboard.readText()") == "A second one, with a [place to fill]."
