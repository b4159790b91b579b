"""A checklist keeps its ticks in this browser, counts them, and says so where it cannot keep them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from consentbook.book import Book
from tests.browser.pages import CHECKLIST

OTHER = "checklists/privacy-policy/"
KEPT = "Ticks stay in this browser."
NOT_KEPT = "This browser does not keep ticks: they are gone when you leave."
FORBIDDEN = {
    "writing": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }",
    "reading": "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError') }",
    "the store itself": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })",
}
GARBAGE = ["no JSON", "null", "7", '"C09"', '{"C09": true}', '[null, 7, "c09", "<b>C09</b>", ["C10"]]']


def box(page: Page, item: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(f"^{item} "))


def count(book: Book, path: str) -> int:
    return next(len(checklist.items) for checklist in book.checklists if checklist.uri == f"{path.rstrip('/')}.md")


def expect_progress(page: Page, words: str, value: int) -> None:
    expect(page.locator("consent-progress output")).to_have_text(words)
    expect(page.get_by_role("progressbar", name="Items ticked")).to_have_js_property("value", value)


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(10):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab does not get there")


def test_ticks_by_mouse_stay_after_a_reload_and_are_counted(page: Page, book: Book) -> None:
    items = count(book, CHECKLIST)
    page.goto(CHECKLIST)
    expect_progress(page, f"0 of {items} ticked. {KEPT}", 0)
    box(page, "C09").click()
    page.locator("label[for=tick-c10]").click()
    expect_progress(page, f"2 of {items} ticked. {KEPT}", 2)
    page.reload()
    expect(box(page, "C09")).to_be_checked()
    expect(box(page, "C10")).to_be_checked()
    expect(box(page, "C11")).not_to_be_checked()
    expect_progress(page, f"2 of {items} ticked. {KEPT}", 2)
    box(page, "C09").click()
    expect_progress(page, f"1 of {items} ticked. {KEPT}", 1)


def test_ticks_by_keyboard_stay_after_a_reload(page: Page) -> None:
    page.goto(CHECKLIST)
    page.get_by_role("button", name="Untick all").focus()
    tab_to(page, box(page, "C09"))
    page.keyboard.press("Space")
    expect(box(page, "C09")).to_be_checked()
    page.reload()
    expect(box(page, "C09")).to_be_checked()


def test_untick_all_unticks_this_list_and_no_other(page: Page, book: Book) -> None:
    page.goto(OTHER)
    box(page, "C06").check()
    page.goto(CHECKLIST)
    box(page, "C09").check()
    box(page, "C22").check()
    page.get_by_role("button", name="Untick all").click()
    expect_progress(page, f"0 of {count(book, CHECKLIST)} ticked. {KEPT}", 0)
    page.reload()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.goto(OTHER)
    expect(box(page, "C06")).to_be_checked()


def test_two_tabs_stay_in_step(page: Page, book: Book) -> None:
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(CHECKLIST)
    box(page, "C09").check()
    expect(box(second, "C09")).to_be_checked()
    expect_progress(second, f"1 of {count(book, CHECKLIST)} ticked. {KEPT}", 1)
    box(second, "C10").check()
    box(second, "C09").uncheck()
    expect(box(page, "C10")).to_be_checked()
    expect(box(page, "C09")).not_to_be_checked()
    page.evaluate("localStorage.clear()")
    expect(box(second, "C10")).not_to_be_checked()


@pytest.mark.parametrize("script", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_where_the_store_is_forbidden_boxes_tick_and_it_is_said(page: Page, book: Book, script: str) -> None:
    items = count(book, CHECKLIST)
    page.add_init_script(script)
    page.goto(CHECKLIST)
    box(page, "C09").check()
    box(page, "C10").check()
    expect(box(page, "C09")).to_be_checked()
    expect_progress(page, f"2 of {items} ticked. {NOT_KEPT}", 2)
    page.get_by_role("button", name="Untick all").click()
    expect_progress(page, f"0 of {items} ticked. {NOT_KEPT}", 0)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_store_is_ignored(page: Page, book: Book, garbage: str) -> None:
    items = count(book, CHECKLIST)
    page.goto("404.html")
    page.evaluate("garbage => localStorage.setItem('consentbook.ticks.v1', garbage)", garbage)
    page.goto(CHECKLIST)
    expect_progress(page, f"0 of {items} ticked. {KEPT}", 0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    box(page, "C11").check()
    page.reload()
    expect(box(page, "C11")).to_be_checked()
    expect_progress(page, f"1 of {items} ticked. {KEPT}", 1)


@pytest.mark.parametrize("path", [CHECKLIST, OTHER])
def test_each_box_is_named_by_its_id_and_its_text(page: Page, book: Book, path: str) -> None:
    checklist = next(checklist for checklist in book.checklists if checklist.uri == f"{path.rstrip('/')}.md")
    page.goto(path)
    expect(page.locator("main").get_by_role("checkbox")).to_have_count(len(checklist.items))
    for item in checklist.items:
        expect(page.locator(f"#{item.id.lower()} input")).to_have_accessible_name(f"{item.id} {item.text}")
