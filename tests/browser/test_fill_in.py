"""A visitor fills the blanks of a page once; what is typed is checked, and kept or passed on only on purpose."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.pages import CHECKLIST, GUIDE, SNIPPET, clipboard
from tests.browser.test_accessibility import NARROW, go_dark, violations

POLICY = "wording/policy/standard/"
STORED = "localStorage.getItem('consentbook.details.v1')"
ADDRESS = "Put in an address that begins with https://, without spaces and without a user name."
EMAIL = "Put in an e-mail address, such as privacy@example.com."
NUMBER = "Put in a whole number above 0, in digits."
DATE = "Put in a date such as 2027-01-31."

ADDRESSES = "Address of the privacy policy"
RIGHT = {
    "company": ("Company", "Acme & Sons", "Acme & Sons"),
    "data_kinds": ("Further kinds of data in a recording", "a\n\n b \nc", "a, b and c"),
    "policy_url": (ADDRESSES, " https://a.example/p?x=1#y ", "https://a.example/p?x=1#y"),
    "privacy_contact": ("Privacy e-mail address", "me@a.example", "me@a.example"),
    "retention_days": ("Days a recording is kept", "30", "30"),
    "vendor": ("Session replay vendor", "A\u202eB\u0007C", "ABC"),
}
WRONG = [
    *((ADDRESSES, value, ADDRESS) for value in (
        "http://a.example", "javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "a.example", "//a.example",
        "https://", "https://a b.example", "https://me:pw@a.example", "https://me@a.example", "https://a.example/\u202ex",
        "https:\\\\a.example", "https://a.example/ x", "https://[", "blob:https://a.example/x",
    )),
    *(("Privacy e-mail address", value, EMAIL) for value in ("me", "me@", "@a.example", "me@a", "a b@a.example", "a@b@c.example")),
    *(("Days a recording is kept", value, NUMBER) for value in ("0", "-1", "1.5", "thirty", "1e3", "07")),
    ("Company", "x" * 201, "Put in at most 200 characters."),
    ("Further kinds of data in a recording", "x\n" * 501, "Put in at most 1000 characters."),
]  # fmt: skip
STRANGE = (
    *("", "null", "{", "[]", "7", '{"v":2,"values":{"company":"x"}}', '{"v":1}', '{"v":1,"values":null}'),
    *('{"v":1,"values":7}', '{"v":1,"values":{"company":7,"nobody":"x","__proto__":"x","constructor":"x"}}'),
    json.dumps({"v": 1, "values": {"company": "x" * 201, "policy_url": "javascript:alert(1)", "mask_level": "none"}}),
)
NO_STORE = {
    "reading": "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError') }",
    "writing": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }",
    "anything": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
}


def open_panel(page: Page, path: str = POLICY) -> Locator:
    """Open the panel of the page at ``path``."""
    page.goto(path)
    panel = page.locator("consent-details")
    panel.locator("summary").click()
    expect(panel.get_by_role("button", name="Erase")).to_be_visible()
    return panel


def blanks(page: Page, variable: str) -> Locator:
    """Return the blanks of a variable in the rich texts in English."""
    return page.locator(f".cb-card__text[lang=en] [data-variable={variable}]")


def filled(page: Page, variable: str, value: str) -> None:
    """Wait until each blank of the variable shows ``value``."""
    expect(blanks(page, variable).first).to_have_text(value)
    assert set(blanks(page, variable).all_text_contents()) == {value}


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """Fail if the page throws."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    yield seen
    assert seen == []


def test_a_page_has_one_panel_and_it_counts(page: Page) -> None:
    page.goto(GUIDE)
    expect(page.locator("consent-details")).to_have_count(1)
    expect(page.locator("consent-details + consent-card")).to_have_count(1)
    panel = open_panel(page)
    fields = panel.locator("input:not([type=checkbox]), select, textarea").count()
    expect(panel.locator("summary")).to_have_text(f"Fill in your details: 0 of {fields}")
    panel.get_by_label("Company", exact=True).fill("Acme")
    expect(panel.locator("summary")).to_have_text(f"Fill in your details: 1 of {fields}")


def test_a_page_without_cards_has_no_panel(page: Page) -> None:
    page.goto(CHECKLIST)
    expect(page.locator("consent-checklist .cb-tools")).to_be_visible()
    expect(page.locator("consent-details")).to_have_count(0)


