"""Where a link leads that is none between files: to an address outside, to no page, or nowhere."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
REFUSED = {"javascript", "vbscript", "file", "blob"}
# Data that acts when it is opened.
PAGES = re.compile(r"data:\s*(?:text/html|application/xhtml|(?!image/)[^,;]*xml)", re.IGNORECASE)
SILENT = {"mailto", "tel"}
OF_ITSELF = {"data", "about"}  # what the page or the browser holds, as the picture of an icon, or about:blank
CHECKED = ("http", "https", "mailto")  # which may be misspelt
UNRESOLVED = ("link:", "snippet:")  # what a page of this project writes, and no built page holds
# Most addresses, which need no closer look. A dot only between letters, and a port below 60,000.
PLAIN = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[1-5]?[0-9]{1,4})?(?:/[A-Za-z0-9._~/%?&=+#:@!$,;*-]*)?"
)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a link leads: to an address outside, or to a file of the folder; with a code if something is wrong."""

    address: str = ""
    file: str = ""
    fragment: str = ""
    code: str = ""
    happened: str = ""


BAD = Way(code="bad-address", happened="cannot be read as an address")


def leads_elsewhere(target: str) -> Way:
    """Return where a target leads that has a scheme, or begins with ``//``: to an address outside, or to no page."""
    if PLAIN.fullmatch(target):
        return Way(address=target)
    scheme = SCHEME.match(target)
    kind = scheme[1].lower() if scheme else "https"
    if kind not in {"http", "https"}:
        return _of_another_scheme(kind, target)
    address = target if scheme else f"https:{target}"
    return Way(address=address) if _readable(address) else BAD


def _of_another_scheme(kind: str, target: str) -> Way:
    if kind in REFUSED or len(kind) == 1 or PAGES.match(target):  # one letter names a drive
        return Way(code="refused-scheme", happened=f"has the scheme {kind}, which no reader should follow")
    if kind in SILENT and not target.partition(":")[2].strip():
        return Way(code="bad-address", happened="names nobody")
    if kind in SILENT | OF_ITSELF or f"{kind}:" in UNRESOLVED:
        return Way()
    from difflib import get_close_matches  # noqa: PLC0415 - few links have such a scheme

    if meant := get_close_matches(kind, CHECKED, n=1, cutoff=0.8):
        return Way(code="bad-address", happened=f"has the scheme {kind}, and {meant[0]} may be meant")
    return Way(code="other-scheme", happened=f"has the scheme {kind[:40]}, and only http and https are asked for")


def _readable(address: str) -> bool:
    from yarl import URL  # noqa: PLC0415 - it is long to load, and most addresses are plain

    from consentbook.links.outside.guard import is_host  # noqa: PLC0415 - as above

    try:
        return is_host(URL(address).raw_host or "") and bool(urlsplit(address).hostname)
    except ValueError:
        return False
