"""A preview shows a banner, prompt or policy as a product would, works as one, and chooses nothing by itself."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from consentbook.book import Book
from tests.browser.pages import SNIPPET
from tests.browser.test_accessibility import NARROW, go_dark, violations
from tests.browser.test_fill_in import POLICY, open_panel

LAYERS = "wording/banner/two-layer/"
NOTICE = "wording/banner/notice-only/"
PROMPT = "wording/choice/mobile-in-app/"
# Looked for and at in one go, as it is shown anew when the values come
LOOKS = """() => {
    const shown = document.querySelector('.cb-frame').shadowRoot.querySelector('section');
    return [shown.clientWidth, getComputedStyle(shown).backgroundColor];
}"""


def preview(page: Page) -> Locator:
    return page.locator("consent-preview")


def shown(page: Page) -> Locator:
    return preview(page).get_by_role("region")


def said(page: Page) -> Locator:
    return preview(page).locator(".cb-preview__said span")


@pytest.mark.parametrize(("words", "role"), [("Allow recording", "accept"), ("Refuse recording", "reject")])
def test_a_choice_closes_the_banner_and_is_told(page: Page, words: str, role: str) -> None:
    page.goto(SNIPPET)
    shown(page).get_by_role("button", name=words).click()
    expect(shown(page)).to_have_count(0)
    expect(said(page)).to_have_text(f"You chose “{words}” ({role}).")
    expect(page.locator("body > [role=status]")).to_have_text(f"You chose “{words}” ({role}).")
    again = preview(page).get_by_role("button", name="Show again")
    expect(again).to_be_focused()
    again.click()
    expect(shown(page)).to_be_focused()
    expect(again).to_be_hidden()
    expect(said(page)).to_be_empty()


def test_accepting_and_refusing_look_the_same(page: Page) -> None:
    look = """button => { const style = getComputedStyle(button), box = button.getBoundingClientRect(); return [
        style.color, style.backgroundColor, style.borderTopColor, style.font, style.padding, Math.round(box.height) ] }"""
    page.goto(SNIPPET)
    for width in ("Desktop", "Phone"):
        preview(page).get_by_label("Width").select_option(width)
        looks = [shown(page).get_by_role("button", name=name).evaluate(look) for name in ("Allow", "Refuse")]
        assert looks[0] == looks[1]


def test_a_notice_is_dismissed_and_leads_to_the_settings(page: Page) -> None:
    page.goto(NOTICE)
    shown(page).get_by_role("button", name="Privacy settings").click()
    expect(said(page)).to_have_text("“Privacy settings” opens the privacy settings of your product.")
    expect(shown(page)).to_have_count(1)
    shown(page).get_by_role("button", name="Close").click()
    expect(said(page)).to_have_text("You chose “Close” (dismiss).")
    expect(shown(page)).to_have_count(0)


def test_the_second_layer_opens_by_keyboard_and_escape_leads_back_and_chooses_nothing(page: Page) -> None:
    page.goto(LAYERS)
    shown(page).get_by_role("button", name="Read the details").press("Enter")
    expect(shown(page).get_by_role("heading")).to_have_text("Session replay: what we record")
    expect(shown(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(shown(page).get_by_role("heading")).to_have_text("May we record how you use this site?")
    expect(shown(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text("Escape chose nothing.")
    expect(shown(page)).to_have_count(1)
    for _ in range(2):  # past the link in the text
        page.keyboard.press("Tab")
    expect(
        shown(page)
        .get_by_role("button", name="Refuse recording")
        .or_(shown(page).get_by_role("button", name="Allow recording"))
        .and_(page.locator(":focus"))
    ).to_have_count(1)
    page.keyboard.press("Space")
    expect(said(page)).to_contain_text("You chose")


def test_an_app_says_that_recording_is_on_only_after_a_yes(page: Page) -> None:
    page.goto(PROMPT)
    expect(preview(page).get_by_text("Recording is on")).to_have_count(0)
    shown(page).get_by_role("button", name="Refuse recording").click()
    expect(preview(page).get_by_text("Recording is on")).to_have_count(0)
    preview(page).get_by_role("button", name="Show again").click()
    shown(page).get_by_role("button", name="Allow recording").click()
    expect(preview(page).get_by_text("Recording is on")).to_be_visible()


def test_every_language_and_tone_can_be_looked_at(page: Page, book: Book) -> None:
    texts = book.library.snippets["banner/opt-in"].texts
    page.goto(SNIPPET)
    select = preview(page).get_by_label("Language and tone")
    assert select.locator("option").all_text_contents() == [text.name for text in texts.values()]
    for text in texts.values():
        select.select_option(text.name)
        expect(shown(page)).to_have_attribute("lang", text.language)
        buttons = [part.blocks for part in text.parts if part.kind == "button"]
        expect(shown(page).get_by_role("button")).to_have_count(len(buttons))


def test_values_appear_and_links_do_not_leave(page: Page, site_url: str) -> None:
    panel = open_panel(page, SNIPPET)
    link = shown(page).get_by_role("link").first
    expect(link).not_to_have_attribute("href", "{{ settings_url }}")
    link.click()
    expect(said(page)).to_have_text("The link leads to {{ settings_url }}")
    panel.get_by_label("Address of the privacy settings").fill("javascript:alert(1)")
    assert link.get_attribute("href") is None
    panel.get_by_label("Address of the privacy settings").fill("https://a.example/s")
    expect(link).to_have_attribute("href", "https://a.example/s")
    link.click()
    expect(said(page)).to_have_text("The link leads to https://a.example/s")
    expect(page).to_have_url(f"{site_url}{SNIPPET}")
    panel = open_panel(page, POLICY)
    panel.get_by_label("Company", exact=True).fill("<img src=x onerror=alert(1)>")
    expect(shown(page)).to_contain_text("<img src=x onerror=alert(1)> uses session replay")
    expect(shown(page).locator("img")).to_have_count(0)


def test_a_policy_is_shown_as_a_page_without_buttons(page: Page) -> None:
    page.goto(POLICY)
    expect(shown(page).get_by_role("heading")).to_contain_text("Session replay")
    expect(shown(page).get_by_role("listitem").first).to_have_text("the pages you open")
    expect(shown(page).get_by_role("button")).to_have_count(0)


def test_the_frame_is_as_wide_and_as_dark_as_asked(page: Page) -> None:
    page.goto(SNIPPET)
    wide, light = page.evaluate(LOOKS)
    preview(page).get_by_label("Width").select_option("Phone")
    preview(page).get_by_label("Colours").select_option("Dark")
    narrow, dark = page.evaluate(LOOKS)
    assert narrow < 360 < wide
    assert dark != light


def test_a_phone_sees_a_phone_and_the_dark_sees_dark(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.goto(SNIPPET)
    expect(preview(page).get_by_label("Width")).to_have_value("phone")
    expect(preview(page).get_by_label("Colours")).to_have_value("dark")


@pytest.mark.parametrize("path", [LAYERS, PROMPT, POLICY])
def test_axe_finds_nothing_in_a_preview_in_light_and_dark(page: Page, path: str) -> None:
    page.goto(path)
    found = []
    for colours in ("Light", "Dark"):
        preview(page).get_by_label("Colours").select_option(colours)
        found += violations(page)
    settings = shown(page).get_by_role("button", name="Read the details")
    if settings.count():
        settings.click()
    page.set_viewport_size(NARROW)
    go_dark(page)
    preview(page).get_by_label("Width").select_option("Phone")
    assert found + violations(page) == []


@pytest.mark.parametrize("path", [LAYERS, POLICY])
def test_a_preview_fits_a_small_screen(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    for width in ("Phone", "Desktop"):
        preview(page).get_by_label("Width").select_option(width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_link_without_an_address_is_reached_and_told_by_keyboard(page: Page) -> None:
    page.goto("wording/banner/opt-in/")
    link = page.locator("consent-preview section a").first
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("The link leads to {{ settings_url }}")


def test_the_focus_stays_where_it_is_when_values_come(page: Page) -> None:
    held: list[Route] = []
    page.route("**/variables.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    page.goto("wording/banner/opt-in/")
    link = shown(page).get_by_role("link").first
    link.focus()
    before = link.element_handle()
    held[0].continue_()
    expect(page.locator("consent-details")).to_be_visible()
    assert not before.evaluate("link => link.isConnected")  # it was shown anew
    expect(link).to_be_focused()
