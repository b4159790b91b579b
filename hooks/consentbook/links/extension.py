"""Python-Markdown extension: links by name, and the register as a table.

``[trust page](link:trust)`` gets the address from the register, ``[banner](snippet:banner/opt-in)`` leads to the
snippet's page. Runs as a tree processor at priority 15: after inline patterns (20), before MkDocs makes paths
relative (0) and checks them. A line ``/// links`` becomes the table: a preprocessor at priority 29, before the
directives of wording are read (28), puts its HTML into Python-Markdown's stash.
"""

from collections.abc import Callable
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from consentbook.book import Book, today
from consentbook.extension import BookExtension
from consentbook.links.portal.feed import table
from consentbook.reading.offences import Offence, Rejected, did_you_mean
from consentbook.reading.pages import DIRECTIVE, Line, outside_fences


class LinkNames(Treeprocessor):
    """Replaces names by addresses."""

    def __init__(self, md: Markdown, book: Callable[[], Book]) -> None:
        super().__init__(md)
        self.book = book

    def run(self, root: Element) -> None:
        """Set the address of every link that is written by name; raises ``Rejected`` on an unknown name."""
        for anchor in root.iter("a"):
            scheme, colon, name = anchor.get("href", "").partition(":")
            if colon and scheme == "link":
                link = _known(name, self.book().register.links, "link name")
                anchor.set("href", link.url)
                anchor.set("data-link", name)
            elif colon and scheme == "snippet":
                identifier, hash_sign, fragment = name.partition("#")
                _known(identifier, self.book().library.snippets, "snippet")
                anchor.set("href", f"/wording/{identifier}.md{hash_sign}{fragment}")


class RegisterTable(Preprocessor):
    """Replaces the line ``/// links`` by the table of the register."""

    def __init__(self, md: Markdown, book: Callable[[], Book]) -> None:
        super().__init__(md)
        self.book = book

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with the table in place of the directive."""
        if not any("///" in line for line in lines):
            return lines
        shown = {
            line.number: ["", line.text[: line.text.index("/")] + self._table(), ""]
            for line in outside_fences(map(Line, count(), lines))
            if (found := DIRECTIVE.match(line.text)) and found["name"] == "links" and not found["argument"]
        }
        return [new for number, text in enumerate(lines) for new in shown.get(number, [text])]

    def _table(self) -> str:
        book = self.book()
        return self.md.htmlStash.store(table(book.register, book.report, today()))


def _known(name: str, known: dict[str, Any], kind: str) -> Any:
    if name not in known:
        raise Rejected([Offence("page", 1, f'unknown {kind} "{name}"', "Correct it.", did_you_mean(name, known))])
    return known[name]


class LinksExtension(BookExtension):
    """Registers both processors."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        md.preprocessors.register(RegisterTable(md, self.book), "consentbook-register", 29)
        md.treeprocessors.register(LinkNames(md, self.book), "consentbook-links", 15)


def makeExtension(**options: Any) -> LinksExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return LinksExtension(**options)