def test_a_value_of_each_type_fills_every_text(page: Page) -> None:
    panel = open_panel(page)
    for variable, (label, typed, shown) in RIGHT.items():
        field, first = panel.get_by_label(label, exact=True), blanks(page, variable).first
        expect(first).to_have_css("border-bottom-style", "dashed")
        field.fill(typed)
        field.blur()
        filled(page, variable, shown)
        expect(first).to_have_css("border-bottom-style", "solid")
        expect(field).to_have_attribute("aria-invalid", "false")
        field.fill("")
        filled(page, variable, f"{{{{ {variable} }}}}")


def test_a_choice_is_a_list_to_choose_from(page: Page) -> None:
    select = open_panel(page).get_by_label("Masking level")
    assert select.locator("option").all_text_contents() == ["Not chosen", "light", "medium", "conservative"]
    select.select_option("conservative")
    filled(page, "mask_level", "conservative")
    select.select_option("Not chosen")
    filled(page, "mask_level", "{{ mask_level }}")


def test_a_date_is_checked_and_written_in_words(page: Page, site: Path) -> None:
    variables = json.loads((site / "wording/variables.json").read_text(encoding="utf-8"))
    variables["company"]["type"] = "date"
    page.route("**/variables.json", lambda route: route.fulfill(json=variables))
    panel = open_panel(page)
    field = panel.get_by_label("Company", exact=True)
    expect(field).to_have_attribute("type", "date")
    field.fill("2027-02-01")
    filled(page, "company", "1 February 2027")
    field.evaluate("field => { field.type = 'text' }")
    for wrong in ("2027-02-31", "2027-2-1", "soon"):
        field.fill(wrong)
        field.blur()
        expect(panel.locator("#fill-company-error")).to_have_text(DATE)


def test_what_is_wrong_is_said_beside_the_field_and_fills_nothing(page: Page) -> None:
    panel = open_panel(page)
    for label, typed, error in WRONG:
        field = panel.get_by_label(label, exact=True)
        field.fill(typed)
        field.blur()
        said = page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[1]}")
        expect(said, typed).to_have_text(error)
        expect(field).to_have_attribute("aria-invalid", "true")
        variable = (field.get_attribute("id") or "").removeprefix("fill-")
        filled(page, variable, f"{{{{ {variable} }}}}")
        field.fill("")
        expect(said).to_be_empty()


def test_a_field_is_described_by_its_help(page: Page) -> None:
    field = open_panel(page).get_by_label("Company", exact=True)
    expect(field).to_have_accessible_description(re.compile("^Put in the legal name"))


def test_a_list_is_joined_in_the_language_of_the_text(page: Page) -> None:
    panel = open_panel(page, "wording/banner/two-layer/")
    panel.get_by_label("Further kinds of data in a recording").fill("a\nb\nc")
    for language, words in {"fr": "a, b et c", "de": "a, b und c", "es": "a, b y c", "pt-BR": "a, b e c"}.items():
        text = page.locator(f".cb-card__text[lang={language}] [data-variable=data_kinds]")
        if text.count():  # where the library has the translation
            expect(text.first).to_have_text(words)
    filled(page, "data_kinds", "a, b and c")


def test_nothing_is_stored_until_the_visitor_agrees_and_all_of_it_is_erased(page: Page) -> None:
    panel = open_panel(page)
    company = panel.get_by_label("Company", exact=True)
    company.fill("Acme")
    assert page.evaluate("localStorage.length + sessionStorage.length") == page.evaluate(
        "[localStorage, sessionStorage].flatMap(Object.keys).filter(key => !key.startsWith('consentbook')).length"
    )
    page.reload()
    filled(page, "company", "{{ company }}")
    panel.locator("summary").click()
    company.fill("Acme")
    panel.get_by_label("Keep these in this browser").check()
    panel.get_by_label("Masking level").select_option("light")
    assert json.loads(page.evaluate(STORED)) == {"v": 1, "values": {"company": "Acme", "mask_level": "light"}}
    page.goto(GUIDE)
    page.goto("wording/policy/short/")
    filled(page, "company", "Acme")
    panel.locator("summary").click()
    expect(panel.get_by_label("Keep these in this browser")).to_be_checked()
    panel.get_by_role("button", name="Erase").click()
    filled(page, "company", "{{ company }}")
    assert page.evaluate(STORED) is None
    page.reload()
    filled(page, "company", "{{ company }}")


