"""Every type of page works under the Content-Security-Policy of a release, served as it will be: no violation."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consentbook.editions.place import Place
from consentbook.editions.plan import Wanted
from consentbook.editions.publish import publish
from consentbook.editions.sums import SUMS, read_sums
from tests.browser.checklists import bring, exported, file, keep, outcome, ways
from tests.browser.pages import CATALOGUE, CHECKLIST, PAGE_TYPES, SNIPPET, START, clipboard
from tests.browser.test_traffic import Traffic
from tests.editions.hosting.install import find
from tests.editions.hosting.nginx import nginx_serving
from tests.editions.hosting.static import static_host
from tests.editions.project import change, git, new_project, tag, write
from tests.support import copy_project

SITE_URL = "https://consentbook.example/"
DATA = "wording/banner/opt-in/r1/en"
MORE_PAGES = ("wording/reviews/", "checklists/", "wording/policy/standard/", "use/links/", "use/links/others/", "use/")
# A page that breaks the policy in one way, and the directive that it breaks
EVIL = {
    "handler": ('<img src="none.png" onerror="void 0">', "script-src-attr"),
    "script": ("<script>void 0</script>", "script-src-elem"),
    "style": ('<p style="color: red">', "style-src-attr"),
    "sheet": ("<style>p { color: red }</style>", "style-src-elem"),
    "frame": ('<iframe src="/"></iframe>', "frame-src"),
    "picture": ('<img src="http://127.0.0.2:9/pixel.png">', "img-src"),
    "base": ('<base href="/other/">', "base-uri"),
    "object": ('<object data="/"></object>', "object-src"),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The place of a release with two editions of this project, and in it pages that break the policy."""
    folder = tmp_path_factory.mktemp("policy")
    project = copy_project(folder / "project")
    git(project, "init", "--quiet", "--initial-branch=main")
    tag(project, "2026.11")
    write(project, "docs/index.md", (project / "docs" / "index.md").read_text() + "\nMore of it.\n")
    tag(project, "2026.12")
    publish(Wanted(project, Place(folder / "place"), SITE_URL, compress=False))
    for name, (html, _) in EVIL.items():
        write(folder / "place" / "current", f"{name}.html", f"<!doctype html><title>Evil</title>{html}")
    write(folder / "place" / "current", f"{DATA}.evil.html", "<p>A text</p><script>document.title = 'ran'</script>")
    return folder / "place"


@pytest.fixture(scope="module")
def policy_url(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the release: of nginx, or of a small host with the same headers where there is no nginx."""
    if find("nginx") or os.environ.get("CI") == "true":
        with nginx_serving(published, tmp_path_factory.mktemp("nginx")) as nginx:
            yield nginx.url
    else:
        with static_host((published / "current").resolve()) as address:
            yield address


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The place of a small project with a page that moved, one that went, and a state that is not published yet."""
    project = new_project(tmp_path / "project")
    git(project, "mv", "docs/guide/why.md", "docs/guide/reasons.md")
    for name in ("docs/index.md", "mkdocs.yml"):
        change(project, name, "guide/why.md", "guide/reasons.md")
    git(project, "rm", "--quiet", "docs/checklists/index.md")
    change(project, "mkdocs.yml", "      - checklists/index.md\n", "")
    tag(project, "2026.12")
    publish(Wanted(project, Place(tmp_path / "place"), SITE_URL, unreleased=True))
    return tmp_path / "place"


@pytest.fixture
def traffic(context: BrowserContext, policy_url: str) -> Traffic:
    """What must not happen, with each violation of the policy."""
    traffic = Traffic(context, policy_url)
    context.expose_binding("violated", lambda _, directive, what: traffic.seen.append(f"policy: {directive} {what}"))
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', "
        "event => window.violated(event.effectiveDirective, event.blockedURI))"
    )
    return traffic


def is_guarded(page: Page, address: str) -> None:
    """Open a page and see that it has the policy."""
    answer = page.goto(address, wait_until="load")
    assert answer
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'sha256-")


@pytest.mark.parametrize("edition", ["latest", "2026.11"])
def test_no_page_violates_the_policy(page: Page, traffic: Traffic, policy_url: str, edition: str) -> None:
    for path in (*PAGE_TYPES, *MORE_PAGES) if edition == "latest" else (START, SNIPPET):
        if path != "404.html":
            is_guarded(page, f"{policy_url}{edition}/{path}")
            expect(page.locator("[data-md-component=search]")).to_be_attached()
    assert traffic.requests > 20
    assert traffic.complaints == []


