"""Python-Markdown extension: shows what changed on the pages that the build makes for it.

The line ``/// changes | 2026.11`` becomes what changed since that edition, ``/// changes`` what did since the one
before. A preprocessor at priority 29, before the directives of wording are read (28). HTML goes to Python-Markdown's
stash, so that nothing in it is parsed as Markdown. Loaded by hooks/changes.py where a build is told of changes.
"""

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from consentbook.editions.changes.model import Told
from consentbook.editions.changes.page import show_changes
from consentbook.reading.pages import DIRECTIVE
from consentbook.wording.show import Piece

NAME = "consentbook.editions.changes.extension"


class ChangesShown(Preprocessor):
    """Replaces the line ``/// changes`` by what changed."""

    def __init__(self, md: Markdown, told: Told) -> None:
        super().__init__(md)
        self.told = told

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with what changed in place of the directive."""
        return [new for line in lines for new in self._shown(line)]

    def _shown(self, line: str) -> list[str]:
        found = DIRECTIVE.match(line)
        if not found or found["name"] != "changes":
            return [line]
        pieces = show_changes(self.told, found["argument"] or "")
        texts = (self.md.htmlStash.store(piece.html) if isinstance(piece, Piece) else piece for piece in pieces)
        return [new for text in texts for new in (*text.split("\n"), "")]


class ChangesExtension(Extension):
    """Registers the preprocessor."""

    def __init__(self, **options: Any) -> None:
        self.config = {"told": ["", "What changed, as the build is told"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        if told := self.getConfig("told"):
            md.preprocessors.register(ChangesShown(md, told), "consentbook-changes", 29)


def makeExtension(**options: Any) -> ChangesExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return ChangesExtension(**options)