def test_only_right_values_are_stored_and_unticking_forgets_them(page: Page) -> None:
    panel = open_panel(page)
    keep = panel.get_by_label("Keep these in this browser")
    keep.check()
    panel.get_by_label(ADDRESSES, exact=True).fill("javascript:alert(1)")
    panel.get_by_label("Company", exact=True).fill("Acme")
    assert json.loads(page.evaluate(STORED))["values"] == {"company": "Acme"}
    keep.uncheck()
    assert page.evaluate(STORED) is None
    filled(page, "company", "Acme")


def test_another_tab_follows(page: Page) -> None:
    panel = open_panel(page)
    other = page.context.new_page()
    other.goto(POLICY)
    panel.get_by_label("Keep these in this browser").check()
    panel.get_by_label("Company", exact=True).fill("Acme")
    filled(other, "company", "Acme")
    panel.get_by_role("button", name="Erase").click()
    filled(other, "company", "{{ company }}")


def test_a_store_that_holds_something_else_fills_nothing(page: Page, errors: list[str]) -> None:
    panel = open_panel(page)
    for stored in STRANGE:
        page.evaluate("stored => localStorage.setItem('consentbook.details.v1', stored)", stored)
        page.reload(wait_until="domcontentloaded")
        expect(panel).to_contain_text("Type once")
        expect(panel.locator("summary"), stored).to_contain_text("details: 0 of")
        expect(page.locator(".cb-blank--filled")).to_have_count(0)
    panel.locator("summary").click()
    panel.get_by_label("Company", exact=True).fill("Acme")
    filled(page, "company", "Acme")


@pytest.mark.parametrize("script", NO_STORE.values(), ids=NO_STORE.keys())
def test_everything_works_where_the_browser_keeps_nothing(page: Page, errors: list[str], script: str) -> None:
    page.route(
        "**/consentbook.mjs",
        lambda route: route.fulfill(body=f"{script};{route.fetch().text()}", content_type="text/javascript"),
    )
    panel = open_panel(page)
    panel.get_by_label("Company", exact=True).fill("Acme")
    panel.get_by_label("Keep these in this browser").click()
    expect(page.locator(".cb-hidden[role=status]")).to_have_text("This browser does not keep them")
    expect(panel.get_by_label("Keep these in this browser")).not_to_be_checked()
    filled(page, "company", "Acme")
    panel.get_by_role("button", name="Erase").click()
    filled(page, "company", "{{ company }}")


def test_a_link_passes_the_values_on_and_asks_before_it_fills(page: Page, site_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = open_panel(page, f"{POLICY}#history")
    panel.get_by_label("Company", exact=True).fill("Ä & Söhne #1?")
    panel.get_by_label("Further kinds of data in a recording").fill("a\nb")
    panel.get_by_role("button", name="Copy a link with these values").click()
    expect(page.locator(".cb-hidden[role=status]")).to_have_text("Copied to the clipboard")
    link = clipboard(page)
    assert link.startswith(f"{site_url}{POLICY}#fill?")
    expect(panel.locator(".cb-details__link")).to_have_text(link)
    for answer, company in (("Ignore them", "{{ company }}"), ("Use them", "Ä & Söhne #1?")):
        page.goto("404.html")
        page.goto(link)
        offer = panel.locator(".cb-offer")
        expect(offer).to_contain_text("This link brings values for 2 blanks")
        expect(page.locator("#history")).to_be_in_viewport()
        filled(page, "company", "{{ company }}")
        offer.get_by_role("button", name=answer).click()
        expect(offer).to_have_count(0)
        expect(page).to_have_url(f"{site_url}{POLICY}#history")
        filled(page, "company", company)
        assert page.evaluate(STORED) is None
    filled(page, "data_kinds", "a and b")


def test_a_link_stores_its_values_only_for_a_visitor_who_keeps_values(page: Page) -> None:
    panel = open_panel(page)
    panel.get_by_label("Keep these in this browser").check()
    page.evaluate("location.hash = 'fill?company=Acme'")
    expect(panel.locator(".cb-offer")).to_contain_text("Company: Acme")
    assert json.loads(page.evaluate(STORED))["values"] == {}
    panel.get_by_role("button", name="Use them").click()
    assert json.loads(page.evaluate(STORED))["values"] == {"company": "Acme"}


def test_a_link_cannot_bring_what_is_wrong_or_unknown(page: Page, errors: list[str]) -> None:
    wrong = {
        "policy_url": "javascript:alert(1)",
        "mask_level": "none",
        "nobody": "x",
        "constructor": "x",
        "__proto__": "x",
    }
    page.goto(f"{POLICY}#fill?{urlencode(wrong | {'company': 'x' * 201})}")
    expect(page.locator("consent-details")).to_contain_text("Type once")
    expect(page.locator(".cb-offer")).to_have_count(0)
    page.evaluate("location.hash = 'fill?%E0%A4%A&company=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E'")
    expect(page.locator(".cb-offer")).to_contain_text("1 blank: use")
    expect(page.locator(".cb-offer")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".cb-offer img")).to_have_count(0)


