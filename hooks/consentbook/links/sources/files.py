"""Reads the Markdown, HTML and sitemaps of anybody's site: files, folders and standard input."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from consentbook.links.sources.disk import MOST, Unreadable, read_bytes, text_of
from consentbook.links.sources.document import Document
from consentbook.links.sources.elsewhere import Way
from consentbook.links.sources.folder import HTML, MARKDOWN, Folder, suffix_of
from consentbook.links.sources.html import html_lines, read_html
from consentbook.links.sources.places import Place, Written, visible

LinesOf = Callable[[str, Document], Mapping[str, tuple[int, ...]]]
SKIPPED = {"node_modules", "__pycache__"}  # and every folder whose name begins with a dot
STDIN = Path("-")


def read_files(paths: Iterable[Path], root: Path, *, remap: Mapping[str, Path] | None = None) -> Written:
    """Return what the files ``paths`` link to, and what is wrong between them; of a folder, every file below it.

    Paths are shown relative to ``root``, and no link is followed out of it; for a path that lies elsewhere, out of
    that folder. ``-`` is standard input. Addresses that begin with a key of ``remap`` are those of files in the folder
    that belongs to it.
    """
    paths = list(paths)
    folders = {prefix: Folder(folder, built=True) for prefix, folder in (remap or {}).items()}
    written = Written()
    for around, inside in _by_root(paths, root.resolve()).items():
        tops = [path.relative_to(around).as_posix() for path in inside if path.is_dir()]
        folder = Folder(around, tops=["" if top == "." else top for top in tops] or [""], remap=folders)
        reader = _Reader(folder, around if around != root.resolve() else None, written, paths)
        for path in inside:
            reader.read_path(path)
    if STDIN in paths:
        _Reader(Folder(root, remap=folders), None, written).read_stdin()
    return written.in_order()


def _by_root(paths: Iterable[Path], root: Path) -> dict[Path, list[Path]]:
    """Return the paths by the folder that their links must not leave."""
    found: dict[Path, list[Path]] = {}
    for path in paths:
        if path == STDIN:
            continue
        whole = path.absolute()  # a link stays a link, so that it can be told
        real = whole.parent.resolve() / whole.name
        around = root if real.is_relative_to(root) else (real if real.is_dir() else real.parent)
        found.setdefault(around, []).append(real)
    return found


def is_read(name: str) -> bool:
    """Return whether a file of this name in a folder is read: Markdown, HTML, or a sitemap."""
    name = name.lower()
    if name.startswith("sitemap") and name.endswith((".xml", ".xml.gz", ".txt")):
        return True
    return suffix_of(name) in MARKDOWN | HTML


def files_below(folder: Path, named: Iterable[Path], left_out: Callable[[str, str], None]) -> Iterator[Path]:
    """Yield the files that are read below a folder, in order; hidden folders and those of packages are left out.

    ``left_out`` is told the path of every other folder that is not read, and why. A folder behind a link is read if it
    lies in one of those that are ``named``.
    """
    read = [one.resolve() for one in named]

    def failed(error: OSError) -> None:
        left_out(str(error.filename), f"the folder cannot be read: {error.strerror}")

    for inside, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for path in (Path(inside, name) for name in folders):
            if os.path.islink(path) and not any(map(path.resolve().is_relative_to, read)):  # noqa: PTH114
                left_out(str(path), "it is a link to a folder elsewhere, which is not followed; name that folder")
        yield from (Path(inside, name) for name in sorted(names) if is_read(name))


class _Reader:
    """Reads the files of one folder; ``shown`` stands before their names where they lie outside the root."""

    def __init__(self, folder: Folder, shown: Path | None, written: Written, named: Iterable[Path] = ()) -> None:
        self.folder, self.written, self.named = folder, written, named
        self.shown = os.path.join(shown, "") if shown else ""  # noqa: PTH118 - a text, made of it for each link
        self.done: set[str] = set()

    def read_path(self, path: Path) -> None:
        if not path.is_dir():
            self.read_file(path)
            return
        files = list(files_below(path, self.named, self._left_out))
        pages = (file for file in files if suffix_of(file.name) in MARKDOWN | HTML and not file.is_symlink())
        self.folder.read_ahead(name for name in map(self._name, pages) if name not in self.done)
        for file in files:
            self.read_file(file)

    def _left_out(self, path: str, why: str) -> None:
        name = self._name(Path(path))
        self.written.tell(self._place(name, 1), "unreadable", visible(name), why)

    def _name(self, path: Path) -> str:
        return str(path)[len(self.folder.disk.top) :].replace(os.sep, "/")

    def read_file(self, path: Path) -> None:
        name = self._name(path)
        if name in self.done:
            return
        self.done.add(name)
        self.written.files += 1
        try:
            if path.is_symlink() and self.folder.find(name) is None:
                raise Unreadable("it is a link that leads nowhere, or out of the folder")
            self._take(name, path)
        except Unreadable as why:
            self.written.tell(self._place(name, 1), "unreadable", visible(name), str(why))

    def _take(self, name: str, path: Path) -> None:
        suffix = suffix_of(name)
        if suffix in MARKDOWN | HTML:
            document = self.folder.document(name)
            if document is None:
                raise Unreadable(self.folder.unreadable[name])
            self.follow(name, document, self.folder.lines)
            if suffix in HTML and document.lines:
                self.folder.documents[name] = replace(document, lines={})  # they are too much to keep for all
        else:
            self._by_look(name, read_bytes(path), as_sitemap=path.name.lower().startswith("sitemap"))

    def _by_look(self, name: str, raw: bytes, *, as_sitemap: bool = False) -> None:
        """Read what no ending tells: a sitemap, HTML if its first sign is ``<``, else Markdown."""
        from consentbook.links.sources.sitemap import is_sitemap  # noqa: PLC0415 - most files tell by their names

        if as_sitemap or is_sitemap(raw):
            self._sitemap(name, raw)
            return
        text = text_of(raw)
        if text.lstrip().startswith("<"):
            self.follow(name, read_html(text), lambda *_: html_lines(text))
        else:
            from consentbook.links.sources.markdown import read_markdown  # noqa: PLC0415 - HTML is read without it

            document = read_markdown(text)
            self.follow(name, document, lambda *_: document.lines)

    def read_stdin(self) -> None:
        self.written.files += 1
        raw = sys.stdin.buffer.read(MOST + 1)
        try:
            if len(raw) > MOST:
                raise Unreadable(f"it is larger than {MOST:,} bytes")
            self._by_look("-", raw)
        except Unreadable as why:
            self.written.tell(Place("-", 1), "unreadable", "-", str(why))

    def _sitemap(self, name: str, raw: bytes) -> None:
        from consentbook.links.sources.sitemap import read_sitemap, wrong_lines  # noqa: PLC0415 - as above

        found = read_sitemap(raw)
        for line, code, address, words in wrong_lines(found):
            self.written.tell(self._place(name, line), code, address or visible(name), words)
        for address, line in (*found.pages, *found.sitemaps):
            self._tell(name, address, self.folder.follow(name, Document(), address), [line])

    def follow(self, name: str, document: Document, lines_of: LinesOf) -> None:
        """Follow every link of a document; lines are looked for only where there is something to place."""
        self.folder.documents.setdefault(name, document)
        for line, words in document.left_out:
            self.written.tell(self._place(name, line), "unreadable", visible(name), words)
        ways = {target: self.folder.follow(name, document, target) for target in document.targets}
        if document.canonical and any(document.canonical.startswith(prefix) for prefix in self.folder.remap):
            ways[document.canonical] = self.folder.follow(name, document, document.canonical)
        told = {target: way for target, way in ways.items() if way.address or way.code}
        lines = lines_of(name, document) if told else {}
        for target, way in told.items():
            self._tell(name, target, way, lines.get(target, (1,)))
        for way in ways.values():
            self._stylesheet(way)

    def _stylesheet(self, way: Way) -> None:
        """Follow what a stylesheet loads, the first time that it is met."""
        if way.file.lower().endswith(".css") and not way.code and way.file not in self.done:
            self.done.add(way.file)
            if sheet := self.folder.document(way.file):
                self.follow(way.file, sheet, self.folder.lines)

    def _tell(self, name: str, target: str, way: Way, lines: Iterable[int]) -> None:
        shown = visible(self.shown + name)
        places = [Place(shown, line) for line in lines]
        if way.address:
            self.written.add(way.address, places)
        elif way.code:
            for place in places:
                self.written.tell(place, way.code, target, way.happened, way.file and self.shown + way.file)

    def _place(self, name: str, line: int) -> Place:
        return Place(visible(self.shown + name), line)
