"""From which file and line of the sources each link of the built site comes: makes the map of a book."""

import posixpath
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

from consentbook.book import Book
from consentbook.checklists.model import Item
from consentbook.links import REGISTER
from consentbook.links.inside.map import SourceMap, Spot, lead
from consentbook.links.sources.elsewhere import SCHEME
from consentbook.links.sources.markdown import read_markdown
from consentbook.reading.pages import DIRECTIVE, Line, Page
from consentbook.wording.directives import Directive, parse_directive
from consentbook.wording.feed import page_uri
from consentbook.wording.model import Snippet, Text

MKDOCS = "mkdocs.yml"

Lead = tuple[str, Spot]  # what a link leads to, and where it is written


def source_map(book: Book) -> SourceMap:
    """Return where each link of the site that is built from ``book`` is written."""
    maker = _Maker(book)
    pages = {built_uri(page.uri): (page.path, _by_lead(maker.page(page))) for page in book.pages}
    for snippet in book.library.snippets.values():
        pages[built_uri(page_uri(snippet))] = (snippet.main.path, _by_lead(maker.snippet(snippet)))
    return SourceMap(
        pages={uri: path for uri, (path, _) in pages.items()},
        links={uri: links for uri, (_, links) in pages.items() if links},
        navigation=dict(_navigation(book.root)),
    )


def built_uri(uri: str) -> str:
    """Return the built file that a file below docs/ becomes."""
    stem, ending = posixpath.splitext(uri)
    if ending != ".md":
        return uri
    folder, _, name = stem.rpartition("/")
    return posixpath.join(folder, "index.html") if name in {"index", "README"} else f"{stem}/index.html"


def _by_lead(leads: Iterable[Lead]) -> dict[str, tuple[Spot, ...]]:
    found: dict[str, dict[Spot, None]] = {}
    for key, spot in leads:
        found.setdefault(key, {})[spot] = None
    return {key: tuple(spots) for key, spots in found.items()}


def _navigation(root: Path) -> Iterator[Lead]:
    for number, line in enumerate((root / MKDOCS).read_text(encoding="utf-8").splitlines(), 1):
        for word in line.partition(" #")[0].split()[-1:]:
            address = word.strip("'\"")
            if address.endswith(".md") or address.startswith(("https://", "http://")):
                yield lead(built_uri(address)), (MKDOCS, number)


class _Maker:
    """Finds what the pages show: their own links, those of wording and items, and those of the register."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.pages = {page.path: page for page in book.pages}

    def page(self, page: Page) -> Iterator[Lead]:
        for link in page.links:
            yield from self._link(page.uri, page.path, link)
        for line in page.directives:
            if (found := DIRECTIVE.match(line.text)) and found["name"] == "links":  # the table of the register
                for name in self.book.register.links:
                    yield from self._named(name)
            directive = parse_directive(line, page.path, self.book.library)
            if isinstance(directive, Directive) and (snippet := self.book.library.snippets.get(directive.argument)):
                yield lead(built_uri(page_uri(snippet))), (page.path, line.number)
                yield from self._text(snippet.texts[directive.key])
        for link in page.links:
            path, _, anchor = link.text.rpartition(".md#")
            if path and (item := self.book.checklists.items.get(anchor.upper())) and item.path != page.path:
                yield from self._item(item)

    def snippet(self, snippet: Snippet) -> Iterator[Lead]:
        for id_ in snippet.meta.checklist:
            item = self.book.checklists.items[id_]
            yield lead(built_uri(item.uri), item.id.lower()), (snippet.path, snippet.main.line("checklist"))
        for name in snippet.meta.sources:
            yield from self._named(name)
        for text in snippet.texts.values():
            yield from self._text(text)

    def _text(self, text: Text) -> Iterator[Lead]:
        written = read_markdown((self.book.root / text.path).read_text(encoding="utf-8"))
        for target, lines in written.lines.items():
            yield from ((target, (text.path, line)) for line in lines)

    def _item(self, item: Item) -> Iterator[Lead]:
        """Yield the links in the details of an item, which another list shows too."""
        home = self.pages[item.path]
        after = [task.number for task in home.tasks if task.number > item.line]
        end = min(after, default=item.line + 1_000)
        for link in takewhile(lambda link: link.number < end, home.links):
            if link.number >= item.line:
                yield from self._link(home.uri, home.path, link)

    def _named(self, name: str) -> Iterator[Lead]:
        if link := self.book.register.links.get(name):
            yield link.url, (REGISTER, self.book.register_lines.line(("links", name, "url")))

    def _link(self, uri: str, path: str, link: Line) -> Iterator[Lead]:
        here = path, link.number
        scheme, _, name = link.text.partition(":")
        if scheme == "link":
            yield from self._named(name)
        elif scheme == "snippet":
            name, _, anchor = name.partition("#")
            yield lead(built_uri(f"wording/{name}.md"), anchor), here
        if SCHEME.match(link.text):
            yield link.text, here
        else:
            target, _, anchor = link.text.partition("#")
            joined = posixpath.join(posixpath.dirname(uri), unquote(target)) if target else uri
            yield lead(built_uri(posixpath.normpath(joined)), anchor), here
