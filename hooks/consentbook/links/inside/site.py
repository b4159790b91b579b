"""Checks built sites: links and anchors inside them lead somewhere, nothing raw is left, nothing acts by itself."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from consentbook.editions import LATEST
from consentbook.links.inside.acting import acting, inline_scripts
from consentbook.links.inside.built import SOURCES, VERSIONS, editions
from consentbook.links.inside.map import SourceMap, lead, read_map
from consentbook.links.sources.disk import Unreadable, read_bytes
from consentbook.links.sources.document import Document
from consentbook.links.sources.elsewhere import Way
from consentbook.links.sources.folder import Folder
from consentbook.links.sources.html import document_of
from consentbook.links.sources.places import Place, Written, visible
from consentbook.links.sources.sitemap import read_sitemap, wrong_lines
from consentbook.reading.offences import Offence

MEND = "Mend the link, or what it leads to."


def check_site(site: Path, sources: SourceMap) -> list[Offence]:
    """Return an offence for each dead link or anchor of a site, and for each directive that did not show anything.

    What the theme puts on every page is reported for the first.
    """
    check = _Check(site, "", sources)
    offences = [offence for page in check.pages() for offence in check.shape(page)]
    check.read()
    for place, finding in check.written.in_order().findings:
        path = place.path if place.path in check.authored else f"the built page {place.path}"
        offences.append(Offence(path, place.line, f'the link "{finding.address[:80]}" {finding.happened}', MEND))
    return list(dict.fromkeys(offences))


def read_site(folder: Path) -> Written:
    """Return what a built site links to, and what is wrong inside it; needs nothing but its files.

    ``folder`` holds one edition, or all of them as they are published: then each is read, and what stands beside them.
    Places are those of the edition's own sources, as its map tells them; without a map, those of the built files.
    """
    written = Written()
    names = editions(folder)
    if names:
        _beside(folder, names, written)
    for name in names or [""]:
        edition = folder / name
        try:
            sources = read_map(edition)
        except Unreadable as why:
            written.tell(Place(visible(str(edition / SOURCES)), 1), "unreadable", SOURCES, str(why))
            sources = None
        listed = not names and edition.name in editions(edition.parent)
        check = _Check(folder.parent, folder.name, sources) if listed else _Check(folder, name, sources)
        check.written, check.shown = written, f"{folder.parent if listed else folder}/"
        check.folder.read_ahead(check.pages())
        check.read()
    return written.in_order()


def _beside(folder: Path, names: list[str], written: Written) -> None:
    """Read what stands beside the editions: the list of them, and the page that leads to the latest."""
    here = _Check(folder, names[0], None).folder  # it knows below which path of its host the site lies
    place = Place(visible(str(folder / VERSIONS)), 1)
    for entry in json.loads(read_bytes(folder / VERSIONS)):
        aliases = entry.get("aliases")
        for name in [entry["version"], *(aliases if isinstance(aliases, list) else [])]:
            if str(name) not in names and here.find(f"{name}/") is None:
                written.tell(place, "missing-file", f"{name}/", f"leads to {name}/index.html, which is not there")
    for page in sorted(path.name for path in folder.glob("*.html")):
        if document := here.document(page):
            for target in document.targets:
                way = here.follow(page, document, target)
                if way.code:
                    line = here.lines(page, document).get(target, (1,))[0]
                    place = Place(visible(str(folder / page)), line)
                    written.tell(place, way.code, target, way.happened, way.file)


@dataclass(frozen=True, slots=True)
class _Read:
    """A built page, what on it acts by itself, and the lines of it that stand there as they were written."""

    document: Document
    acting: tuple[str, ...]
    as_written: tuple[str, ...]


# Most pages of an edition are those of the one before, and several are built in one process.
_KNOWN: dict[tuple[bytes, frozenset[str]], _Read] = {}
MOST_KNOWN = 1_000


def _read(raw: bytes, own_scripts: frozenset[str]) -> _Read:
    """Return what is on a page; ``own_scripts`` are those of the theme."""
    key = (hashlib.sha256(raw).digest(), own_scripts)
    if key not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        tree = LexborHTMLParser(raw)
        document = document_of(tree, raw.decode("utf-8", "replace"))
        _KNOWN[key] = _Read(
            document,
            tuple(sorted(set(acting(tree, raw, document.targets, own_scripts)))),
            _as_written(tree) if b"///" in raw else (),
        )
    return _KNOWN[key]


def _as_written(tree: LexborHTMLParser) -> tuple[str, ...]:
    texts = (node.text().strip() for node in tree.css(f"article :is({WHERE_WRITTEN})"))
    return tuple(text for text in texts if text.startswith("///"))


WHERE_WRITTEN = "p, li, td, th, h1, h2, h3, h4, h5, h6, dd, dt"


class _Check:
    """Follows the links of one edition, which lies in ``root`` below ``name``, or is ``root`` itself."""

    def __init__(self, root: Path, name: str, sources: SourceMap | None) -> None:
        self.name, self.sources = (f"{name}/" if name else ""), sources
        self.folder = Folder(root, built=True)
        self.written, self.shown = Written(), ""
        self.authored: set[str] = set()
        self.once: set[tuple[str, str, str]] = set()
        self.sheets: set[str] = set()
        self._find_address()

    def _find_address(self) -> None:
        """Learn where the site will lie on its host, which its start page's canonical link says."""
        start = self.folder.document(f"{self.name}index.html")
        address = start.canonical if start else ""
        for name in (self.name, f"{LATEST}/") if self.name else ():
            address = f"{address.removesuffix(f'/{name}')}/" if address.endswith(f"/{name}") else address
        if address.endswith("/"):
            self.folder.path = urlsplit(address).path or "/"
            self.folder.remap = {address: self.folder}

    def pages(self) -> list[str]:
        """Return the pages of the edition."""
        root = self.folder.disk.root
        found = sorted((root / self.name).rglob("*.html"))
        return [path.relative_to(root).as_posix() for path in found if not path.is_symlink()]

    def shape(self, page: str) -> Iterator[Offence]:
        """Yield what a built page must not hold; reads it, so that it is parsed once."""
        read = _read((self.folder.disk.root / page).read_bytes(), self.own_scripts)
        self.folder.documents[page] = read.document
        path = (self.sources.pages.get(page) if self.sources else None) or f"the built page {page}"
        for what in read.acting:
            yield Offence(path, 1, f"the page holds {what}, which acts by itself", "Say it in Markdown.")
        for text in read.as_written:
            wrong = f'"{text[:60]}" stands on the built page as it was written'
            yield Offence(path, 1, wrong, "Mend the line, so that it shows what was meant.")

    @cached_property
    def own_scripts(self) -> frozenset[str]:
        """The scripts that the theme writes into pages, which stand on the page that no author writes."""
        lost = self.folder.disk.root / self.name / "404.html"
        return frozenset(inline_scripts(LexborHTMLParser(lost.read_bytes())) if lost.exists() else ())

    def read(self) -> None:
        """Follow every link of the edition."""
        for page in self.pages():
            self.written.files += 1
            if document := self.folder.document(page):
                self._follow(page, document)
            else:
                self.written.tell(self._built(page, 1), "unreadable", page, self.folder.unreadable.get(page, ""))
        if self.folder.find(f"{self.name}sitemap.xml"):
            self._sitemap(f"{self.name}sitemap.xml")

    def _follow(self, page: str, document: Document) -> None:
        for line, words in document.left_out:
            self.written.tell(self._built(page, line), "unreadable", page, words)
        targets = (*document.targets, document.canonical) if document.canonical else document.targets
        for target in targets:
            way = self.folder.follow(page, document, target)
            if way.code or way.address:
                self._tell(page, document, target, way)
            elif way.file.endswith(".css") and way.file not in self.sheets:
                self.sheets.add(way.file)
                if sheet := self.folder.document(way.file):
                    self._follow(way.file, sheet)

    def _sitemap(self, name: str) -> None:
        found = read_sitemap(read_bytes(self.folder.disk.root / name))
        for line, code, address, words in wrong_lines(found):
            self.written.tell(self._built(name, line), code, address or name, words)
        for address, line in found.pages:
            way = self.folder.follow(name, Document(), address)
            if way.code:
                self.written.tell(self._built(name, line), way.code, address, way.happened, way.file)

    def _tell(self, page: str, document: Document, target: str, way: Way) -> None:
        places = self._authored(page, target, way)
        if not places:
            told = (way.code, way.happened, way.address)
            if self.sources and told in self.once:
                return
            self.once.add(told)
            places = [self._built(page, line) for line in self.folder.lines(page, document).get(target, (1,))]
        if way.address:
            self.written.add(way.address, places)
        for place in places if way.code else ():
            self.written.tell(place, way.code, target, way.happened, way.file)

    def _authored(self, page: str, target: str, way: Way) -> list[Place]:
        """Return where an author wrote a link that stands on ``page``; nothing where it is the theme's."""
        if not self.sources:
            return []
        own = self.sources.links.get(page.removeprefix(self.name), {})
        key = way.address or (lead(way.file.removeprefix(self.name), way.fragment) if way.file else target)
        spots = own.get(key) or own.get(target) or own.get(_from_root(way.address))
        if not spots and key in self.sources.navigation:
            spots = (self.sources.navigation[key],)
        places = [Place(visible(path), line) for path, line in spots or ()]
        self.authored.update(place.path for place in places)
        return places

    def _built(self, page: str, line: int) -> Place:
        return Place(visible(f"{self.shown}{page}"), line)


def _from_root(address: str) -> str:
    """Return an address as a page that a CMS exports writes it: from the root of its host."""
    parts = urlsplit(address)
    return lead(parts.path, parts.fragment)
