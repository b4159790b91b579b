"""A checklist is worked through in a browser: ticked, noted, filtered, looked at again, printed."""

import gzip
import json
import re

import pytest
from playwright.sync_api import Page, expect

from consentbook.book import Book
from consentbook.checklists.model import Scope
from tests.browser.checklists import KEY, OTHER, REVIEW, box, items, keep, progress, stored, ways
from tests.browser.pages import CHECKLIST
from tests.browser.test_accessibility import violations
from tests.support import ROOT

MOST = 12_000  # bytes of script, compressed by gzip, as it is: comments and all


def test_the_script_is_small() -> None:
    files = [ROOT / "theme/assets/consentbook" / f"{name}.mjs" for name in ("checklist", "progress")]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= MOST


def test_an_item_that_is_ticked_in_one_list_is_ticked_in_all(page: Page) -> None:
    page.goto(CHECKLIST)
    keep(page)
    box(page, "C10").check()
    page.goto(OTHER)
    expect(box(page, "C10")).to_be_checked()
    box(page, "C10").uncheck()
    page.goto(CHECKLIST)
    expect(box(page, "C10")).not_to_be_checked()


def test_a_note_and_a_link_are_kept(page: Page) -> None:
    page.goto(CHECKLIST)
    keep(page)
    page.get_by_text("Note and evidence of C10").click()
    page.get_by_label("Note, C10").fill("Seen on staging.")
    evidence = page.get_by_label("Link to evidence, C10")
    evidence.fill("http://x.test/")
    evidence.blur()
    expect(page.locator("#c10 .cb-error")).to_contain_text("Not kept: put in an address that begins with https://")
    assert stored(page)["C10"]["evidence"] == ""
    evidence.fill("https://tracker.example/42")
    evidence.blur()
    expect(page.locator("#c10 .cb-error")).to_be_empty()
    page.reload()
    expect(page.get_by_text("Note and evidence of C10: filled in")).to_be_visible()
    expect(page.locator("#c10 .cb-done a")).to_have_attribute("href", "https://tracker.example/42")
    assert stored(page)["C10"]["note"] == "Seen on staging."


@pytest.mark.parametrize(
    ("name", "value", "scope"),
    [
        ("Region", "uk", Scope(region="uk")),
        ("Role", "design", Scope(role="design")),
        ("Consent model", "notice", Scope(consent="notice")),
    ],
)
def test_filters_show_what_applies_and_stand_in_the_address(
    page: Page, book: Book, name: str, value: str, scope: Scope
) -> None:
    applying = [item.id for item in book.checklists.lists["pre-launch"].items if item.applies(scope)]
    assert 0 < len(applying) < len(items(book, OTHER))
    page.goto(OTHER)
    page.get_by_role("combobox", name=name).select_option(value)
    for _ in range(2):
        shown = page.locator(".cb-item:visible").evaluate_all("found => found.map(item => item.dataset.item)")
        assert shown == applying
        assert f"of {len(applying)} done" in progress(page)
        assert f"={value}" in page.url
        expect(page.locator("h2:visible + ul.cb-checklist:not(:visible)")).to_have_count(0)
        page.reload()
    page.get_by_role("combobox", name=name).select_option("")
    expect(page.locator(".cb-item:visible")).to_have_count(len(items(book, OTHER)))


def test_open_items_can_be_shown_alone_and_one_that_is_ticked_stays_in_sight(page: Page, book: Book) -> None:
    page.goto(CHECKLIST)
    box(page, "C10").check()
    page.locator("[name=show]").select_option("open")
    expect(page.locator("#c10")).to_be_hidden()
    box(page, "C11").check()
    expect(page.locator("#c11")).to_be_visible()
    expect(box(page, "C11")).to_be_focused()
    page.locator("[name=show]").select_option("")
    page.locator("[name=show]").select_option("open")
    expect(page.locator(".cb-item:visible")).to_have_count(len(items(book)) - 2)


