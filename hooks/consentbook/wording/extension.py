"""Python-Markdown extension: shows wording on a page.

``/// snippet | banner/opt-in`` becomes a card (with ``banner/opt-in fr`` of the French text), ``/// catalogue`` a list
of all snippets, ``/// history | banner/opt-in`` its revisions, ``/// preview | banner/opt-in`` a banner to try, and
``/// reviews`` the list of what is to be reviewed. Runs as a preprocessor at priority 28: after Python-Markdown has
removed its own placeholder characters from the author's text (30), before fences (25) are taken out, so fenced lines
are left alone here. HTML goes to Python-Markdown's stash, so that nothing in it is parsed as Markdown.
"""

from collections.abc import Callable, Iterator
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from consentbook.book import Book
from consentbook.extension import BookExtension
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.pages import Line, outside_fences
from consentbook.wording.directives import Directive, parse_directive
from consentbook.wording.model import Library
from consentbook.wording.show import Piece, details, has_blanks, show


class Directives(Preprocessor):
    """Replaces the lines ``/// ...`` by what they show."""

    def __init__(self, md: Markdown, book: Callable[[], Book]) -> None:
        super().__init__(md)
        self.book = book
        self.panel = False

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with cards in place of directives; raises ``Rejected`` on an unknown one."""
        self.panel = False
        if not any("///" in line for line in lines):
            return lines
        shown: dict[int, list[str]] = {}
        offences: list[Offence] = []
        for line in outside_fences(Line(number, text) for number, text in enumerate(lines)):
            if line.text.lstrip().startswith("///"):
                parsed = parse_directive(line, "page", self.book().library)
                indent = line.text[: len(line.text) - len(line.text.lstrip())]
                if isinstance(parsed, Offence):
                    offences.append(parsed)
                else:
                    shown[line.number] = [indent + new for new in self._lines(parsed)] if parsed else []
        if offences:
            raise Rejected(offences)
        return [new for number, text in enumerate(lines) for new in shown.get(number, [text])]

    def _lines(self, directive: Directive) -> list[str]:
        """Return what is shown as lines: HTML in the stash, Markdown as it is, with blank lines between."""
        lines = [""]
        for piece in self._pieces(directive, self.book().library):
            lines += [self.md.htmlStash.store(piece.html) if isinstance(piece, Piece) else piece, ""]
        return lines

    def _pieces(self, directive: Directive, library: Library) -> Iterator[Piece | str]:
        """Yield what is shown; before the first card with blanks comes the panel in which they are filled."""
        if not self.panel and has_blanks(directive, library):
            self.panel = True
            yield details()
        yield from show(directive, library)


class WordingExtension(BookExtension):
    """Registers the preprocessor."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        # An element that Python-Markdown does not know is wrapped in <p>, which browsers then split.
        md.block_level_elements += ELEMENTS
        md.preprocessors.register(Directives(md, self.book), "consentbook-wording", 28)


ELEMENTS = [f"consent-{name}" for name in ("card", "catalogue", "details", "history", "preview", "progress", "sample")]


def makeExtension(**options: Any) -> WordingExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return WordingExtension(**options)
