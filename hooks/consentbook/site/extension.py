"""Python-Markdown extension: raw HTML in a page stays text.

Pages are Markdown and cannot act by themselves. What the other extensions show goes through Python-Markdown's stash
and is not touched. Loaded last, when everything it takes out has been registered.
"""

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension


class PlainPages(Extension):
    """Takes out what reads raw HTML."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Change ``md``."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def makeExtension(**options: Any) -> PlainPages:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return PlainPages(**options)
