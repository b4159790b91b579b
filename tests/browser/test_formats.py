"""A card shows its text in several formats, copies what it shows, and no value can inject anything into any of them."""

import gzip
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Locator, Page, expect

from consentbook.book import Book
from tests.browser.pages import GUIDE, SNIPPET, clipboard
from tests.browser.test_accessibility import NARROW, go_dark, violations
from tests.browser.test_fill_in import POLICY, STORED, open_panel
from tests.support import ROOT

FORMATS = ("Plain text", "Markdown", "HTML", "JSON")
MOST = 12_000  # bytes of script and styles, each compressed by gzip as it is, comments and all, and summed
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</section><iframe src=x>", "<!--", "-->", "]]>",
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`", "\"><b>x</b>", "&lt;b&gt;", "&amp;", "&copy;", "<",
    "$&", "$1$`$'", "\\", '\\"', "\\u003c", '","x":"', "</script>", "{{company}}", "{{ company }}", "{{ policy_url }}",
    "[x](javascript:alert(1))", "![x](https://evil.example/x.png)", "<https://evil.example>", "**x** _y_ `z` ~~w~~", "# x", "- x", "+ x", "1. x", "2) x", "> x", "| a | b |", "= x", "x\\",
    "a\u202eb\u2066c\u200f", "a\u0000b\u0007c\u009bd", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "https://me:pw@evil.example", "https://a.example/)(x", 'https://a.example/"><script>alert(1)</script>', "https://a.example/'onmouseover='alert(1)",
    "https://a.example/?a=1&copy;=2&lt;", "https://a.example/_x_*y*`z`[w](v)~~u~~|t", "https://a.example/<b>", "me@a.example", "o'neil&co@a.example", "x" * 200, "7",
)  # fmt: skip
SET = """values => { for (const [id, value] of Object.entries(values)) {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
} }"""
# What an HTML export is made of, as the browser's own parser reads it: elements with the names of their attributes.
PARSED = """source => {
    const body = new DOMParser().parseFromString(source, 'text/html').body;
    const elements = [...body.querySelectorAll('*')];
    return {
        shape: elements.map(element => [element.localName, ...element.getAttributeNames()].join(' ')),
        addresses: elements.map(element => element.getAttribute('href')).filter(Boolean),
        comments: document.evaluate('count(.//comment())', body).numberValue,
        words: body.textContent,
    };
}"""


class Shape(HTMLParser):
    """Collects the elements of HTML that Markdown was rendered to, and its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements, self.words = list[str](), ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_data(self, data: str) -> None:
        self.words += data


def card(page: Page) -> Locator:
    return page.locator("consent-card").first


def pick(page: Page, name: str) -> None:
    card(page).locator("fieldset").get_by_role("radio", name=name, exact=True).check()


def sources(page: Page) -> dict[str, str]:
    """Return the page's first text in each format."""
    shown: dict[str, str] = card(page).evaluate(
        "card => Object.fromEntries([...card.querySelectorAll('.cb-format')].map(pre => [pre.dataset.format, pre.textContent]))"
    )
    return shown


def copied(page: Page, button: str) -> str:
    page.evaluate("navigator.clipboard.writeText('nothing')")
    card(page).get_by_role("button", name=button).click()
    expect(card(page).get_by_role("button", name=button)).to_have_text("Copied")
    return str(clipboard(page))


def test_our_script_and_styles_are_small() -> None:
    files = [ROOT / "theme/assets/consentbook" / f"consentbook.{kind}" for kind in ("mjs", "css")]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= MOST


def test_our_script_makes_no_html_from_text() -> None:
    script = (ROOT / "theme/assets/consentbook/consentbook.mjs").read_text(encoding="utf-8")
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "'style'",
        '"style"',
    ):
        assert sink not in script


