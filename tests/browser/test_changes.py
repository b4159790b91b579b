"""The page on what changed: read with and without a mouse, in light and dark, on screens of all sizes and on paper."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from consentbook.editions.changes.compare import tell
from consentbook.editions.changes.model import Edition, told_to_json
from tests.browser.test_accessibility import NARROW, WIDE, go_dark, violations
from tests.editions.changes.projects import CHANGE, build_told, read, small_project, with_theme
from tests.support import serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page in the site of an edition that changed much."""
    root = small_project(tmp_path_factory.mktemp("changes") / "project")
    before = read(root)
    CHANGE(root)
    with_theme(root)
    edition = Edition("2026.12", date(2026, 12, 1))
    told = root.parent / "told.json"
    told.write_text(told_to_json(tell(edition, read(root), [(Edition("2026.11", date(2026, 11, 2)), before)])))
    with serving(build_told(root, told)) as served:
        yield f"{served}changes/"


def test_axe_finds_nothing_in_light_and_dark_on_wide_and_narrow_screens(page: Page, address: str) -> None:
    page.goto(address)
    found = violations(page)
    page.set_viewport_size(NARROW)
    go_dark(page)
    found += violations(page)
    page.set_viewport_size(WIDE)
    assert found + violations(page) == []


def test_it_fits_a_small_screen_and_paper(page: Page, address: str) -> None:
    page.goto(address)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(media="print")
    expect(page.locator("ins").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_went_and_came_differs_by_more_than_colour(page: Page, address: str) -> None:
    page.goto(address)
    lines = {
        kind: page.locator(f".cb-diff {kind}").first.evaluate("node => getComputedStyle(node).textDecorationLine")
        for kind in ("ins", "del")
    }
    assert lines == {"ins": "underline", "del": "line-through"}


def test_nothing_that_authors_wrote_is_run_and_no_other_host_is_asked(page: Page, address: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss())[1])
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    assert said == []
    assert all(url.startswith(address.removesuffix("changes/")) for url in asked)


def test_search_finds_what_changed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Search").press_sequentially("replace")
    expect(page.locator(".md-search-result__link").first).to_have_attribute("href", re.compile(r"/changes/\?h="))
