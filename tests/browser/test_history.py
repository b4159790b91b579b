"""Any two revisions of a text can be compared, word by word, in the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import SNIPPET
from tests.browser.test_accessibility import NARROW, go_dark, violations
from tests.browser.test_keyboard import tab_to
from tests.support import consentbook, copy_project, serving

FILE = "snippets/banner/opt-in/en.md"
MANY = """words => {
    const history = document.createElement('consent-history');
    for (const [number, text] of words.entries()) {
        const details = document.createElement('details'), pre = document.createElement('pre');
        Object.assign(details, { className: 'cb-revision' }).dataset.revision = String(words.length - number);
        Object.assign(pre, { className: 'cb-template', hidden: true, textContent: text }).dataset.key = 'en';
        details.append(pre);
        history.append(details);
    }
    const numbers = words.map((text, index) => String(words.length - index)), shown = document.createElement('p');
    for (const [options, chosen] of [[numbers, numbers[1]], [numbers, numbers[0]], [['en'], 'en']]) {
        const select = document.createElement('select');
        select.append(...options.map(value => new Option(value, value, false, value === chosen)));
        history.append(select);
    }
    shown.className = 'cb-diff';
    history.append(shown);
    document.querySelector('main article').append(history);
}"""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site in which one text has been released twice more with other words."""
    project = copy_project(tmp_path_factory.mktemp("history") / "project")
    file = project / FILE
    for before, after in (
        ("The site works either way.", "You can use the site either way."),
        ("find and fix faults", "find faults"),
    ):
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        ran = consentbook(project, "wording", "release", "--author", "docs", "--reason", f"Say {after}")
        assert ran.returncode == 0, ran.stdout + ran.stderr
    ran = consentbook(project, "build", "--site-dir", str(project / "site"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with serving(project / "site") as address:
        yield address


def compared(page: Page) -> Locator:
    return page.locator("consent-history > .cb-diff")


def plain(words: str) -> str:
    return " ".join(re.sub(r"\[(removed|added): |\] ", "", words).split())


def test_two_revisions_are_compared_word_by_word(page: Page, released: str) -> None:
    page.goto(f"{released}{SNIPPET}")
    newest = page.get_by_role("combobox", name="To", exact=True).input_value()
    assert page.get_by_role("combobox", name="From", exact=True).input_value() == str(int(newest) - 1)
    assert [plain(words) for words in compared(page).locator("del").all_text_contents()] == ["and fix"]
    expect(compared(page).locator("ins")).to_have_count(0)
    expect(compared(page).locator("del .cb-hidden").first).to_have_text("[removed: ")
    page.get_by_role("combobox", name="From", exact=True).select_option(str(int(newest) - 2))
    expect(compared(page).locator("ins").first).to_be_visible()
    for kind, revision in (("ins", "From"), ("del", "To")):  # without what came it is the old text, and the other way
        number = page.get_by_role("combobox", name=revision, exact=True).input_value()
        words = compared(page).evaluate(
            "(shown, kind) => { const all = shown.cloneNode(true); all.querySelectorAll(kind + ', .cb-hidden').forEach(one => one.remove()); return all.textContent }",
            kind,
        )
        template = page.locator(f"[data-revision='{number}'] .cb-template[data-key=en]").text_content() or ""
        assert words.split() == template.split()
    page.get_by_role("combobox", name="To", exact=True).select_option(str(int(newest) - 2))
    expect(compared(page)).to_have_text("These two are the same.")


def test_another_text_of_the_same_snippet_can_be_compared(page: Page, released: str) -> None:
    page.goto(f"{released}{SNIPPET}")
    page.locator("consent-history").get_by_role("combobox", name="Text").select_option("en.formal")
    expect(compared(page)).to_have_text("These two are the same.")


def test_two_revisions_are_compared_with_the_keyboard(page: Page, released: str) -> None:
    page.goto(f"{released}{SNIPPET}")
    history = page.locator("consent-history")
    tab_to(page, history.get_by_role("combobox", name="From"))
    tab_to(page, history.get_by_role("combobox", name="To", exact=True))
    tab_to(page, history.get_by_role("combobox", name="Text"))
    expect(compared(page).locator("del")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(compared(page)).to_have_text("These two are the same.")


def test_axe_finds_nothing_in_a_comparison_and_it_fits_small_screens(page: Page, released: str) -> None:
    page.goto(f"{released}{SNIPPET}")
    found = violations(page)
    page.set_viewport_size(NARROW)
    go_dark(page)
    found += violations(page)
    assert found == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_one_revision_gets_nothing_to_compare(page: Page) -> None:
    page.goto(SNIPPET)
    expect(page.locator("consent-history .cb-revision")).to_have_count(1)
    expect(page.locator("consent-history select, consent-history .cb-diff")).to_have_count(0)


@pytest.mark.parametrize("kind", ["with changes all over", "wholly different"])
def test_five_thousand_words_are_compared(page: Page, site: Path, kind: str) -> None:
    page.goto("404.html")
    texts = " ".join(file.read_text(encoding="utf-8") for file in sorted((site / "wording").glob("*/*/en.txt"))).split()
    old = (texts * (5000 // len(texts) + 1))[:5000]
    new = [f"{word}x" if kind == "wholly different" or number % 7 == 0 else word for number, word in enumerate(old)]
    page.evaluate(MANY, [" ".join(new), " ".join(old)])
    expect(compared(page).locator("del").first).to_be_visible()
    kept = compared(page).evaluate(
        "shown => { const all = shown.cloneNode(true); all.querySelectorAll('ins, .cb-hidden').forEach(one => one.remove()); return all.textContent }"
    )
    assert kept.split() == old
