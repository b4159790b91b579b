"""Pages that an edition has not, and others have: where a reader who comes for one is sent instead.

Every such page is there as a stub that forwards at once to the page it became, to the wording that replaces it, or to
the nearest page above it. The page a reader arrives at says why: it holds a notice for each reason, and the address
forwarded to names the one to show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from posixpath import dirname, relpath
from urllib.parse import quote

from consentbook.editions import LATEST, NEXT

Pair = tuple[str, str]
Steps = Mapping[str, Sequence[str]]

# The ids of the notices in theme/main.html
MOVED, REPLACED, NEAREST, WITHDRAWN = "moved-here", "replaced", "nearest-page", "withdrawn"
WHY = {
    MOVED: "The page has another address in this edition.",
    REPLACED: "The wording is gone from this edition. Another is to be used instead.",
    NEAREST: "The page is not in this edition. The nearest one is another.",
    WITHDRAWN: "The edition was withdrawn. The latest edition has the same page, or one near it.",
}
# The picture that stubs name, below an edition; withdrawn editions have none, so it is that of the latest
ICON = "assets/consentbook/favicon.svg"


@dataclass(frozen=True)
class Atlas:
    """The pages of every edition, as addresses below it such as ``guide/why/``, and which of them are one page.

    ``moves`` are pairs of addresses of one page, from any edition; ``replaced`` are pairs of a wording that is gone and
    the one to be used instead; ``titles`` are those of the pages, by edition.
    """

    pages: Mapping[str, frozenset[str]]
    moves: frozenset[Pair] = frozenset()
    replaced: frozenset[Pair] = frozenset()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def gone(self, edition: str) -> list[str]:
        """Return the pages that other editions have and ``edition`` has not."""
        everywhere = frozenset().union(*self.pages.values(), *self.moves, *self.replaced)
        return sorted(everywhere - self.pages[edition])

    def successor(self, page: str, edition: str) -> tuple[str, str]:
        """Return the page of ``edition`` that ``page`` is or became, or else the nearest, and the reason.

        The nearest to a wording that replaces others later is one of these.
        """
        if page in self.pages[edition]:
            return page, ""
        for steps, why in self._ways:
            for other in _reached(page, steps):
                if other in self.pages[edition]:
                    return other, why
        while page and page not in self.pages[edition]:
            page = f"{dirname(page.rstrip('/'))}/".lstrip("/")
        return page, NEAREST

    @cached_property
    def _ways(self) -> tuple[tuple[Steps, str], ...]:
        """Which addresses lead on from each, by a move, to what replaces it, and back from that."""
        moves, back = self.moves | _turned(self.moves), _turned(self.replaced)
        return (_steps(moves), MOVED), (_steps(self.replaced), REPLACED), (_steps(back), NEAREST)

    def newest_with(self, page: str, editions: Iterable[str]) -> str | None:
        """Return the first of ``editions`` that has ``page``; one that is not there has none."""
        return next((edition for edition in editions if page in self.pages.get(edition, ())), None)

    def title(self, page: str, edition: str) -> str:
        """Return the title of a page of ``edition``, or an empty text where it is not known."""
        return self.titles.get(edition, {}).get(page, "")


def _turned(pairs: Iterable[Pair]) -> frozenset[Pair]:
    return frozenset((to, by) for by, to in pairs)


def _steps(pairs: Iterable[Pair]) -> Steps:
    """Return where the pairs lead to from each address."""
    steps: dict[str, list[str]] = {}
    for by, to in sorted(pairs):
        steps.setdefault(by, []).append(to)
    return steps


def _reached(page: str, steps: Steps) -> list[str]:
    """Return the addresses that ``steps`` lead to from ``page``, the nearest first."""
    found = {page: None}
    left = [page]
    for known in left:
        left += (new := [to for to in steps.get(known, ()) if to not in found])
        found.update(dict.fromkeys(new))
    return list(found)[1:]


def url_of(uri: str) -> str:
    """Return the address of a page below its edition: ``guide/why/`` for ``guide/why.md``."""
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path == "index" or path.endswith("/index") else f"{path}/"


def address_of(snippet: str) -> str:
    """Return the address of a snippet's page below its edition, by the snippet's id."""
    return f"wording/{snippet}/"


def stubs(atlas: Atlas, edition: str, offered: Sequence[str] = ()) -> dict[str, str]:
    """Return path and HTML of a stub for each page that ``edition`` has not.

    It links back to the page in the first of the ``offered`` editions that has it.
    """
    made = {}
    for page in atlas.gone(edition):
        target, why = atlas.successor(page, edition)
        home = atlas.newest_with(page, offered)
        title = atlas.title(page, home) if home else ""
        to = Lead(f"/{edition}/{target}", atlas.title(target, edition), why)
        back = Lead(f"/{home}/{page}", f"{title or 'The page'} in {_named(home)}") if home else None
        made[f"{page}index.html"] = _stub(f"/{edition}/{page}", title, to, back)
    return made


def _named(edition: str) -> str:
    return {LATEST: "the latest edition", NEXT: "the edition that is not published yet"}.get(
        edition, f"edition {edition}"
    )


def withdrawn(atlas: Atlas, edition: str) -> dict[str, str]:
    """Return path and HTML of a stub for each page of the withdrawn ``edition``, which leads to the latest edition."""
    made = {}
    for page in sorted(atlas.pages[edition]):
        target, why = atlas.successor(page, LATEST)
        to = Lead(f"/{LATEST}/{target}", atlas.title(target, LATEST), REPLACED if why == REPLACED else WITHDRAWN)
        made[f"{page}index.html"] = _stub(f"/{edition}/{page}", atlas.title(page, edition), to)
    return made


@dataclass(frozen=True)
class Lead:
    """Where a stub leads: an address below the folder of all editions, its title or an empty text, and why."""

    address: str
    title: str
    why: str = ""


def link(address: str, page: str, words: str) -> str:
    """Return the HTML of a link from ``page`` to ``address``, both below the folder of all editions."""
    path, sign, anchor = address.partition("#")
    return f'<a href="{_way(path, page)}{sign}{escape(anchor)}">{escape(words)}</a>'


def _way(address: str, page: str) -> str:
    """Return the way from ``page`` to ``address``, as HTML has it: signs are no part of an address but in its path."""
    return escape(quote(f"{relpath(address, page)}/", safe="/~"))


def _stub(page: str, title: str, to: Lead, back: Lead | None = None) -> str:
    address = f"{_way(to.address, page)}#{to.why}"
    heading = escape(title or "This page is elsewhere")
    more = f"\n<p>{link(back.address, page, back.title)}</p>" if back else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
<link rel="icon" href="{escape(relpath(f"/{LATEST}/{ICON}", page))}">
<title>{heading} - Consentbook</title>
</head>
<body>
<main>
<h1>{heading}</h1>
<p><strong>{WHY[to.why]}</strong></p>
<p><a href="{address}">Go to {escape(to.title or "that page")}</a></p>{more}
</main>
</body>
</html>
"""
