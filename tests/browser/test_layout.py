"""The pages fit small screens, dark rooms, keyboards and paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import CHECKLIST, GUIDE, PAGE_TYPES, SNIPPET, START

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - window.innerWidth"
COLOURS = "Object.values(['backgroundColor', 'color'].map(key => getComputedStyle(document.body)[key]))"


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_no_page_scrolls_sideways_on_a_small_screen(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


CUT_OFF = """() => [...document.querySelectorAll('.md-content :is(button, select, summary, label)')]
    .filter(element => element.offsetWidth > 2 && element.scrollWidth > element.clientWidth + 1)
    .map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", PAGE_TYPES)
@pytest.mark.parametrize("zoom", [2, 4])
def test_at_200_and_400_percent_nothing_is_cut_off(page: Page, path: str, zoom: int) -> None:
    session = page.context.new_cdp_session(page)
    size = {"width": 1280 // zoom, "height": 1024 // zoom, "deviceScaleFactor": zoom, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", size)  # what a browser's zoom does to a page
    page.goto(path)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [1280 // zoom, zoom]
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert page.evaluate(CUT_OFF) == []


def test_a_button_that_is_cut_off_would_be_seen(page: Page) -> None:
    page.goto(SNIPPET)
    # One that is seen, and all in one go: the page's script may be at work still, and hides some.
    cut = """[...document.querySelectorAll('.md-content .cb-button')].find(button => button.offsetWidth > 60)
        .style.cssText = 'width: 30px; overflow: hidden'"""
    assert len(page.evaluate(f"() => {{ {cut}; return ({CUT_OFF})() }}")) == 1


def test_a_page_that_is_too_wide_would_be_seen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(SNIPPET)
    page.locator(".cb-card__text").first.evaluate("element => { element.style.width = '400px' }")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) > 0


def test_dark_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(SNIPPET)
    light = page.evaluate(COLOURS)
    page.locator("label[title='Switch to dark mode']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    dark = page.evaluate(COLOURS)
    assert dark[0] != light[0]
    assert dark[1] != light[1]
    page.reload()
    assert page.evaluate(COLOURS) == dark


def test_a_reader_whose_system_is_dark_begins_in_the_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(START)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_a_table_that_is_wider_than_the_screen_scrolls_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto("guide/vendor-controls/")
    wide = page.get_by_role("group", name="Table that scrolls sideways")
    expect(wide).to_have_count(0)
    page.set_viewport_size({"width": 320, "height": 640})
    expect(wide.first).to_have_attribute("tabindex", "0")
    wide.first.focus()
    page.keyboard.press("ArrowRight")
    expect(wide.first).not_to_have_js_property("scrollLeft", 0)


def test_the_focus_is_seen_on_a_copy_button(page: Page) -> None:
    page.goto(SNIPPET)
    button = page.get_by_role("button", name="Copy text").first
    expect(button).to_have_css("outline-style", "none")
    page.keyboard.press("Tab")  # what the keyboard moves is what is outlined
    button.focus()
    expect(button).to_be_focused()
    expect(button).to_have_css("outline-style", "solid")
    expect(button).to_have_css("outline-width", "2px")


def test_paper_shows_the_text_and_no_buttons(page: Page) -> None:
    page.goto(GUIDE)
    page.emulate_media(media="print")
    for button in page.get_by_role("button", name="Copy", include_hidden=True).all():
        expect(button).to_be_hidden()
    cards = page.locator(".cb-card__text")
    expect(cards).to_have_count(6)
    for card in cards.all():
        expect(card).to_be_visible()
    page.goto(CHECKLIST)
    expect(page.locator("consent-checklist")).to_be_hidden()
    expect(page.get_by_role("checkbox", name="C09")).to_be_visible()


def test_the_drawer_opens_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(START)
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer).not_to_be_in_viewport()
    page.locator("header label[for=__drawer]").click()
    expect(drawer).to_be_in_viewport()
    expect(drawer.get_by_role("link", name="Wording")).to_be_visible()


def test_paper_is_light_though_the_screen_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(SNIPPET)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 42, 51)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('consent-card')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
