"""What is done of a checklist leaves a browser and comes into another: exported, imported, shared, and hostile."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consentbook.book import Book
from consentbook.checklists.model import Scope
from consentbook.checklists.progress import read_progress
from tests.browser.checklists import (
    REVIEW,
    box,
    bring,
    exported,
    file,
    headings,
    keep,
    link,
    note,
    outcome,
    progress,
    raw,
    stored,
    ways,
)
from tests.browser.pages import CHECKLIST, clipboard
from tests.browser.test_accessibility import violations
from tests.support import ROOT, consentbook

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
REFUSED: dict[str, tuple[str | bytes, str]] = {
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
    "nothing but nulls": (file(None, None), "Item 1: it is no item. Item 2: it is no item."),  # type: ignore[arg-type]
    "no UTF-8": (file({"id": "C10", "done": True, "note": "Größe"}).encode().decode("unicode_escape").encode("latin-1"), "It is no UTF-8 text."),
    "a day that never comes": (file({"id": "C10", "done": True, "at": "9999-99-99T99:99Z"}), "Item 1: at: a time such as"),
    "the thirty-first of February": (file({"id": "C10", "done": True, "at": "2027-02-31T09:00Z"}), "Item 1: at: a time such as"),
    "other digits": (file({"id": "C10", "done": True, "at": "٢٠٢٧-01-31T09:00Z"}), "Item 1: at: a time such as"),
    "a list that is none": (file({"id": "C10", "done": True}, list="<b>"), "list: the name of a checklist was meant."),
    "a region that is a number": (file({"id": "C10", "done": True}, region=7), "region: a code such as eea was meant."),
    "a role that is markup": (file({"id": "C10", "done": True}, role="<b>"), "role: a code such as eea was meant."),
    "no version": ('{"format": "consentbook-checklist", "items": [{"id": "C10", "done": true}]}', "version: 1 was meant."),
    "no items": ('{"format": "consentbook-checklist", "version": 1}', "items: a list of items was meant."),
    "items that are none": (file(items={"length": 1}), "items: a list of items was meant."),
    "a note that is too long": (file({"id": "C10", "done": True, "note": "🙂" * 2001}), "Item 1: note: a text of at most 2,000 characters"),
    "half a sign": (file({"id": "C10", "done": True, "note": "\ud83d"}), "Item 1: note: "),
    "an address without a host": (file({"id": "C10", "done": True, "evidence": "https://?x"}), "Item 1: evidence: "),
    "an id in another spelling": (file({"id": "C010", "done": True}), "Item 1: id: an id such as C09 was meant"),
    "a CSV made to be slow": ('id,done\nC10,"' + '""' * 200_000 + "a", "Row 2 of the CSV has a stray quotation mark."),
    "comments made to be slow": ("<!-- " * 900_000, "No item of a checklist is in it."),
    "too many": (file(*({"id": f"C{number % 10000:04}", "done": True} for number in range(20_001))), "More than 20,000 items are in it."),
}  # fmt: skip
TASKS = """\
<!-- consentbook checklist: consent-banner -->
```
- [x] **C01** in code
~~~
- [x] **C01** in code still
```
~~~~ text
- [x] **C01** in code
~~~
- [x] **C01** in code still
~~~~
<!-- - [x] **C01** in a comment
- [x] **C01** in it still
-->
\u00a0- [x] **C01** behind a blank that is none
- [x]  **C09** two blanks
1. [X] **C10** counted
> 2) [x] **C11** quoted, counted
>     - Note: quoted too
* [ ] **[C14](x.md#c14)** open
\t- Note: of \\*C14\\*
\t- Evidence: see the wiki
\t- Done: last week
+ [x] **C15** done
    - Evidence: <https://x.test/a>
    - Done: 2027-01-31T09:00:00Z by Ada \\(privacy\\)
"""


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
    text = clipboard(page)
    assert text.startswith("<!-- consentbook checklist: consent-banner -->\n# Consent banner checklist\n\n## ")
    assert "\n- [x] **C10** Refusing is as prominent as accepting" in text
    assert "\n- [ ] **C11** " in text


def test_an_import_asks_where_both_sides_differ(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    for item, words in (("C10", "mine"), ("C11", "mine too")):
        page.get_by_text(f"Note and evidence of {item}").click()
        page.get_by_label(f"Note, {item}").fill(words)
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
    conflict.get_by_label("Take what comes: ticked, to look at again, “theirs”").check()
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


@pytest.mark.parametrize("case", REFUSED)
def test_an_import_that_is_none_of_ours_changes_nothing(page: Page, case: str) -> None:
    text, said = REFUSED[case]
    page.goto(CHECKLIST)
    keep(page)
    box(page, "C11").check()
    before = raw(page)
    ways(page)
    bring(page, text, "<b>evil</b>.json")
    expect(outcome(page)).to_contain_text("<b>evil</b>.json is not taken, and nothing has changed. ")
    expect(outcome(page)).to_contain_text(said)
    assert raw(page) == before
    assert page.evaluate("window.hit") is None


def test_an_import_asks_again_where_something_was_changed_meanwhile(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    note(page, "C11").fill("mine")
    bring(page, file({"id": "C10", "done": True, "note": "theirs"}, {"id": "C11", "done": True}))
    expect(outcome(page)).to_contain_text("launch.json brings 1 new and 1 differing items. Nothing has changed yet.")
    note(page, "C10").fill("typed meanwhile")
    page.get_by_role("button", name="Take over").click()
    again = "Something was changed here meanwhile. launch.json brings 0 new and 2 differing items."
    expect(outcome(page)).to_contain_text(again)
    expect(note(page, "C10")).to_have_value("typed meanwhile")
    expect(page.get_by_role("group", name="C10 Refusing").get_by_label("open, “typed meanwhile”")).to_be_checked()
    page.get_by_role("button", name="Take over").click()
    expect(outcome(page)).to_have_text("launch.json: 0 items are taken over, 2 kept as they were.")
    expect(note(page, "C10")).to_have_value("typed meanwhile")


def test_a_colleagues_tick_of_todays_text_can_be_taken(page: Page, book: Book) -> None:
    page.goto(CHECKLIST)
    ways(page)
    bring(page, file({"id": "C10", "done": True, "digest": "0" * 12}))
    expect(page.locator("#c10").get_by_text("Changed since it was ticked")).to_be_visible()
    bring(page, file({"id": "C10", "done": True, "digest": book.checklists.items["C10"].digest, "by": "Ada"}))
    expect(outcome(page)).to_contain_text("launch.json brings 0 new and 1 differing items.")
    expect(outcome(page).get_by_label("Keep what is here: ticked, to look at again")).to_be_checked()
    outcome(page).get_by_label("Take what comes: ticked, by Ada").check()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("#c10").get_by_text("Changed since it was ticked")).to_have_count(0)


def test_a_tick_that_does_not_say_of_which_text_is_to_look_at_again(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    bring(page, "- [x] **C10** done", "list.md")
    expect(box(page, "C10")).to_be_checked()
    assert "1 to look at again" in progress(page)


def test_two_thousand_signs_of_any_kind_are_a_note(page: Page) -> None:
    page.goto(CHECKLIST)
    ways(page)
    bring(page, file({"id": "C10", "done": False, "note": "🙂" * 2000}))
    expect(note(page, "C10")).to_have_value("🙂" * 2000)
    assert read_progress(exported(page, "JSON"), "export").done["C10"].note == "🙂" * 2000


def test_what_cannot_be_read_for_any_reason_is_said(page: Page) -> None:
    page.add_init_script(
        "Blob.prototype.arrayBuffer = Blob.prototype.text = () => Promise.reject(new DOMException('gone'))"
    )
    page.goto(CHECKLIST)
    ways(page)
    bring(page, file({"id": "C10", "done": True}))
    expect(outcome(page)).to_have_text("launch.json is not taken, and nothing has changed. It cannot be read.")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_task_list_is_read_as_a_reader_sees_it(page: Page, end: str) -> None:
    page.goto(CHECKLIST)
    keep(page)
    ways(page)
    bring(page, TASKS.replace("\n", end), "list.md")
    expect(outcome(page)).to_have_text("list.md: 5 items are taken over, 0 kept as they were.")
    found = stored(page)
    assert {id_: item["done"] for id_, item in found.items()} == {
        "C09": True,
        "C10": True,
        "C11": True,
        "C14": False,
        "C15": True,
    }
    assert (found["C11"]["note"], found["C14"]["note"], found["C14"]["evidence"]) == ("quoted too", "of *C14*", "")
    assert found["C15"]["evidence"] == "https://x.test/a"
    assert (found["C15"]["at"], found["C15"]["by"]) == ("2027-01-31T09:00:00Z", "Ada (privacy)")
    bring(page, f'id,done,note{end}C18,yes,"a{end}b"{end}C19,yes,', "list.csv")
    expect(outcome(page)).to_have_text("list.csv: 2 items are taken over, 0 kept as they were.")
    assert stored(page)["C18"]["note"] == f"a{end}b"


def test_a_task_list_names_the_text_that_was_ticked_or_is_to_be(page: Page, book: Book) -> None:
    page.goto(CHECKLIST)
    page.get_by_label("Your name or role").fill("Ada")
    box(page, "C11").check()
    ways(page)
    bring(page, file({"id": "C10", "done": True, "digest": "0" * 12}))
    expect(box(page, "C10")).to_be_checked()
    text = exported(page, "Markdown")
    for item in book.checklists.lists["consent-banner"].items:
        line = next(line for line in text.splitlines() if f"**{item.id}**" in line)
        assert line.endswith(f" <!-- as of {'0' * 12 if item.id == 'C10' else item.digest} -->")
    assert re.search(r"\*\*C11\*\*.*\n    - Done: [0-9T:-]+Z by Ada\n", text)
    page.reload()
    ways(page)
    bring(page, text, "list.md")
    expect(box(page, "C10")).to_be_checked()
    assert progress(page).startswith("1 of ")
    assert "1 to look at again" in progress(page)


def test_nobody_is_mentioned_by_a_note_in_a_task_list(page: Page) -> None:
    said = "ask @ada, see #12 and a#b"
    page.goto(CHECKLIST)
    ways(page)
    note(page, "C10").fill(said)
    text = exported(page, "Markdown")
    assert "    - Note: ask @\u2060ada, see #\u206012 and a\\#b\n" in text
    assert read_progress(text, "export").done["C10"].note == said
    page.reload()
    ways(page)
    bring(page, text, "list.md")
    expect(note(page, "C10")).to_have_value(said)


@pytest.mark.parametrize("chosen", ["", "us", "uk"])
def test_a_task_list_has_the_headings_that_the_command_line_prints(page: Page, chosen: str) -> None:
    page.goto(f"{REVIEW}?region={chosen}")
    ways(page)
    scope = ("--region", chosen) if chosen else ()
    printed = consentbook(ROOT, "checklist", "show", "review-after-a-change", "--format", "markdown", *scope)
    text = exported(page, "Markdown")
    assert "## Another version of the SDK" in headings(text)
    assert headings(text) == headings(printed.stdout)
    tasks = [[line for line in found.splitlines() if line.startswith(("- [", "#"))] for found in (text, printed.stdout)]
    assert tasks[0] == tasks[1]


def test_a_link_brings_what_is_done_and_asks_first(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{CHECKLIST}?region=eea")
    box(page, "C10").check()
    page.get_by_text("Note and evidence of C11").click()
    page.get_by_label("Note, C11").fill("Größe – 5 €, 🙂")
    ways(page)
    page.get_by_role("button", name="Copy a link").click()
    expect(page.get_by_role("status").filter(has_text="Copied to the clipboard")).to_have_count(1)
    link = clipboard(page)
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


@pytest.mark.parametrize(
    "fragment",
    ["#done?", "#done?%%%", "#done?aGVsbG8", "#done?gICA", "#done?" + "A" * 10_000, "#done?LSBbeF0gKipDMTAqKg"],
)
def test_a_broken_link_is_refused(page: Page, fragment: str) -> None:
    page.goto(CHECKLIST + fragment)
    expect(outcome(page)).to_contain_text("This link is not taken, and nothing has changed.")


def test_a_link_that_is_too_long_is_refused(page: Page) -> None:
    page.goto(link(file({"id": "C10", "done": True}) + " " * 30_000))
    expect(outcome(page)).to_contain_text("The link is longer than 30,000 characters. Ask for a file instead.")
    expect(box(page, "C10")).not_to_be_checked()


def test_ten_thousand_items_are_imported_kept_and_exported(page: Page) -> None:
    many = [
        {"id": f"{letter}{number + 1000}", "done": True, "note": "n" * 40}
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
            r"(?<!\\)(?:[<`](?!!-- as of [0-9a-f]{12} -->)|@(?!\u2060))", export.split("**C10**")[1].split("- [")[0]
        )
    assert page.evaluate("window.hit") is None
    expect(page.locator("#c10 img, #c10 script")).to_have_count(0)