def test_an_item_that_has_changed_since_is_marked_for_another_look(page: Page, book: Book) -> None:
    page.goto("404.html")
    old = {
        "version": 1,
        "by": "",
        "items": [
            {"id": "C10", "done": True, "digest": "0" * 12},
            {"id": "C11", "done": True, "digest": book.checklists.items["C11"].digest},
        ],
    }
    page.evaluate("([key, data]) => localStorage.setItem(key, data)", [KEY, json.dumps(old)])
    page.goto(CHECKLIST)
    expect(page.locator("#c10").get_by_text("Changed since it was ticked: look at it again.")).to_be_visible()
    expect(page.locator("#c11").get_by_text("Changed since")).to_have_count(0)
    assert "1 to look at again" in progress(page)
    page.locator("[name=show]").select_option("look")
    expect(page.locator(".cb-item:visible")).to_have_count(1)
    page.get_by_role("button", name="It still holds").click()
    expect(page.locator("#c10").get_by_text("Changed since")).to_have_count(0)
    assert stored(page)["C10"]["digest"] == book.checklists.items["C10"].digest
    assert "look at again" not in progress(page)


def test_a_heading_goes_with_its_last_item_and_what_is_said_between(page: Page) -> None:
    page.goto(f"{REVIEW}?consent=staff&role=counsel")
    heading = page.get_by_role("heading", name="Another version of the SDK")
    between = page.get_by_text("What a masking level hides has changed between versions")
    expect(heading).to_have_count(0)
    expect(between).to_be_hidden()
    expect(page.get_by_role("heading", name="Another vendor")).to_be_visible()
    expect(page.get_by_text("Another vendor means another SDK")).to_be_visible()
    expect(page.locator(".cb-tools")).to_be_visible()
    for name in ("consent", "role"):
        page.locator(f"[name={name}]").select_option("")
    expect(heading).to_be_visible()
    expect(between).to_be_visible()


@pytest.mark.parametrize("path", [CHECKLIST, OTHER])
def test_each_box_is_named_by_its_id_and_its_text(page: Page, book: Book, path: str) -> None:
    page.goto(path)
    for item in book.checklists.lists[path.split("/")[1]].items:
        expect(page.locator(f"#{item.id.lower()} > input")).to_have_accessible_name(f"{item.id} {item.text}")


def test_state_and_progress_are_said(page: Page) -> None:
    page.goto(CHECKLIST)
    said = page.locator("consent-checklist output")
    expect(said).to_have_role("status")
    box(page, "C10").check()
    expect(said).to_have_text(re.compile("^1 of "))


def test_a_list_is_worked_through_with_the_keyboard_alone(page: Page) -> None:
    page.goto(CHECKLIST)
    page.locator("[name=region]").focus()
    order = []
    for _ in range(14):
        order.append(
            page.evaluate(
                "document.activeElement.name || document.activeElement.dataset.do || document.activeElement.tagName + (document.activeElement.id || '')"
            )
        )
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Tab")
    assert order[:8] == ["region", "role", "consent", "show", "by", "keep", "unfold", "SUMMARY"]
    first = page.locator(".cb-item > input").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".cb-more").first).to_have_attribute("open", "")
    summary = page.locator(".cb-work summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    expect(page.locator("[name=note]").first).to_have_value("By keyboard")


def test_a_sheet_is_printed_with_boxes_notes_and_lines_to_sign(page: Page) -> None:
    page.goto(CHECKLIST)
    box(page, "C10").check()
    page.get_by_text("Note and evidence of C10").click()
    page.get_by_label("Note, C10").fill("Seen on staging.")
    expect(page.locator(".cb-sheet")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".cb-sheet")).to_be_visible()
    expect(page.get_by_text("Note: Seen on staging.")).to_be_visible()
    for gone in (".cb-tools", "#c10 .cb-work", "#c10 .cb-more"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#c10 > label")).to_be_visible()
    page.evaluate("window.print = () => { window.printed = true }")
    page.emulate_media(media="screen")
    ways(page)
    page.get_by_role("button", name="Print a sheet to sign").click()
    assert page.evaluate("window.printed")


def test_axe_finds_nothing_while_everything_is_open(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    page.get_by_role("button", name="Show why and how to check").click()
    for summary in page.locator(".cb-work summary").all()[:3]:
        summary.click()
    box(page, "C10").check()
    assert violations(page) == []
    page.locator("label[title='Switch to dark mode']").click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
