"""A snippet's page and the catalogue are used from end to end with the keyboard alone, and the focus is always seen."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.pages import CATALOGUE, clipboard

SEEN = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const seen = [element, element.closest('label'), element.nextElementSibling].some(one => {
        if (!one?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== 'none' && outlineWidth !== '0px';
    });
    return seen ? '' : element.outerHTML.slice(0, 120);
}"""
INSIDE = """element => {
    let active = document.activeElement;
    while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return element === active;
}"""


def tab_to(page: Page, target: Locator, key: str = "Tab", most: int = 120) -> None:
    """Press Tab until ``target`` has the focus; nothing on the way may hold it, and each stop must be seen."""
    unseen = []
    for _ in range(most):
        page.keyboard.press(key)
        if where := page.evaluate(SEEN):
            unseen.append(where)
        if target.evaluate(INSIDE):
            assert not unseen, f"focus that nobody sees: {unseen}"
            return
    pytest.fail(f"Tab does not get there in {most} steps")


def test_a_snippet_is_filled_copied_and_tried(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("wording/banner/two-layer/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    card = page.locator("consent-card").first
    tab_to(page, page.get_by_text("Fill in your details"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Policy address").or_(page.locator("#fill-policy_url")).first)
    page.keyboard.type("https://example.org/privacy")
    tab_to(page, card.get_by_role("button", name="Copy text"))
    page.keyboard.press("Enter")
    expect(card.locator(".cb-card__missing")).to_contain_text("not filled")
    tab_to(page, card.get_by_role("radio", name="Read"))
    page.keyboard.press("ArrowRight")
    expect(card.get_by_role("radio", name="Plain text")).to_be_checked()
    expect(card.locator("pre[data-format='Plain text']")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    tab_to(page, card.get_by_role("button", name="Show what it says"))
    page.keyboard.press("Space")
    expect(card.get_by_role("button", name="Show what it says")).to_have_attribute("aria-pressed", "true")
    tab_to(page, card.get_by_role("checkbox", name="Copy as a draft"))
    page.keyboard.press("Space")
    tab_to(page, card.locator("[data-do=copy]"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert "{{ vendor }}" in clipboard(page)
    preview = page.locator("consent-preview")
    tab_to(page, preview.locator("[data-role=settings]").first)
    page.keyboard.press("Enter")
    expect(preview.locator("section")).to_be_focused()
    page.keyboard.press("Escape")
    expect(preview.get_by_text("Escape chose nothing.")).to_be_hidden()
    tab_to(page, preview.locator("[data-role=reject]"))
    page.keyboard.press("Enter")
    expect(preview.get_by_text("(reject)")).to_be_visible()
    expect(preview.get_by_role("button", name="Show again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(preview.locator("section")).to_be_focused()
    tab_to(page, page.locator("footer a").first)


def test_the_catalogue_is_filtered_and_cleared(page: Page) -> None:
    page.goto(CATALOGUE)
    tab_to(page, page.get_by_role("searchbox", name="Words in the text"))
    page.keyboard.type("checkbox")
    tab_to(page, page.get_by_role("combobox", name="Form"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("consent-catalogue output")).to_contain_text("of 22 snippets")
    tab_to(page, page.get_by_role("button", name="Clear filters"))
    page.keyboard.press("Enter")
    expect(page.locator("consent-catalogue output")).to_have_text("22 snippets")
    expect(page.get_by_role("searchbox", name="Words in the text")).to_be_focused()


def test_a_focus_that_nobody_sees_would_be_found(page: Page) -> None:
    page.goto(CATALOGUE)
    page.get_by_role("searchbox", name="Words in the text").focus()
    assert page.evaluate(SEEN) == ""
    page.add_style_tag(content="input:focus { outline: none !important }")
    assert "words" in page.evaluate(SEEN)