def test_our_script_works_under_a_strict_policy_and_breaks_none_of_it(page: Page, site_url: str) -> None:
    page.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation', event => broken.push(event.sourceFile + ' ' + event.violatedDirective))"
    )
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"

    def strict(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route(f"{site_url}{POLICY}", strict)
    panel = open_panel(page)
    panel.get_by_label("Company", exact=True).fill("Acme")
    pick(page, "HTML")
    card(page).get_by_role("button", name="Copy HTML").click()
    expect(page.get_by_label("Language and tone")).to_be_visible()
    broken = page.evaluate("broken")
    assert broken  # the theme's own inline scripts, which no hash allows here: the policy was in force
    assert [fault for fault in broken if "consentbook" in fault] == []


def test_each_format_is_shown_and_copied_as_it_is_shown(page: Page, book: Book) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(SNIPPET)
    text = book.library.snippets["banner/opt-in"].main
    card(page).get_by_label("Copy as a draft").check()
    assert copied(page, "Copy text") == text.text
    expected = {"Plain text": text.text, "Markdown": text.markdown, "HTML": text.html}
    for name in FORMATS:
        pick(page, name)
        shown = card(page).locator("pre:visible")
        expect(shown).to_have_count(1)
        expect(card(page).locator(".cb-card__text")).to_be_hidden()
        assert copied(page, f"Copy {name.replace('Plain', 'plain')}") == shown.text_content()
        assert name == "JSON" or shown.text_content() == expected[name]
    assert json.loads(copied(page, "Copy JSON"))["sha256"] == text.sha256
    pick(page, "Read")
    expect(card(page).locator("pre:visible")).to_have_count(0)
    expect(card(page).locator(".cb-card__text")).to_be_visible()


def test_a_format_holds_for_every_card_and_is_remembered_only_for_those_who_keep_things(page: Page) -> None:
    page.goto(GUIDE)
    pick(page, "Markdown")
    expect(page.locator("pre.cb-format:visible")).to_have_count(page.locator("consent-card").count())
    page.reload()
    expect(page.locator("pre.cb-format:visible")).to_have_count(0)
    panel = open_panel(page, GUIDE)
    panel.get_by_label("Keep these in this browser").check()
    pick(page, "JSON")
    page.goto(SNIPPET)
    expect(card(page).locator("pre:visible")).to_have_attribute("data-format", "JSON")
    page.evaluate("localStorage.setItem('consentbook.format.v1', 'Perl')")
    page.reload()
    expect(page.locator("consent-details")).to_contain_text("Type once")
    expect(page.locator("pre.cb-format:visible")).to_have_count(0)
    panel.locator("summary").click()
    panel.get_by_role("button", name="Erase").click()
    assert page.evaluate(f"[{STORED}, localStorage.getItem('consentbook.format.v1')]") == [None, None]


def test_a_format_is_chosen_by_keyboard(page: Page) -> None:
    page.goto(SNIPPET)
    card(page).get_by_role("radio", name="Read").focus()
    page.keyboard.press("ArrowRight")
    expect(card(page).locator("pre:visible")).to_have_attribute("data-format", "Plain text")
    expect(card(page).get_by_role("group", name="Format of Opt-in banner, one layer")).to_be_visible()


def test_blanks_that_are_not_filled_stop_a_copy_unless_it_is_a_draft(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = open_panel(page, SNIPPET)
    page.evaluate("navigator.clipboard.writeText('nothing')")
    button, status = card(page).get_by_role("button", name="Copy text"), page.locator("body > [role=status]")
    labels = ["Address of the privacy settings", "Address of the privacy policy"]
    button.click()
    for place in (status, card(page).locator(".cb-card__missing")):
        expect(place).to_have_text(f"2 blanks are not filled: {', '.join(labels)}")
    assert clipboard(page) == "nothing"
    panel.get_by_label(labels[0], exact=True).fill("https://a.example/s")
    button.click()
    expect(status).to_have_text(f"1 blank is not filled: {labels[1]}")
    card(page).get_by_label("Copy as a draft").check()
    draft = copied(page, "Copy text")
    assert "https://a.example/s" in draft
    assert "{{ policy_url }}" in draft
    panel.get_by_label(labels[1], exact=True).fill("https://a.example/p")
    expect(card(page).get_by_label("Copy as a draft")).to_be_hidden()
    expect(card(page).locator(".cb-card__missing")).to_be_empty()
    assert "{{" not in copied(page, "Copy text")


def test_what_a_text_says_is_shown_by_colour_and_by_name(page: Page) -> None:
    page.goto(SNIPPET)
    toggle = card(page).get_by_role("button", name="Show what it says")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    mark = card(page).locator(".cb-mark[data-element=data]").first
    expect(mark).to_have_css("border-bottom-style", "none")
    before = card(page).locator(".cb-card__text").inner_text()
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(mark).to_have_css("border-bottom-style", "solid")
    assert mark.evaluate("mark => getComputedStyle(mark, '::after').content") == '"Data kinds"'
    line = mark.evaluate("mark => getComputedStyle(mark).borderBottomColor")
    expect(card(page).locator(".cb-element[data-element=data]")).to_have_css("border-bottom-color", line)
    assert card(page).locator(".cb-card__text").inner_text() == before  # names are not part of the text
    colours = (
        card(page).locator(".cb-element").evaluate_all("all => all.map(one => getComputedStyle(one).borderBottomColor)")
    )
    assert len(set(colours)) == len(colours)
    found = [violations(page)]
    page.set_viewport_size(NARROW)
    go_dark(page)
    found.append(violations(page))
    assert found == [[], []]
    toggle.click()
    expect(mark).to_have_css("border-bottom-style", "none")


@pytest.mark.parametrize("name", ["Plain text", "JSON"])
def test_axe_finds_nothing_in_a_format_and_it_fits_a_small_screen(page: Page, name: str) -> None:
    page.goto(POLICY)
    pick(page, name)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    go_dark(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_no_value_in_any_blank_injects_anything_into_any_format(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    panel = open_panel(page)
    fields = panel.locator("input:not([type=checkbox]), textarea, select").evaluate_all(
        "all => all.map(field => field.id)"
    )
    markdown = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    empty = sources(page)
    shapes = page.evaluate(PARSED, empty["HTML"])["shape"]
    rendered = Shape(markdown.render(empty["Markdown"])).elements
    elements = page.locator("consent-card *").count()
    assert len(fields) > 10
    for value in HOSTILE:
        page.evaluate(SET, dict.fromkeys(fields, value))
        now = sources(page)
        parsed = page.evaluate(PARSED, now["HTML"])
        assert (parsed["shape"], parsed["comments"]) == (shapes, 0), value
        assert all(address.startswith(("https://", "mailto:", "{{")) for address in parsed["addresses"]), value
        shape = Shape(markdown.render(now["Markdown"]))
        assert shape.elements == rendered, value
        data = json.loads(now["JSON"])
        assert data["text"] == now["Plain text"], value
        assert list(data) == list(json.loads(empty["JSON"]))
        assert "<script" not in now["JSON"]
        for part in data["parts"]:
            inner = page.evaluate(PARSED, part["html"])
            assert {name.split()[0] for name in inner["shape"]} <= {"p", "ul", "li", "a", "strong", "em", "ol"}, value
            assert Shape(markdown.render(part["markdown"])).elements, value
        assert page.locator("consent-card *").count() == elements
        company = card(page).locator(".cb-card__text [data-variable=company]").first.text_content() or ""
        for words in (now["Plain text"], parsed["words"], shape.words):
            assert company in words, value
    assert dialogs == []


def test_a_value_is_written_for_its_format(page: Page) -> None:
    panel = open_panel(page)
    panel.get_by_label("Company", exact=True).fill("<A> & \"B\" 'C' `D` *e* \\ {{ vendor }}")
    panel.get_by_label("Session replay vendor").fill("1. V")
    panel.get_by_label("Address of the privacy policy", exact=True).fill("https://a.example/(x)?a=1&b=2")
    now = sources(page)
    assert "<A> & \"B\" 'C' `D` *e* \\ {{ vendor }} uses" in now["Plain text"]
    assert "&#60;A&#62; &#38; &#34;B&#34; &#39;C&#39; &#96;D&#96; *e* \\ {{ vendor }} uses" in now["HTML"]
    assert "\\<A\\> \\& \"B\" 'C' \\`D\\` \\*e\\* \\\\ \\{\\{ vendor \\}\\} uses" in now["Markdown"]
    assert "1\\. V makes" in now["Markdown"]
    assert "(<https://a.example/%28x%29?a=1&b=2>)" in now["Markdown"]
    assert '\\u003cA> & \\"B\\"' in now["JSON"]
    parts = json.loads(now["JSON"])["parts"]
    assert "&#60;A&#62; &#38;" in parts[1]["html"]
    assert "\\<A\\>" in parts[1]["markdown"]


def test_stored_and_linked_values_inject_nothing_either(page: Page, site: Path) -> None:
    names = list(json.loads((site / "wording/variables.json").read_text(encoding="utf-8")))
    page.goto(POLICY)
    shapes = page.evaluate(PARSED, sources(page)["HTML"])["shape"]
    for value in ("<img src=x onerror=alert(1)>", "javascript:alert(1)", '"><script>alert(1)</script>'):
        stored = json.dumps({"v": 1, "values": dict.fromkeys(names, value)})
        page.evaluate("stored => localStorage.setItem('consentbook.details.v1', stored)", stored)
        page.reload()
        expect(page.locator(".cb-card__text [data-variable=company]").first).to_have_text(value)
        assert page.evaluate(PARSED, sources(page)["HTML"])["shape"] == shapes
        expect(page.locator(".cb-card__text [data-variable=policy_url]").first).to_have_text("{{ policy_url }}")
        expect(page.locator("consent-card img, consent-card script, consent-preview img")).to_have_count(0)
