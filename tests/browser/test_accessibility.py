"""axe-core finds nothing to mend on any type of page, in light and dark, on wide and on narrow screens."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.pages import CHECKLIST, GUIDE, PAGE_TYPES, START

# Every rule that axe-core has on by default. The site has no style sheet of another host that axe would have to fetch.
RUN = "axe.run({ resultTypes: ['violations'], preload: false })"


# The theme gives code that does not fit the screen a place in the order of tabs, some time after the width changed.
REACHED = """() => [...document.querySelectorAll('pre > code')].every(
    code => code.scrollWidth <= code.clientWidth || code.tabIndex === 0)"""

WIDE: ViewportSize = {"width": 1280, "height": 720}
NARROW: ViewportSize = {"width": 390, "height": 844}


def go_dark(page: Page) -> None:
    page.locator("label[title='Switch to dark mode']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the whole page: rule, element and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.wait_for_function(REACHED)
    rules = page.evaluate(RUN)["violations"]
    return [f"{rule['id']} {node['target']}: {node['failureSummary']}" for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_axe_finds_nothing_in_light_and_dark_on_wide_and_narrow_screens(page: Page, path: str) -> None:
    page.goto(path)  # once: loading takes longer than looking
    found = {"light, wide": violations(page)}
    page.set_viewport_size(NARROW)
    found["light, narrow"] = violations(page)
    go_dark(page)
    found["dark, narrow"] = violations(page)
    page.set_viewport_size(WIDE)
    found["dark, wide"] = violations(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_axe_finds_nothing_while_a_list_is_ticked_and_a_text_was_copied(page: Page) -> None:
    page.goto(CHECKLIST)
    page.get_by_role("checkbox", name="C09").check()
    assert violations(page) == []
    page.goto(GUIDE)
    page.get_by_role("button", name="Copy text").first.click()
    expect(page.get_by_role("status")).not_to_be_empty()
    assert violations(page) == []


def test_axe_finds_nothing_while_search_is_open(page: Page) -> None:
    page.goto(START)
    go_dark(page)
    page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
    expect(page.locator(".md-search-result article").first).to_be_visible()
    assert violations(page) == []


def test_axe_would_find_a_fault(page: Page) -> None:
    page.goto(START)
    page.locator("main article").evaluate(
        "article => article.insertAdjacentHTML('beforeend', '<button></button><p style=\"color: #ccc\">Pale</p>')"
    )
    found = " ".join(violations(page))
    assert "button-name" in found
    assert "color-contrast" in found
