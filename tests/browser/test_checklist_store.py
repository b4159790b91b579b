"""What is done of a checklist is kept in the browser after agreement, in step with other tabs, and erased."""

import re

import pytest
from playwright.sync_api import Page, expect

from consentbook.book import Book
from consentbook.checklists.progress import read_progress
from tests.browser.checklists import (
    KEY,
    OTHER,
    box,
    bring,
    expect_stored,
    exported,
    file,
    items,
    keep,
    note,
    outcome,
    progress,
    raw,
    ways,
)
from tests.browser.pages import CHECKLIST

NOT_KEPT = "Not kept: what you do here is gone when you leave, unless you keep or export it."
KEPT = "Kept in this browser, and sent nowhere."
NO_ROOM = "This browser has no room for more: what you do now is gone when you leave. Export it."
DEAF = "addEventListener('storage', event => event.stopImmediatePropagation())"  # a tab that is told of nothing
FORBIDDEN = {
    "writing": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }",
    "reading": "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError') }",
    "the store itself": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })",
}
GARBAGE = [
    "no JSON",
    "null",
    "7",
    '"C09"',
    '{"C09": true}',
    '{"version": 1}',
    '{"version": 1, "items": [null, 7, {"id": "<b>"}, {"id": "C10", "done": "yes"}]}',
]


def test_nothing_is_kept_without_agreement(page: Page, book: Book) -> None:
    page.goto(CHECKLIST)
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    box(page, "C10").check()
    page.locator("label[for=tick-c11]").click()
    count = len(items(book))
    assert progress(page).startswith(f"2 of {count} done, ")
    expect(page.get_by_role("progressbar", name="Items done")).to_have_js_property("value", 2)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('consentbook'))") == []
    page.reload()
    expect(box(page, "C10")).not_to_be_checked()


