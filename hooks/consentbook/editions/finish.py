"""Finishes the built pages of an edition for the place among the others that it has now.

A page is built without a word on its edition, so that editions share what did not change, and so that an edition need
not be built again when a newer one comes. What depends on the others is put in here: the notice that a page is not of
the latest edition, its canonical address, and what stands in for the pages that only other editions have.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from posixpath import relpath

from consentbook.editions import LATEST, NEXT
from consentbook.editions.gone import NEAREST, Atlas, stubs
from consentbook.editions.store import Store

# Comments that theme/main.html writes into the pages of an edition
HEAD, NOTICE = b"<!-- edition: head -->", b"<!-- edition: notice -->"
NOINDEX = b'<meta name="robots" content="noindex">'
CANONICAL = re.compile(rb'<link rel="canonical" href="([^"]*)">')
SITEMAP = "sitemap.xml"
LEFT_OUT = ("sitemap.xml.gz",)  # made anew, as every file is compressed


@dataclass(frozen=True)
class Finisher:
    """Finishes editions. ``supported`` are those that are offered, newest first."""

    atlas: Atlas
    supported: list[str]
    site_url: str
    store: Store

    def finish(self, edition: str, files: Mapping[str, str]) -> dict[str, str]:
        """Return the files of ``edition`` (path and SHA-256) as they are published."""
        made = stubs(self.atlas, edition)
        finished = {path: digest for path, digest in files.items() if path not in LEFT_OUT}
        if edition != self.supported[0]:
            finished |= {path: self._older(digest, path, edition) for path, digest in files.items() if _is_page(path)}
        if made:
            finished[SITEMAP] = self.store.add(self._with_stubs(self.store.read(files[SITEMAP]), made))
        return finished | {path: self.store.add(text.encode()) for path, text in made.items()}

    def _older(self, digest: str, path: str, edition: str) -> str:
        """Return the digest of a page as it is in an edition that is not the latest."""
        page = path.removesuffix("index.html")
        html = self.store.read(digest)
        html = html.replace(HEAD, NOINDEX, 1).replace(NOTICE, self._notice(page, edition), 1)
        home = self.atlas.newest_with(page, (*self.supported, NEXT))
        if home and home != self.supported[0]:
            link = f'<link rel="canonical" href="{escape(f"{self.site_url}{home}/{page}")}">'.encode()
            html = CANONICAL.sub(lambda _: link, html, count=1)
        return self.store.add(html)

    def _notice(self, page: str, edition: str) -> bytes:
        """Return the notice for ``page`` of an edition that is not the latest."""
        target, why = self.atlas.successor(page, LATEST)
        address = relpath(f"/{LATEST}/{target}", f"/{edition}/{page}") + "/"
        words = "This page is not published yet." if edition == NEXT else "This page is of an earlier edition."
        link = "The nearest page in the latest edition" if why == NEAREST else "The same page in the latest edition"
        return (
            '<aside class="md-banner md-banner--warning" aria-label="Edition">'
            '<div class="md-banner__inner md-grid md-typeset">'
            f'{words} <a href="{escape(address)}">{link}</a></div></aside>'
        ).encode()

    def _with_stubs(self, sitemap: bytes, made: Iterable[str]) -> bytes:
        """Return the sitemap with the stubs in it: the selector of editions keeps a reader on a page that it lists."""
        pages = (f"{self.site_url}{LATEST}/{path.removesuffix('index.html')}" for path in made)
        listed = "".join(f"    <url><loc>{escape(page)}</loc></url>\n" for page in pages)
        return sitemap.replace(b"</urlset>", listed.encode() + b"</urlset>")


def addresses(files: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of the pages among the ``files`` of an edition."""
    return (path.removesuffix("index.html") for path in files if _is_page(path))


def _is_page(path: str) -> bool:
    return path == "index.html" or path.endswith("/index.html")