def test_without_the_list_of_variables_a_card_still_copies(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.route("**/variables.json", lambda route: route.abort())
    page.goto(SNIPPET)
    expect(page.locator("consent-details")).to_have_count(0)
    card = page.locator("consent-card").first
    card.get_by_label("Copy as a draft").check()
    card.get_by_role("button", name="Copy text").click()
    expect(card.get_by_role("button", name="Copy text")).to_have_text("Copied")


def test_the_panel_works_by_keyboard(page: Page) -> None:
    page.goto(SNIPPET)
    page.locator("consent-details summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("https://a.example/sf/")  # s and f open Material's search elsewhere
    assert page.evaluate("document.activeElement.value") == "https://a.example/sf/"


@pytest.mark.parametrize("path", [POLICY, SNIPPET])
def test_axe_finds_nothing_while_the_panel_is_open_with_an_error_and_an_offer(page: Page, path: str) -> None:
    panel = open_panel(page, f"{path}#fill?policy_url=https://a.example")
    panel.get_by_label(ADDRESSES, exact=True).fill("wrong")
    panel.get_by_label(ADDRESSES, exact=True).blur()
    expect(panel.locator("#fill-policy_url-error")).to_have_text(ADDRESS)
    found = [violations(page)]
    page.set_viewport_size(NARROW)
    go_dark(page)
    found.append(violations(page))
    assert found == [[], []]


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400), (1280, 800)])
def test_an_open_panel_fits_the_screen(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    panel = open_panel(page, f"{POLICY}#fill?company={'x' * 200}")
    panel.get_by_label("Company", exact=True).fill("x" * 200)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_paper_shows_the_filled_text_and_no_panel(page: Page) -> None:
    panel = open_panel(page)
    panel.get_by_label("Company", exact=True).fill("Acme")
    page.emulate_media(media="print")
    for gone in ("consent-details", ".cb-card__bar", "consent-preview"):
        for element in page.locator(gone).all():
            expect(element).to_be_hidden()
    expect(blanks(page, "company").first).to_be_visible()
    filled(page, "company", "Acme")


def test_the_panel_is_not_there_before_it_knows_what_is_stored(page: Page) -> None:
    page.goto("404.html")
    stored = '{"v":1,"values":{"company":"Acme"}}'
    page.evaluate("stored => localStorage.setItem('consentbook.details.v1', stored)", stored)
    held: list[Route] = []
    page.route("**/wording/variables.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    page.goto(SNIPPET)
    expect(page.get_by_role("button", name="Copy text").first).to_be_visible()
    expect(page.locator("consent-details")).to_be_hidden()
    held[0].continue_()
    expect(page.locator("consent-details")).to_be_visible()
    assert "Acme" in page.evaluate("localStorage.getItem('consentbook.details.v1')")


def test_a_link_is_not_passed_on_in_the_next_link(page: Page) -> None:
    page.goto(f"{SNIPPET}#fill?settings_url=https%3A%2F%2Fold.example%2F")
    expect(page.locator(".cb-offer")).to_be_visible()
    page.locator("consent-details summary").click()
    page.locator("#fill-policy_url").fill("https://new.example/")
    page.get_by_role("button", name="Copy a link with these values").click()
    link = page.locator(".cb-details__link").inner_text()
    assert "new.example" in link
    assert "old.example" not in link