def test_what_is_kept_survives_and_can_be_erased(page: Page) -> None:
    page.goto(CHECKLIST)
    page.get_by_label("Your name or role").fill("Ada, privacy")
    box(page, "C10").check()
    keep(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    box(page, "C11").check()
    page.reload()
    expect(box(page, "C10")).to_be_checked()
    expect(box(page, "C11")).to_be_checked()
    expect(page.locator("#c11 .cb-done")).to_have_text(re.compile(r"Ticked on \d+ \w+ \d{4} by Ada, privacy"))
    expect(page.get_by_label("Your name or role")).to_have_value("Ada, privacy")
    page.get_by_role("checkbox", name="Keep my ticks").uncheck()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    page.reload()
    expect(box(page, "C10")).not_to_be_checked()


def test_undo_leaves_what_was_done_since_the_reset(page: Page) -> None:
    page.goto(CHECKLIST)
    box(page, "C10").check()
    note(page, "C11").fill("before")
    ways(page)
    page.get_by_role("button", name="Reset this list").click()
    note(page, "C11").fill("after")
    page.get_by_role("button", name="Undo").click()
    said = "Undone for 1 item. Left as now, because something was done there since: 1 item."
    expect(outcome(page)).to_have_text(said)
    expect(box(page, "C10")).to_be_checked()
    expect(note(page, "C11")).to_have_value("after")


def test_reset_undo_and_import_show_what_is_open_now(page: Page) -> None:
    page.goto(CHECKLIST)
    box(page, "C10").check()
    ways(page)
    page.locator("[name=show]").select_option("open")
    expect(page.locator("#c10")).to_be_hidden()
    page.get_by_role("button", name="Reset this list").click()
    expect(page.locator("#c10")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#c10")).to_be_hidden()
    digest = page.locator("#c11").get_attribute("data-digest")
    bring(page, file({"id": "C11", "done": True, "digest": digest}))
    expect(page.locator("#c11")).to_be_hidden()


def test_a_list_is_reset_and_that_can_be_undone(page: Page) -> None:
    page.goto(OTHER)
    keep(page)
    box(page, "C06").check()
    page.goto(CHECKLIST)
    box(page, "C10").check()
    ways(page)
    page.get_by_role("button", name="Reset this list").click()
    expect(outcome(page)).to_contain_text("Reset: 1 item of this list.")
    expect(box(page, "C10")).not_to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(box(page, "C10")).to_be_checked()
    page.get_by_role("button", name="Reset this list").click()
    page.goto(OTHER)
    expect(box(page, "C10")).not_to_be_checked()
    expect(box(page, "C06")).to_be_checked()


def test_two_tabs_stay_in_step(page: Page) -> None:
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(CHECKLIST)
    box(second, "C14").check()  # before anything is kept: only this tab knows
    keep(page)
    expect(second.get_by_role("checkbox", name="Keep my ticks")).to_be_checked()
    expect(box(page, "C14")).to_be_checked()
    box(page, "C10").check()
    expect(box(second, "C10")).to_be_checked()
    box(second, "C11").check()
    box(second, "C10").uncheck()
    expect(box(page, "C11")).to_be_checked()
    expect(box(page, "C10")).not_to_be_checked()
    expect_stored(page, {"C11": (True, ""), "C14": (True, "")})
    page.evaluate("localStorage.clear()")
    expect(second.get_by_text(NOT_KEPT)).to_be_visible()


def test_what_could_not_be_kept_is_not_lost_when_another_tab_writes(page: Page) -> None:
    page.goto(CHECKLIST)
    keep(page)
    second = page.context.new_page()
    second.goto(CHECKLIST)
    page.evaluate("""() => {
        window.real = Storage.prototype.setItem;
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
    }""")
    note(page, "C10").fill("not kept yet")
    expect(page.get_by_text(NO_ROOM)).to_be_visible()
    box(second, "C14").check()
    note(second, "C10").fill("of the other tab")
    expect(box(page, "C14")).to_be_checked()
    expect(note(page, "C10")).to_have_value("not kept yet")
    expect(page.get_by_text(NO_ROOM)).to_be_visible()
    page.evaluate("() => { Storage.prototype.setItem = window.real }")
    box(page, "C11").check()
    expect(page.get_by_text(NO_ROOM)).to_have_count(0)
    expect_stored(page, {"C10": (False, "not kept yet"), "C11": (True, ""), "C14": (True, "")})


def test_what_was_typed_before_another_tab_keeps_is_kept_with_it(page: Page) -> None:
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(CHECKLIST)
    note(second, "C10").fill("of the second")
    box(second, "C11").check()
    box(second, "C11").uncheck()
    box(page, "C10").check()
    box(page, "C11").check()
    keep(page)
    expect(box(second, "C10")).to_be_checked()
    expect(box(second, "C11")).to_be_checked()
    expect(note(second, "C10")).to_have_value("of the second")
    expect(note(page, "C10")).to_have_value("of the second")
    expect_stored(page, {"C10": (True, "of the second"), "C11": (True, "")})


def test_two_fields_of_an_item_are_changed_in_two_tabs_at_once(page: Page) -> None:
    page.goto(CHECKLIST)
    keep(page)
    second = page.context.new_page()
    second.add_init_script(DEAF)
    second.goto(CHECKLIST)
    box(page, "C10").check()
    note(second, "C10").fill("at once")
    expect_stored(page, {"C10": (True, "at once")})


@pytest.mark.parametrize("script", ["", DEAF], ids=["at once", "with its next change"])
def test_what_is_erased_in_one_tab_does_not_come_back_from_another(page: Page, script: str) -> None:
    page.goto(CHECKLIST)
    page.get_by_label("Your name or role").fill("Ada")
    box(page, "C10").check()
    keep(page)
    second = page.context.new_page()
    second.add_init_script(script)
    second.goto(CHECKLIST)
    expect(box(second, "C10")).to_be_checked()
    page.get_by_role("checkbox", name="Keep my ticks").uncheck()
    expect(page.get_by_text("What was kept is erased, here and in other tabs. Not kept: ")).to_be_visible()
    expect(box(page, "C10")).not_to_be_checked()
    if script:
        box(second, "C11").check()
    expect(second.get_by_text("What was kept is erased, here too: ")).to_be_visible()
    expect(box(second, "C10")).not_to_be_checked()
    expect(second.get_by_label("Your name or role")).to_have_value("")
    expect(second.get_by_role("checkbox", name="Keep my ticks")).not_to_be_checked()
    box(second, "C14").check()
    assert raw(page) is None
    keep(page)
    if script:
        keep(second)
    expect(second.get_by_role("checkbox", name="Keep my ticks")).to_be_checked()
    expect_stored(page, ({"C11": (True, "")} if script else {}) | {"C14": (True, "")})


@pytest.mark.parametrize("script", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_where_the_store_is_forbidden_it_is_said_and_everything_else_works(page: Page, script: str) -> None:
    page.add_init_script(script)
    page.goto(CHECKLIST)
    box(page, "C10").check()
    page.get_by_role("checkbox", name="Keep my ticks").click()
    expect(page.get_by_text("This browser keeps nothing: export what you do before you leave.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Keep my ticks")).not_to_be_checked()
    box(page, "C11").check()
    expect(box(page, "C10")).to_be_checked()
    ways(page)
    assert read_progress(exported(page, "JSON"), "export").done["C11"].done


def test_where_the_store_is_full_it_is_said_and_nothing_is_lost(page: Page) -> None:
    page.goto(CHECKLIST)
    keep(page)
    box(page, "C10").check()
    page.evaluate("""() => {
        let size = 5_000_000;
        while (size > 1) try { localStorage.setItem(`fill${localStorage.length}`, 'x'.repeat(size)) } catch { size /= 2 }
    }""")
    page.get_by_text("Note and evidence of C11").click()
    page.get_by_label("Note, C11").fill("n" * 1000)
    expect(
        page.get_by_text("This browser has no room for more: what you do now is gone when you leave. Export it.")
    ).to_be_visible()
    box(page, "C14").check()
    ways(page)
    done = read_progress(exported(page, "JSON"), "export").done
    assert (done["C10"].done, done["C11"].note, done["C14"].done) == (True, "n" * 1000, True)
    page.reload()
    expect(box(page, "C10")).to_be_checked()


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_store_is_ignored(page: Page, garbage: str) -> None:
    page.goto("404.html")
    page.evaluate("([key, data]) => localStorage.setItem(key, data)", [KEY, garbage])
    page.goto(CHECKLIST)
    assert progress(page).startswith("0 of ")
    keep(page)
    box(page, "C11").check()
    page.reload()
    expect(box(page, "C11")).to_be_checked()


def test_what_a_newer_edition_keeps_is_left_alone(page: Page) -> None:
    page.goto("404.html")
    newer = '{"version": 2, "things": []}'
    page.evaluate("([key, data]) => localStorage.setItem(key, data)", [KEY, newer])
    page.goto(CHECKLIST)
    expect(page.get_by_text("A newer edition keeps your ticks in this browser.")).to_be_visible()
    page.get_by_role("checkbox", name="Keep my ticks").click()
    box(page, "C11").check()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == newer
