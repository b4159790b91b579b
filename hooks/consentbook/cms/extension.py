"""Python-Markdown extension for pages that a CMS exports.

Root-relative links are resolved against ``base_url``. Block quotes below a heading that begins with "Sample" become
sample texts, with the words that they are from outside the library. Runs as a tree processor at priority 16, before
names are turned into paths (15). A preprocessor at priority 28, before fences are taken out (25), keeps quotations
apart that a blank line parts: Python-Markdown runs them together, unlike CommonMark and the CMS.
"""

from itertools import count
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from consentbook.reading.pages import Line, outside_fences

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOTE = "From outside the library, not reviewed."


class Quotations(Preprocessor):
    """Puts an invisible block between two quotations that a blank line parts."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with a comment between such quotations."""
        if not any(line.startswith(">") for line in lines):
            return lines
        apart: list[str] = []
        quoted = {line.number for line in outside_fences(map(Line, count(), lines)) if line.text.startswith(">")}
        for number, line in enumerate(lines):
            if number in quoted and apart and not apart[-1].strip() and number - 2 in quoted:
                apart += [self.md.htmlStash.store("<!-- -->"), ""]
            apart.append(line)
        return apart


class CmsPages(Treeprocessor):
    """Resolves root-relative links and sets sample texts apart."""

    def __init__(self, md: Markdown, base_url: str) -> None:
        super().__init__(md)
        self.base_url = base_url

    def run(self, root: Element) -> None:
        """Change ``root`` in place."""
        for anchor in root.iter("a"):
            href = anchor.get("href", "")
            if self.base_url and href.startswith("/") and not href.startswith("//"):
                anchor.set("href", urljoin(self.base_url, href))
        sample = False
        for index, block in enumerate(root):
            if block.tag in HEADINGS:
                sample = "".join(block.itertext()).strip().startswith("Sample")
            elif sample and block.tag == "blockquote":
                root[index] = _sample(block)


def _sample(quote: Element) -> Element:
    sample = Element("consent-sample", {"class": "cb-sample"})
    sample.append(quote)
    note = SubElement(sample, "p", {"class": "cb-sample__note"})
    note.text = NOTE
    return sample


class CmsExtension(Extension):
    """Registers the tree processor."""

    def __init__(self, **options: Any) -> None:
        self.config = {"base_url": ["", "The site that root-relative links of exported pages belong to"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        md.preprocessors.register(Quotations(md), "consentbook-quotations", 28)
        md.treeprocessors.register(CmsPages(md, self.getConfig("base_url")), "consentbook-cms", 16)


def makeExtension(**options: Any) -> CmsExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return CmsExtension(**options)
