"""One page of each type the site has, and what is on the clipboard."""

from playwright.sync_api import Page

START = ""
GUIDE = "guide/banners/"
CATALOGUE = "wording/"
SNIPPET = "wording/banner/opt-in/"
CHECKLIST = "checklists/consent-banner/"

PAGE_TYPES = (
    START,
    GUIDE,
    "guide/regions/",  # tables
    "guide/links/",  # a table with headers in two directions
    "guide/vendor-controls/",  # code
    CATALOGUE,
    SNIPPET,
    CHECKLIST,
    "use/fetch/",
    "404.html",
)

# A browser may leave the promise open for ever, and nothing here would end a wait for it.
READ = """Promise.race([
    navigator.clipboard.readText(),
    new Promise((_, fail) => setTimeout(() => fail(new Error('the clipboard does not answer')), 10_000)),
])"""


def clipboard(page: Page) -> str:
    """Return the text on the clipboard, which the test has leave to read. Raises an error of Playwright without one."""
    text: str = page.evaluate(READ)
    return text
