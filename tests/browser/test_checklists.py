"""A checklist is worked through in a browser: ticked, noted, filtered, kept after agreement, exported, imported."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from consentbook.book import Book
from consentbook.checklists.model import Scope
from consentbook.checklists.progress import read_progress
from tests.browser.pages import CHECKLIST
from tests.browser.test_accessibility import violations

OTHER = "checklists/pre-launch/"
KEY = "consentbook.checklists.v1"
NOT_KEPT = "Not kept: what you do here is gone when you leave, unless you keep or export it."
KEPT = "Kept in this browser, and sent nowhere."
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
HOSTILE = [
    "<img src=x onerror=window.hit=1>",
    "</textarea><script>window.hit=1</script>",
    "\"' onmouseover=window.hit=1 x='",
    "$& $` $' ${window.hit=1}",
    "[a](javascript:window.hit=1) ![x](x) @everyone #1 `code` <!-- -->",
    "=HYPERLINK(\"https://x.test\")",
    "'=1+1",
    "a\nb\r\nc, \"d\"",
    "- [x] **C11** not mine",
    "\u202egnp.exe \u2066",
    "x" * 2000,
]  # fmt: skip


def box(page: Page, item: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(f"^{item} "))


def keep(page: Page) -> None:
    page.get_by_role("checkbox", name="Keep my ticks").check()


def ways(page: Page) -> None:
    page.get_by_text("Export, import, share, print, reset").click()


def items(book: Book, path: str = CHECKLIST) -> list[str]:
    return [item.id for item in book.checklists.lists[path.split("/")[1]].items]


def progress(page: Page) -> str:
    return page.locator(".cb-progress output").inner_text()


def exported(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Export as {name}").click()
    return Path(download.value.path()).read_text()


def bring(page: Page, text: str, name: str = "launch.json") -> None:
    page.locator("[name=import]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})


def file(*found: dict[str, Any], **head: Any) -> str:
    return json.dumps({"format": "consentbook-checklist", "version": 1, "items": found} | head)


def outcome(page: Page) -> Locator:
    return page.locator(".cb-outcome")


def stored(page: Page) -> dict[str, Any]:
    return {item["id"]: item for item in json.loads(page.evaluate("key => localStorage.getItem(key)", KEY))["items"]}


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


@pytest.mark.parametrize("form", ["JSON", "Markdown", "CSV"])
def test_an_export_is_read_by_the_command_line_and_by_another_browser(
    page: Page, context: BrowserContext, book: Book, form: str
) -> None:
    page.goto(f"{CHECKLIST}?region=eea")
    page.get_by_label("Your name or role").fill("Ada (privacy)")
    box(page, "C10").check()
    page.get_by_text("Note and evidence of C11").click()
    page.get_by_label("Note, C11").fill('Waits for *design*, "soon", = 1')
    page.get_by_label("Link to evidence, C11").fill("https://x.test/a_b?c=d#e")
    page.get_by_label("Link to evidence, C11").blur()
    ways(page)
    text = exported(page, form)
    read = read_progress(text, "export")
    assert list(read.done) == [
        item.id for item in book.checklists.lists["consent-banner"].items if item.applies(Scope(region="eea"))
    ]
    assert (read.done["C10"].done, read.done["C10"].by, read.done["C10"].digest) == (
        True,
        "Ada (privacy)",
        book.checklists.items["C10"].digest,
    )
    assert read.done["C10"].at
    assert (read.done["C11"].done, read.done["C11"].note) == (False, 'Waits for *design*, "soon", = 1')
    assert read.done["C11"].evidence == "https://x.test/a_b?c=d#e"
    page.reload()
    expect(box(page, "C10")).not_to_be_checked()
    ways(page)
    bring(page, text, f"list.{form.lower()}")
    expect(outcome(page)).to_contain_text(f"list.{form.lower()}: 2 items are taken over, 0 kept as they were.")
    expect(box(page, "C10")).to_be_checked()
    expect(page.locator("#c10 .cb-done")).to_contain_text("by Ada (privacy)")
    assert exported(page, form) == text


def test_a_task_list_is_copied(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(CHECKLIST)
    box(page, "C10").check()
    ways(page)
    page.get_by_role("button", name="Copy as a Markdown task list").click()
    expect(page.get_by_role("status").filter(has_text="Copied to the clipboard")).to_have_count(1)
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("<!-- consentbook checklist: consent-banner -->\n# Consent banner checklist\n\n## ")
    assert "\n- [x] **C10** Refusing is as prominent as accepting" in text
    assert "\n- [ ] **C11** " in text


def test_an_import_asks_where_both_sides_differ(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    for item, note in (("C10", "mine"), ("C11", "mine too")):
        page.get_by_text(f"Note and evidence of {item}").click()
        page.get_by_label(f"Note, {item}").fill(note)
    theirs = file(
        {"id": "C10", "done": True, "note": "theirs"},
        {"id": "C11", "done": True, "note": "theirs"},
        {"id": "C14", "done": True},
        {"id": "C15", "done": False},
    )
    bring(page, theirs)
    expect(outcome(page)).to_contain_text("launch.json brings 1 new and 2 differing items. Nothing has changed yet.")
    expect(outcome(page)).to_be_focused()
    expect(box(page, "C14")).not_to_be_checked()
    conflict = page.get_by_role("group", name="C10 Refusing")
    expect(conflict.get_by_label("Keep what is here: open, “mine”")).to_be_checked()
    assert violations(page) == []
    conflict.get_by_label("Take what comes: ticked, “theirs”").check()
    page.get_by_role("button", name="Take over").click()
    expect(outcome(page)).to_have_text("launch.json: 2 items are taken over, 1 kept as they were.")
    expect(box(page, "C10")).to_be_checked()
    expect(box(page, "C14")).to_be_checked()
    expect(box(page, "C11")).not_to_be_checked()
    expect(page.get_by_label("Note, C10")).to_have_value("theirs")
    expect(page.get_by_label("Note, C11")).to_have_value("mine too")
    bring(page, theirs)
    page.get_by_role("button", name="Cancel").click()
    expect(outcome(page)).to_have_text("Nothing has changed.")
    expect(page.get_by_label("Note, C11")).to_have_value("mine too")


REFUSED = {
    "not ours": ('{"a": 1}', "It is no exported checklist."),
    "no JSON": ('{"format"', "It is no JSON."),
    "prose": ("Dear all", "No item of a checklist is in it."),
    "empty": ("", "No item of a checklist is in it."),
    "a newer schema": (file(version=2), "A newer version wrote it (schema 2, this page reads 1)."),
    "too large": ("x" * 5_000_001, "The file is larger than 5 MB."),
    "an item twice": (file({"id": "C10", "done": True}, {"id": "C10", "done": False}), "Item 2: C10 is there twice."),
    "an evil address": (file({"id": "C10", "done": True, "evidence": "javascript:alert(1)"}), "Item 1: evidence: an address that begins with https://"),
    "an address with a user": (file({"id": "C10", "done": True, "evidence": "https://a@b.test/"}), "Item 1: evidence: "),
    "a key of ours to be": ('{"format": "consentbook-checklist", "version": 1, "items": [{"id": "C10", "done": true, "__proto__": {"x": 1}}]}', "“__proto__” is not known here"),
    "an id that is markup": (file({"id": "<img src=x onerror=window.hit=1>", "done": True}), "Item 1: id: an id such as C09 was meant"),
    "a null": (file(None), "Item 1: it is no item."),  # type: ignore[arg-type]
    "a list of lists": (file([[]]), "Item 1: it is no item."),  # type: ignore[arg-type]
    "an unknown key above": (file({"id": "C10", "done": True}, onload="x"), "“onload” is not known here."),
    "a broken CSV": ('id,done\r\nC10,"yes" no\r\n', "Row 2 of the CSV has a stray quotation mark."),
    "too many": (file(*({"id": f"C{number % 10000:04}", "done": True} for number in range(20_001))), "More than 20,000 items are in it."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_import_that_is_none_of_ours_changes_nothing(page: Page, case: str) -> None:
    text, said = REFUSED[case]
    page.goto(CHECKLIST)
    keep(page)
    box(page, "C11").check()
    before = page.evaluate("key => localStorage.getItem(key)", KEY)
    ways(page)
    bring(page, text, "<b>evil</b>.json")
    expect(outcome(page)).to_contain_text("<b>evil</b>.json is not taken, and nothing has changed. ")
    expect(outcome(page)).to_contain_text(said)
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == before
    assert page.evaluate("window.hit") is None


def test_a_link_brings_what_is_done_and_asks_first(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{CHECKLIST}?region=eea")
    box(page, "C10").check()
    page.get_by_text("Note and evidence of C11").click()
    page.get_by_label("Note, C11").fill("Größe – 5 €, 🙂")
    ways(page)
    page.get_by_role("button", name="Copy a link").click()
    expect(page.get_by_role("status").filter(has_text="Copied to the clipboard")).to_have_count(1)
    link = page.evaluate("navigator.clipboard.readText()")
    assert "?region=eea#done?" in link
    asked: list[str] = []
    other = context.new_page()
    other.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    expect(outcome(other)).to_contain_text("This link brings 2 new and 0 differing items. Nothing has changed yet.")
    expect(box(other, "C10")).not_to_be_checked()
    assert asked
    assert not [url for url in asked if "done?" in url or link.split("done?")[1][:20] in url]
    other.get_by_role("button", name="Take over").click()
    expect(box(other, "C10")).to_be_checked()
    expect(other.get_by_label("Note, C11")).to_have_value("Größe – 5 €, 🙂")
    assert "#" not in other.url


@pytest.mark.parametrize("fragment", ["#done?", "#done?%%%", "#done?aGVsbG8", "#done?gICA", "#done?" + "A" * 10_000])
def test_a_broken_link_is_refused(page: Page, fragment: str) -> None:
    page.goto(CHECKLIST + fragment)
    expect(outcome(page)).to_contain_text("This link is not taken, and nothing has changed.")


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
    assert set(stored(page)) == {"C11", "C14"}
    page.evaluate("localStorage.clear()")
    expect(second.get_by_text(NOT_KEPT)).to_be_visible()


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


def test_ten_thousand_items_are_imported_kept_and_exported(page: Page) -> None:
    many = [
        {"id": f"{letter}{number:03}", "done": True, "note": "n" * 40}
        for letter in "ABDEFGHIJK"
        for number in range(1000)
    ]
    page.goto(CHECKLIST)
    keep(page)
    ways(page)
    bring(page, file(*many))
    expect(outcome(page)).to_contain_text("launch.json: 10000 items are taken over, 0 kept as they were.")
    expect(outcome(page)).to_contain_text("and 9990 more.")
    box(page, "C10").check()
    page.reload()
    expect(box(page, "C10")).to_be_checked()
    assert len(stored(page)) == 10_001
    ways(page)
    assert len(read_progress(exported(page, "JSON"), "export").done) == 10_000 + page.locator(".cb-item").count()
    bring(page, file(*({**item, "note": "other"} for item in many)))
    expect(outcome(page)).to_contain_text("launch.json brings 0 new and 10000 differing items.")
    expect(outcome(page).get_by_role("group")).to_have_count(51)
    page.get_by_role("group", name="The other 9950 items that differ").get_by_label("Take what comes").check()
    page.get_by_role("button", name="Take over").click()
    expect(outcome(page)).to_contain_text("launch.json: 9950 items are taken over, 50 kept as they were.")


def test_items_that_are_in_no_list_any_more_stay_in_exports(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    bring(page, file({"id": "C99", "done": True, "note": "old"}))
    expect(outcome(page)).to_contain_text("In no list, kept for exports: C99.")
    assert read_progress(exported(page, "JSON"), "export").done["C99"].note == "old"
    assert "## In no list any more\n\n- [x] **C99**\n    - Note: old" in exported(page, "Markdown")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_notes_stay_text_in_the_page_and_in_every_export(page: Page, text: str) -> None:
    page.goto(CHECKLIST)
    ways(page)
    bring(page, file({"id": "C10", "done": True, "note": text, "by": text[:100]}))
    expect(box(page, "C10")).to_be_checked()
    spoken = " ".join(text.split())
    assert " ".join((page.locator("#c10 .cb-printed").text_content() or "").split()) == f"Note: {spoken}"
    for form in ("JSON", "Markdown", "CSV"):
        export = exported(page, form)
        read = read_progress(export, form)
        assert " ".join(read.done["C10"].note.split()) == spoken
        assert not read.done["C11"].done
        assert form != "CSV" or not re.search(r'[,"\n][=+@-]', export.replace("C10,", ""))
        assert form != "Markdown" or not re.search(
            r"(?<!\\)[<@`](?!\d|!-- consentbook|[0-9a-f]{12}|\.|$)", export.split("**C10**")[1].split("- [")[0]
        )
    assert page.evaluate("window.hit") is None
    expect(page.locator("#c10 img, #c10 script")).to_have_count(0)


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
