"""Every type of page works under the Content-Security-Policy of a release, served as it will be: no violation."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consentbook.editions import EDITION_VARIABLE, SITE_URL_VARIABLE
from consentbook.editions.hosting.write import STATIC, release_headers, write_nginx
from consentbook.editions.sums import SUMS, read_sums
from consentbook.site.build import build_into
from tests.browser.checklists import bring, exported, file, keep, outcome, ways
from tests.browser.pages import CATALOGUE, CHECKLIST, PAGE_TYPES, SNIPPET, START
from tests.browser.test_traffic import Traffic
from tests.editions.conftest import made  # noqa: F401 - a fixture
from tests.editions.hosting.install import find_nginx
from tests.editions.hosting.nginx import nginx_serving
from tests.editions.hosting.releases import serve
from tests.editions.hosting.static import static_host
from tests.support import ROOT

SITE_URL = "https://consentbook.example/"
DATA = "wording/banner/opt-in/r3/en"
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
    """A folder with a release of two editions."""
    folder = tmp_path_factory.mktemp("policy")
    release = folder / "releases" / "one"
    (release / "2026.12").mkdir(parents=True)
    build_into(ROOT, release / "2026.12", {EDITION_VARIABLE: "2026.12", SITE_URL_VARIABLE: f"{SITE_URL}2026.12/"})
    shutil.copytree(release / "2026.12", release / "2026.11", copy_function=os.link)
    shutil.copy(release / "2026.12" / "404.html", release)
    (release / "latest").symlink_to("2026.12")
    (release / "versions.json").write_text(
        '[{"version": "2026.12", "title": "2026.12", "aliases": ["latest"]},'
        ' {"version": "2026.11", "title": "2026.11", "aliases": []}]'
    )
    (release / DATA).parent.mkdir(parents=True)
    (release / f"{DATA}.html").write_text("<p>May we record how you use this site?</p>")
    pages = (path.read_bytes() for path in sorted(release.rglob("*.html")))
    (release / STATIC).write_text(release_headers(pages))
    write_nginx(folder)
    for name, (html, _) in EVIL.items():
        (release / f"{name}.html").write_text(f"<!doctype html><title>Evil</title>{html}")
    (release / f"{DATA}.evil.html").write_text("<p>A text</p><script>document.title = 'ran'</script>")
    serve(folder, "one")
    return folder


@pytest.fixture(scope="module")
def policy_url(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the release: of nginx, or of a small host with the same headers where there is no nginx."""
    if find_nginx() or os.environ.get("CI") == "true":
        with nginx_serving(published, tmp_path_factory.mktemp("nginx")) as nginx:
            yield nginx.url
    else:
        with static_host(published / "current") as address:
            yield address


@pytest.fixture
def small_url(made: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a release as the publisher makes it, of a small project with editions that differ."""
    with nginx_serving(made / "place", tmp_path) as nginx:
        yield nginx.url


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
    page: Page, traffic: Traffic, made: Path, small_url: str
) -> None:
    traffic.own = small_url
    release = made / "place" / "current"
    pages = [path for path in read_sums((release / SUMS).read_text()) if path.endswith("/index.html")]
    leading_on = [path for path in pages if 'http-equiv="refresh"' in (release / path).read_text()]
    assert len(pages) > 20
    assert leading_on
    for path in sorted(set(pages) - set(leading_on)):
        is_guarded(page, small_url + path.removesuffix("index.html"))
    for path in ("", *(path.removesuffix("index.html") for path in leading_on[:2])):
        page.goto(small_url + path, wait_until="commit")
        page.wait_for_url(lambda url, path=path: url != small_url + path)  # type: ignore[misc]
        page.wait_for_load_state()
    assert traffic.complaints == []


def test_search_and_colours_work(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}latest/")
    page.locator("label[title='Switch to dark mode']").click()
    page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
    page.locator(".md-search-result").get_by_role("heading", name="Confirmation that recording is off").click()
    expect(page).to_have_url(re.compile("/latest/wording/choice/withdraw/"))
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_role("textbox", name="Search").press_sequentially("banner")
    page.keyboard.press("Enter")
    assert traffic.complaints == []


def test_the_version_selector_works(page: Page, traffic: Traffic, policy_url: str) -> None:
    page.goto(f"{policy_url}2026.11/{SNIPPET}")
    selector = page.locator(".md-version")
    selector.get_by_role("button").focus()
    selector.get_by_role("link", name="2026.12", exact=True).click()
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
    assert "Acme" in page.evaluate("navigator.clipboard.readText()")
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
    expect(page.locator("p")).to_have_text("May we record how you use this site?")
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
    with static_host(published / "current") as address:
        traffic.own = address
        page.goto(f"{address}latest/")
        page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
        page.locator(".md-search-result").get_by_role("heading", name="Confirmation that recording is off").click()
        expect(page).to_have_url(re.compile("/latest/wording/choice/withdraw/"))
        assert traffic.complaints == []
        page.goto(f"{address}handler.html")
        page.wait_for_function("document.title === 'Evil'")
        assert any("script-src-attr" in seen for seen in traffic.complaints)
