"""One page of each type the site has."""

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