def test_the_page_for_wrong_addresses_is_whole(page: Page, traffic: Traffic, policy_url: str) -> None:
    is_guarded(page, f"{policy_url}latest/nothing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert len(traffic.complaints) == 2  # the status itself, and what the console says of it
    assert all("404" in complaint for complaint in traffic.complaints)


def test_no_page_that_the_publisher_writes_violates_the_policy(
    page: Page, traffic: Traffic, small: Path, tmp_path: Path
) -> None:
    release, work = small / "current", tmp_path / "work"
    work.mkdir()
    pages = [path for path in read_sums((release / SUMS).read_text()) if path.endswith("index.html")]
    leading_on = {path for path in pages if 'http-equiv="refresh"' in (release / path).read_text()}
    assert len(pages) > 20
    assert len(leading_on) > 2
    with nginx_serving(small, work) as nginx:
        traffic.own = nginx.url
        for path in pages:
            address = nginx.url + path.removesuffix("index.html")
            if path in leading_on:
                page.goto(address, wait_until="commit")
                page.wait_for_url(lambda url, address=address: url != address)  # type: ignore[misc]
                page.wait_for_load_state()
            else:
                is_guarded(page, address)
        assert traffic.complaints == []


def test_search_and_colours_work(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}latest/")
    page.locator("label[title='Switch to dark mode']").click()
    page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
    page.locator(".md-search-result").get_by_role("heading", name="Confirmation that recording is off").click()
    expect(page).to_have_url(re.compile("/latest/wording/choice/withdraw/"))
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_role("textbox", name="Search").press_sequentially("banner")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/withdraw/" not in url)  # Chromium may not close amid the way there
    assert traffic.complaints == []


def test_the_version_selector_works(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}2026.11/{SNIPPET}")
    selector = page.locator(".md-version")
    selector.get_by_role("button").focus()
    selector.get_by_role("link", name="2026.12").click()
    page.wait_for_url(re.compile(r"/2026\.12/"))
    assert traffic.complaints == []


def test_cards_are_filled_marked_and_copied(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{policy_url}latest/wording/policy/standard/")
    page.locator("consent-details summary").click()
    page.locator("consent-details").get_by_label("Company", exact=True).fill("Acme")
    card = page.locator("consent-card").first
    expect(card).to_contain_text("Acme")
    card.locator("[data-do=highlight]").click()
    card.get_by_role("checkbox", name="Copy as a draft").check()
    card.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("status")).to_have_text("Copied to the clipboard")
    assert "Acme" in clipboard(page)
    for shape in ("Plain text", "Markdown", "HTML", "JSON"):
        card.get_by_role("radio", name=shape).check()
    assert traffic.complaints == []


def test_the_catalogue_is_narrowed_down(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}latest/{CATALOGUE}")
    page.get_by_role("combobox", name="Form", exact=True).select_option("Banner")
    expect(page).to_have_url(re.compile(r"\?form=banner"))
    expect(page.locator("consent-catalogue output")).to_contain_text(" of ")
    assert traffic.complaints == []


def test_a_preview_shows_and_takes_a_choice(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}latest/{SNIPPET}")
    preview = page.locator("consent-preview")
    preview.get_by_label("Width").select_option("Phone")
    preview.get_by_role("region").get_by_role("button", name="Allow recording").click()
    expect(preview.locator(".cb-preview__said span")).to_contain_text("Allow recording")
    preview.get_by_role("button", name="Show again").click()
    assert traffic.complaints == []


def test_a_checklist_is_ticked_kept_and_exported(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}latest/{CHECKLIST}")
    keep(page)
    page.locator("article [type=checkbox]").last.check()
    ways(page)
    assert "consentbook-checklist" in exported(page, "JSON")
    bring(page, file({"id": "C10", "done": True}))
    expect(outcome(page)).to_contain_text("launch.json: 1 item is taken over")
    page.reload()
    assert traffic.complaints == []


def test_a_published_text_loads_and_runs_nothing(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}{DATA}.html")
    expect(page.locator("p").first).to_have_text("May we record how you use this site?")
    assert traffic.complaints == []
    page.goto(f"{policy_url}{DATA}.evil.html")
    assert page.title() == ""
    assert traffic.complaints


@pytest.mark.parametrize("name", EVIL)
def test_a_violation_would_be_seen(page: Page, traffic: Traffic, policy_url: str, name: str) -> None:
    page.goto(f"{policy_url}{name}.html")
    page.wait_for_function("document.title === 'Evil'")
    assert any(seen.startswith(f"policy: {EVIL[name][1]} ") for seen in traffic.complaints), traffic.complaints


def test_the_headers_for_static_hosts_hold_in_a_browser_too(published: Path, page: Page, traffic: Traffic) -> None:
    with static_host((published / "current").resolve()) as address:
        traffic.own = address
        page.goto(f"{address}latest/")
        page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
        page.locator(".md-search-result").get_by_role("heading", name="Confirmation that recording is off").click()
        expect(page).to_have_url(re.compile("/latest/wording/choice/withdraw/"))
        assert traffic.complaints == []
        page.goto(f"{address}handler.html")
        page.wait_for_function("document.title === 'Evil'")
        assert any("script-src-attr" in seen for seen in traffic.complaints)
