"""Pages that an edition has not, and others have: where a reader who comes for one is sent instead.

Every such page is there as a stub that forwards at once to the page it became, or to the nearest one above it. The page
a reader arrives at says why: it holds a notice for each reason, and the address forwarded to names the one to show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from posixpath import dirname, relpath

from consentbook.editions import LATEST

# The ids of the notices in theme/main.html
MOVED, NEAREST, WITHDRAWN = "moved-here", "nearest-page", "withdrawn"
WHY = {
    MOVED: "The page has another address in this edition.",
    NEAREST: "The page is not in this edition. This is the nearest one.",
    WITHDRAWN: "The edition was withdrawn. This is the same page, or the nearest one, in the latest edition.",
}


@dataclass(frozen=True)
class Atlas:
    """The pages of every edition, as addresses below it such as ``guide/why/``, and which of them are one page.

    ``moves`` are pairs of addresses of one page, from any edition.
    """

    pages: Mapping[str, frozenset[str]]
    moves: frozenset[tuple[str, str]] = frozenset()

    def gone(self, edition: str) -> list[str]:
        """Return the pages that other editions have and ``edition`` has not."""
        everywhere = frozenset().union(*self.pages.values(), *self.moves)
        return sorted(everywhere - self.pages[edition])

    def successor(self, page: str, edition: str) -> tuple[str, str]:
        """Return the page of ``edition`` that ``page`` is or became, or else the nearest, and the reason."""
        if page in self.pages[edition]:
            return page, ""
        for other in self._same(page):
            if other in self.pages[edition]:
                return other, MOVED
        while page and page not in self.pages[edition]:
            page = f"{dirname(page.rstrip('/'))}/".lstrip("/")
        return page, NEAREST

    def _same(self, page: str) -> list[str]:
        """Return the addresses that the page had and has, the nearest moves first."""
        found, seen = [page], {page}
        for known in found:
            for move in sorted(self.moves):
                for other in move if known in move else ():
                    if other not in seen:
                        seen.add(other)
                        found.append(other)
        return found[1:]

    def newest_with(self, page: str, editions: Iterable[str]) -> str | None:
        """Return the first of ``editions`` that has ``page``."""
        return next((edition for edition in editions if page in self.pages[edition]), None)


def url_of(uri: str) -> str:
    """Return the address of a page below its edition: ``guide/why/`` for ``guide/why.md``."""
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path == "index" or path.endswith("/index") else f"{path}/"


def stubs(atlas: Atlas, edition: str) -> dict[str, str]:
    """Return path and HTML of a stub for each page that ``edition`` has not."""
    made = {}
    for page in atlas.gone(edition):
        target, why = atlas.successor(page, edition)
        made[f"{page}index.html"] = _stub(relpath(f"/{target}", f"/{page}") + "/", why)
    return made


def withdrawn(atlas: Atlas, edition: str) -> dict[str, str]:
    """Return path and HTML of a stub for each page of the withdrawn ``edition``, which leads to the latest edition."""
    made = {}
    for page in sorted(atlas.pages[edition]):
        target, _ = atlas.successor(page, LATEST)
        made[f"{page}index.html"] = _stub(relpath(f"/{LATEST}/{target}", f"/{edition}/{page}") + "/", WITHDRAWN)
    return made


def _stub(address: str, why: str) -> str:
    to = escape(f"{address}#{why}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={to}">
<title>Consentbook</title>
</head>
<body>
<main>
<h1>Another page</h1>
<p>{escape(WHY[why])} <a href="{to}">Go there</a></p>
</main>
</body>
</html>
"""
