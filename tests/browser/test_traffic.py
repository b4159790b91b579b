"""The site asks no other host for anything, sets no cookie, and its pages load without a complaint."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import SNIPPET, START
from tests.support import serving


class Traffic:
    """Collects what must not happen in a browser context: the complaints."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.context, self.own, self.seen = context, own, list[str]()
        self.requests = 0
        context.on("request", lambda request: self._request(request.url))
        context.on("response", lambda response: self._response(response.url, response.status))
        context.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.seen.append(f"page error: {error.error}"))

    def _request(self, url: str) -> None:
        self.requests += 1
        if not url.startswith((self.own, "data:", "blob:")):
            self.seen.append(f"foreign: {url}")

    def _response(self, url: str, status: int) -> None:
        if status >= 400:
            self.seen.append(f"status {status}: {url}")

    def _failed(self, url: str, failure: str | None) -> None:
        if failure != "net::ERR_ABORTED":  # the test left the page while its search was still loading
            self.seen.append(f"failed: {url} {failure}")

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.seen.append(f"console {kind}: {text}")

    @property
    def complaints(self) -> list[str]:
        """What was seen so far, and the cookies that are there now."""
        return self.seen + [f"cookie: {cookie.get('name')}" for cookie in self.context.cookies()]


@pytest.fixture
def traffic(context: BrowserContext, site_url: str) -> Traffic:
    return Traffic(context, site_url)


def paths(site: Path) -> list[str]:
    """Return the path of every page in the sitemap, and that of the page for wrong addresses."""
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    return [urlsplit(url).path.lstrip("/") for url in re.findall("<loc>(.*?)</loc>", sitemap)] + ["404.html"]


def test_no_page_gives_cause_for_complaint(page: Page, traffic: Traffic, site: Path) -> None:
    walked = paths(site)
    assert len(walked) > 20
    for path in walked:
        page.goto(path, wait_until="load")
    assert traffic.requests > len(walked)
    assert traffic.complaints == []


def test_search_and_colours_give_no_cause_for_complaint(page: Page, traffic: Traffic) -> None:
    page.goto(START)
    page.locator("label[title='Switch to dark mode']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_role("textbox", name="Search").press_sequentially("confirmation")
    page.locator(".md-search-result").get_by_role("heading", name="Confirmation that recording is off").click()
    expect(page).to_have_url(re.compile("wording/choice/withdraw/"))
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert traffic.complaints == []


def test_the_buttons_of_a_card_give_no_cause_for_complaint(page: Page, traffic: Traffic) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(SNIPPET)
    page.get_by_role("checkbox", name="Copy as a draft").first.check()
    page.get_by_role("button", name="Copy text").first.click()
    expect(page.get_by_role("status")).to_have_text("Copied to the clipboard")
    assert traffic.complaints == []


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("fetch('/is-not-there').then(() => null)", "status 404"),
        ("console.warn('oh')", "console warning: oh"),
        ("console.error('oh')", "console error: oh"),
        (
            "new Promise(done => { setTimeout(done, 50); setTimeout(() => { throw new Error('oh') }) })",
            "page error: oh",
        ),
        ("void (document.cookie = 'seen=1')", "cookie: seen"),
    ],
)
def test_a_complaint_would_be_seen(page: Page, traffic: Traffic, script: str, complaint: str) -> None:
    page.goto("404.html")
    page.evaluate(script)
    page.goto("404.html")  # whatever the script caused has been told before this is over
    assert any(complaint in seen for seen in traffic.complaints)


def test_a_request_to_another_host_would_be_seen(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    (tmp_path / "pixel.txt").write_text("seen")
    page.goto("404.html")
    with serving(tmp_path) as other:
        page.evaluate("url => fetch(url, { mode: 'no-cors' }).then(() => null)", f"{other}pixel.txt")
        assert f"foreign: {other}pixel.txt" in traffic.complaints
