"""What the browser tests of checklists share: finding their parts, and what they export, take in and store."""

import base64
import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from consentbook.book import Book
from tests.browser.pages import CHECKLIST

OTHER = "checklists/pre-launch/"
KEY = "consentbook.checklists.v1"
REVIEW = "checklists/review-after-a-change/"


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


def bring(page: Page, text: str | bytes, name: str = "launch.json") -> None:
    content = text if isinstance(text, bytes) else text.encode()
    page.locator("[name=import]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def file(*found: dict[str, Any], **head: Any) -> str:
    return json.dumps({"format": "consentbook-checklist", "version": 1, "items": found} | head)


def outcome(page: Page) -> Locator:
    return page.locator(".cb-outcome")


def raw(page: Page) -> str | None:
    kept: str | None = page.evaluate("key => localStorage.getItem(key)", KEY)
    return kept


def stored(page: Page) -> dict[str, Any]:
    return {item["id"]: item for item in json.loads(raw(page) or "")["items"]}


def expect_stored(page: Page, wanted: dict[str, tuple[bool, str]]) -> None:
    """See that these items are stored, each done or not, with its note; what another tab stored comes a little later."""
    for _ in range(100):
        if (found := _stored(page)) == wanted:
            return
        page.wait_for_timeout(50)
    assert found == wanted


def _stored(page: Page) -> dict[str, tuple[bool, str]]:
    return {id_: (item["done"], item["note"]) for id_, item in stored(page).items()}


def note(page: Page, item: str) -> Locator:
    """Open the note of an item, and return its field."""
    page.locator(f"#{item.lower()} .cb-work").evaluate("details => { details.open = true }")
    return page.get_by_label(f"Note, {item}")


def link(text: str) -> str:
    return f"{CHECKLIST}#done?{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}"


def headings(text: str) -> list[str]:
    return re.findall("(?m)^#.*", text)
