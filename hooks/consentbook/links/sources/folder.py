"""Where the links between the files of a folder lead, as a web server resolves them, or a forge for Markdown."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from consentbook.links.addresses import rest_below
from consentbook.links.anchors import LINES, has_anchor
from consentbook.links.sources.apart import read_apart
from consentbook.links.sources.disk import Disk, Unreadable, html_of, read_bytes, text_of
from consentbook.links.sources.document import Document
from consentbook.links.sources.elsewhere import SCHEME, UNRESOLVED, Way, leads_elsewhere
from consentbook.links.sources.html import html_lines, read_html
from consentbook.links.sources.styles import read_stylesheet

MOST_MARKDOWN = 5_000_000  # it takes seconds for each million
MARKDOWN = {".md", ".markdown"}
HTML = {".html", ".htm", ".xhtml"}
DRAWINGS = {".svg"}  # whose parts have ids
# What can stand behind a drawing without such an id: views (SVG 2, 16.3.1), and marks that themes and forges read.
VIEWS = ("svgView(", "xywh=", "t=", "only-dark", "only-light", "gh-dark-mode-only", "gh-light-mode-only")
INDEXES = ("index.html", "index.htm")
FORGE_INDEXES = ("README.md", "index.md", "readme.md", *INDEXES)


class Folder:
    """A folder with files that link to each other. All paths are below ``root``, with ``/`` between their parts.

    ``tops`` are the folders below it to which an address like ``/a`` leads, when it is written in them; the longest
    counts. ``path`` is what stands before such an address on the site's host. ``remap`` says which addresses are those
    of other folders; ``built`` that no file is other than what a web server sends.
    """

    def __init__(
        self,
        root: Path,
        *,
        tops: Iterable[str] = ("",),
        path: str = "/",
        remap: Mapping[str, "Folder"] | None = None,
        built: bool = False,
    ) -> None:
        self.disk, self.path, self.remap, self.built = Disk(root), path, remap or {}, built
        self.tops = sorted(tops, key=len, reverse=True)
        self.documents: dict[str, Document] = {}
        self.unreadable: dict[str, str] = {}
        self.found: dict[tuple[str, bool], str | None] = {}
        self.last: tuple[str, Mapping[str, tuple[int, ...]]] = ("", {})

    def follow(self, page: str, document: Document, target: str) -> Way:
        """Return where ``target`` leads, which is written in the file ``page``."""
        if document.base:
            page, target = self._based(page, document.base, target)
        if SCHEME.match(target) or target.startswith("//"):
            return self._elsewhere(target)
        path, _, fragment = target.partition("#")
        path = path.partition("?")[0]
        if "%" in path:
            path = unquote(path)
        return self._inside(page, path, fragment, forge=document.markdown and not self.built)

    def _based(self, page: str, base: str, target: str) -> tuple[str, str]:
        """Return page and target with the ``<base>`` of the page heeded."""
        if SCHEME.match(base) or base.startswith("//"):
            return page, _join(base, target)
        return self._resolve(page, unquote(base.partition("#")[0].partition("?")[0])) or page, target

    def _elsewhere(self, target: str) -> Way:
        for prefix, folder in self.remap.items():
            if (rest := rest_below(target, prefix)) is not None:
                return folder.arrive(rest)
        if self.built and target.lower().startswith(UNRESOLVED):
            return Way(code="unresolved", happened="was not resolved")
        return leads_elsewhere(target)

    def arrive(self, rest: str) -> Way:
        """Return where an address leads that this folder will have, by what follows after its prefix."""
        path, _, fragment = rest.partition("#")
        return self._inside("", unquote(path.partition("?")[0]).lstrip("/"), fragment, forge=False)

    def _inside(self, page: str, path: str, fragment: str, *, forge: bool) -> Way:
        uri = self._resolve(page, path) if path else page
        if uri is None:
            return Way(code="missing-file", happened=f"leads to {path}, which is not there")
        file = page if not path and page in self.documents else self.find(uri, forge)
        if file is None:
            return self._missing(uri, fragment)
        if fragment and (unread := self._unread(file)):
            happened = f'leads to "#{fragment[:200]}", which was not looked for: of {file}, {unread}'
            return Way("", file, fragment, "unreadable", happened)
        if fragment and not self._enters(file, fragment):
            happened = f'leads to "#{fragment[:200]}", which {file} does not have'
            return Way("", file, fragment, "missing-anchor", happened)
        return Way("", file, fragment)

    def _missing(self, uri: str, fragment: str) -> Way:
        code, words = "missing-file", "which is not there"
        if uri.startswith("../") or self.disk.real(uri) is None:
            code, words = "leaves-folder", "which is outside the folder that is checked"
        elif uri and self.disk.is_folder(uri):
            words, uri = "where there is no index.html", f"{uri.rstrip('/')}/index.html"
        elif not uri or uri.endswith("/"):
            uri += "index.html"
        return Way("", uri, fragment, code, f"leads to {uri}, {words}")

    def _unread(self, file: str) -> str:
        """Return why nothing of a file was read, if that is so."""
        document = self.document(file)
        left_out = document.left_out[0][1] if document and document.left_out and not document.anchors else ""
        return self.unreadable.get(file, left_out)

    def _enters(self, file: str, fragment: str) -> bool:
        document = self.document(file)
        if document is None or fragment in document.anchors:
            return True
        by_script = document.markdown and LINES.fullmatch(fragment)
        if by_script or (suffix_of(file) in DRAWINGS and fragment.startswith(VIEWS)):
            return True
        names = (fragment, fragment.removeprefix("user-content-"))
        return any(has_anchor(document.anchors, name) for name in names)

    def _resolve(self, page: str, path: str) -> str | None:
        """Return the path below the folder; it begins with ``../`` where it leaves it. None for another site."""
        if path.startswith("/"):
            if not f"{path}/".startswith(self.path):
                return None
            top = next((top for top in self.tops if not top or page.startswith(f"{top}/")), "")
            path = path[len(self.path) :].lstrip("/")
            folder = top
        else:
            folder = page.rpartition("/")[0]
        while path.startswith("../") and folder:
            folder, path = folder.rpartition("/")[0], path[3:]
        joined = f"{folder}/{path}" if folder else path
        if "./" not in joined and "//" not in joined and not joined.endswith("."):
            return joined
        whole = posixpath.normpath(joined) if joined else ""
        return ("" if whole == "." else whole) + ("/" if joined.endswith(("/", ".")) and whole not in {"", "."} else "")

    def find(self, uri: str, forge: bool = False) -> str | None:
        """Return the file, or for a forge also the folder, that is shown at ``uri``; None where there is none."""
        key = uri, forge
        if key not in self.found:
            self.found[key] = self._find(uri, forge)
        return self.found[key]

    def _find(self, uri: str, forge: bool) -> str | None:
        if self.disk.is_folder(uri):
            indexes = FORGE_INDEXES if forge else INDEXES
            inside = (self.disk.file(f"{uri.rstrip('/')}/{name}".lstrip("/")) for name in indexes)
            return next(filter(None, inside), None) or (self.disk.real(uri) if forge else None)
        if uri.endswith("/"):
            return None
        endings = ("", ".html", ".htm", *(sorted(MARKDOWN) if forge else ()))
        return next(filter(None, (self.disk.file(f"{uri}{ending}") for ending in endings)), None)

    def document(self, file: str) -> Document | None:
        """Return the document in ``file``; None where it is of another kind or cannot be read."""
        if file not in self.documents:
            suffix = suffix_of(file)
            if suffix not in HTML | MARKDOWN | DRAWINGS | {".css"} or file in self.unreadable:
                return None
            try:
                self.documents[file] = self._read(file, suffix)
            except Unreadable as why:
                self.unreadable[file] = str(why)
                return None
        return self.documents[file]

    def read_ahead(self, files: Iterable[str]) -> None:
        """Read Markdown and HTML in several processes, if there is much. What is left is read when it is asked for."""
        for file, found in read_apart(self._read_with_lines, list(files)):
            if isinstance(found, Document):
                self.documents.setdefault(file, found)
            else:
                self.unreadable[file] = found

    def _read_with_lines(self, file: str) -> Document | str:
        """Return a document, with its lines if they will be asked for; or why it cannot be read."""
        try:
            document = self._read(file, suffix_of(file))
        except Unreadable as why:
            return str(why)
        outside = any(SCHEME.match(target) or target.startswith("//") for target in document.targets)
        return replace(document, lines=self.lines(file, document)) if outside else document

    def _read(self, file: str, suffix: str) -> Document:
        if suffix in MARKDOWN:
            from consentbook.links.sources.markdown import read_markdown  # noqa: PLC0415 - HTML is read without it

            return read_markdown(text_of(read_bytes(self.disk.path(file), MOST_MARKDOWN)))
        raw = read_bytes(self.disk.path(file))
        return read_stylesheet(text_of(raw, strict=False)) if suffix == ".css" else read_html(html_of(raw))

    def lines(self, file: str, document: Document) -> Mapping[str, tuple[int, ...]]:
        """Return on which lines of ``file`` each target stands."""
        if document.lines or suffix_of(file) not in HTML:
            return document.lines
        if self.last[0] != file:  # asked for again and again of one file, and too much to keep for all
            self.last = file, html_lines(html_of(read_bytes(self.disk.path(file))))
        return self.last[1]


def suffix_of(name: str) -> str:
    """Return the ending of a file's name in small letters, with its dot."""
    return PurePosixPath(name).suffix.lower()


def _join(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target
