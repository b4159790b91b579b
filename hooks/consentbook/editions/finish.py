"""Finishes the built pages of an edition for the place among the others that it has now.

A page is built without a word on its edition, so that editions share what did not change, and so that an edition need
not be built again when a newer one comes. What depends on the others is put in here: the notice that a page is not of
the latest edition, which names no edition either; its canonical address; which earlier editions were withdrawn; and
what stands in for the pages that only other editions have.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath

from consentbook.editions import LATEST, NEXT
from consentbook.editions.gone import NEAREST, REPLACED, Atlas, address_of, link, stubs, withdrawn
from consentbook.editions.store import Store
from consentbook.reading.tree import CHANGES

# Comments that theme/main.html writes into the pages of an edition
HEAD, NOTICE = b"<!-- edition: head -->", b"<!-- edition: notice -->"
# A comment that editions/changes/page.py writes, with the names of editions that a page is about
WITHDRAWN = re.compile(rb"<!-- edition: withdrawn ([0-9. ]+)-->")
CARD = re.compile(rb'<consent-card [^>]*data-id="([^"]+)"')
NOINDEX = b'<meta name="robots" content="noindex">'
CANONICAL = re.compile(rb'<link rel="canonical" href="([^"]*)">')
SITEMAP = "sitemap.xml"
LEFT_OUT = ("sitemap.xml.gz",)  # made anew, as every file is compressed


@dataclass(frozen=True)
class Finisher:
    """Finishes editions. ``supported`` are those that are offered, newest first.

    ``revisions`` are those that each edition shows, by a snippet's id; ``reasons`` say why editions were withdrawn.
    """

    atlas: Atlas
    supported: list[str]
    site_url: str
    store: Store
    revisions: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, str]
    # What is known in one process: most pages of an edition are those of the one before, and read the same in both.
    cards: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    older: dict[tuple[str, str, bytes, str | None], str] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def finish(self, edition: str, files: Mapping[str, str]) -> dict[str, str]:
        """Return the files of ``edition`` (path and SHA-256) as they are published; only stubs if it was withdrawn."""
        if edition != NEXT and edition not in self.supported:
            return {path: self.store.add(text.encode()) for path, text in withdrawn(self.atlas, edition).items()}
        made = stubs(self.atlas, edition, (LATEST, *self.supported, NEXT))
        made = {path: text for path, text in made.items() if not _lies_below_a_file(path, files)}
        finished = {path: digest for path, digest in files.items() if path not in LEFT_OUT}
        if edition != self.supported[0]:
            finished |= {path: self._older(digest, path, edition) for path, digest in files.items() if _is_page(path)}
        if self.reasons:
            compared = [path for path in finished if path.startswith(f"{CHANGES}/") and _is_page(path)]
            finished |= {path: self._with_withdrawn(finished[path]) for path in compared}
        if made:
            finished[SITEMAP] = self.store.add(self._with_stubs(self.store.read(files[SITEMAP]), made))
        return finished | {path: self.store.add(text.encode()) for path, text in made.items()}

    def _older(self, digest: str, path: str, edition: str) -> str:
        """Return the digest of a page as it is in an edition that is not the latest."""
        page = path.removesuffix("index.html")
        home = self.atlas.newest_with(page, (*self.supported, NEXT))
        key = digest, page, self._notice(page, edition, digest), home
        if key not in self.older:
            self.older[key] = self._with_notice(*key)
        return self.older[key]

    def _with_notice(self, digest: str, page: str, notice: bytes, home: str | None) -> str:
        html = self.store.read(digest).replace(HEAD, NOINDEX, 1).replace(NOTICE, notice, 1)
        if home and home != self.supported[0]:
            canonical = f'<link rel="canonical" href="{escape(f"{self.site_url}{home}/{page}")}">'.encode()
            html = CANONICAL.sub(lambda _: canonical, html, count=1)
        return self.store.add(html)

    def _notice(self, page: str, edition: str, digest: str) -> bytes:
        """Return the notice for ``page``, the content of ``digest``, of an edition that is not the latest."""
        said = [_which(page, edition), self._in_latest(page, edition)]
        if edition != NEXT:
            said += (self._of_card(id_, page, edition) for id_ in self._cards(digest))
        return (
            '<aside class="md-banner md-banner--warning" aria-label="Edition">'
            f'<div class="md-banner__inner md-grid md-typeset">{" ".join(filter(None, said))}</div></aside>'
        ).encode()

    def _cards(self, digest: str) -> tuple[str, ...]:
        """Return the snippets that a page shows."""
        if digest not in self.cards:
            self.cards[digest] = tuple(dict.fromkeys(id_.decode() for id_ in CARD.findall(self.store.read(digest))))
        return self.cards[digest]

    def _in_latest(self, page: str, edition: str) -> str:
        """Return where ``page`` is in the latest edition; of a wording that was replaced, its card says it."""
        target, why = self.atlas.successor(page, LATEST)
        words = "The nearest page in the latest edition" if why == NEAREST else "The same page in the latest edition"
        return "" if why == REPLACED else f"{self._latest(target, page, edition, words)}."

    def _of_card(self, snippet: str, page: str, edition: str) -> str:
        """Return what the latest edition has instead of a text that ``page`` shows, or nothing if it has the same."""
        here, newest = (self.revisions[name].get(snippet, 0) for name in (edition, self.supported[0]))
        target, why = self.atlas.successor(address_of(snippet), LATEST)
        title = escape(self.atlas.title(address_of(snippet), edition))
        if why:
            instead = self._latest(target, page, edition, self.atlas.title(target, LATEST))
            use = f"Use {instead} instead." if why == REPLACED else "Nothing replaces it."
            return f"<strong>{title} is gone from the latest edition.</strong> {use}"
        changed = self._latest(f"{target}#history", page, edition, "what changed")
        newer = f"{title}: revision {here} is shown here, the latest edition has revision {newest}: {changed}."
        return newer if newest > here else ""

    def _latest(self, target: str, page: str, edition: str, words: str) -> str:
        """Return a link from ``page`` to a page of the latest edition."""
        return link(f"/{LATEST}/{target}", f"/{edition}/{page}", words)

    def _with_withdrawn(self, digest: str) -> str:
        """Return the digest of a page on what changed that says which of the editions it names were withdrawn."""
        return self.store.add(WITHDRAWN.sub(self._withdrawn, self.store.read(digest)))

    def _withdrawn(self, found: re.Match[bytes]) -> bytes:
        names = [name for name in found[1].decode().split() if name in self.reasons]
        said = (f"<strong>Edition {name} was withdrawn.</strong> {escape(self.reasons[name])}" for name in names)
        return "".join(f"<p>{words}</p>" for words in said).encode()

    def _with_stubs(self, sitemap: bytes, made: Iterable[str]) -> bytes:
        """Return the sitemap with the stubs in it: the selector of editions keeps a reader on a page that it lists."""
        pages = (f"{self.site_url}{LATEST}/{path.removesuffix('index.html')}" for path in made)
        listed = "".join(f"    <url><loc>{escape(page)}</loc></url>\n" for page in pages)
        return sitemap.replace(b"</urlset>", listed.encode() + b"</urlset>")


def _which(page: str, edition: str) -> str:
    """Return which edition ``page`` is of: by name where no other edition has the very page, which it would part."""
    if edition == NEXT:
        return "This page is not published yet."
    if not page or page.startswith(f"{CHANGES}/"):
        return f"This page is of edition {edition}, and not of the latest."
    start = link(f"/{edition}/", f"/{edition}/{page}", "Its start page")
    return f"This page is of an earlier edition. {start} says which."


def _lies_below_a_file(path: str, files: Container[str]) -> bool:
    """Say whether there is a file where a folder would have to be, as ``404.html`` for a page that was 404.html.md."""
    return any(str(parent) in files for parent in PurePosixPath(path).parents)


def addresses(files: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of the pages among the ``files`` of an edition."""
    return (path.removesuffix("index.html") for path in files if _is_page(path))


def _is_page(path: str) -> bool:
    return path == "index.html" or path.endswith("/index.html")
