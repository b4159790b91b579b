"""Python-Markdown extension: shows snippets and the catalogue on a page.

``/// snippet | banner/opt-in`` becomes a card, ``/// catalogue`` a list of all snippets. Runs as a preprocessor at
priority 28: after Python-Markdown has removed its own placeholder characters from the author's text (30), before
fences (25) are taken out, so fenced lines are left alone here. A card's HTML goes to Python-Markdown's stash, so that
nothing in it is parsed as Markdown.
"""

from collections.abc import Callable
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from consentbook.book import Book, given_or_read
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.pages import Line, outside_fences
from consentbook.wording.directives import Directive, parse_directive
from consentbook.wording.model import FORMS, Library, Snippet
from consentbook.wording.render import to_html
from consentbook.wording.templates import render_template
from consentbook.wording.text import ELEMENTS


class Directives(Preprocessor):
    """Replaces the lines ``/// ...`` by what they show."""

    def __init__(self, md: Markdown, book: Callable[[], Book]) -> None:
        super().__init__(md)
        self.book = book

    @property
    def library(self) -> Library:
        """The snippets that can be shown."""
        return self.book().library

    def run(self, lines: list[str]) -> list[str]:
        """Return the page's lines with cards in place of directives; raises ``Rejected`` on an unknown one."""
        shown: dict[int, list[str]] = {}
        offences: list[Offence] = []
        for line in outside_fences(Line(number, text) for number, text in enumerate(lines)):
            if line.text.lstrip().startswith("///"):
                parsed = parse_directive(line, "page", self.library)
                indent = line.text[: len(line.text) - len(line.text.lstrip())]
                if isinstance(parsed, Offence):
                    offences.append(parsed)
                else:
                    shown[line.number] = [indent + new for new in self._show(parsed)] if parsed else []
        if offences:
            raise Rejected(offences)
        return [new for number, text in enumerate(lines) for new in shown.get(number, [text])]

    def _show(self, directive: Directive) -> list[str]:
        if directive.name == "snippet":
            return self._card(self.library.snippets[directive.argument])
        return self._catalogue()

    def _card(self, snippet: Snippet) -> list[str]:
        linked = [ELEMENTS[key] for key in snippet.meta.by_link if key not in snippet.coverage]
        card = render_template("card.html", snippet=snippet, linked=linked, html=to_html)
        # The link stands between the two halves as Markdown, so that MkDocs makes it relative and checks it.
        link = f"[{snippet.id}](snippet:{snippet.id}){{ .cb-card__permalink }}"
        return ["", self._stash(card), "", link, "", self._stash("</consent-card>"), ""]

    def _catalogue(self) -> list[str]:
        shown = [""]
        for name, form in FORMS.items():
            snippets = [snippet for snippet in self.library.snippets.values() if snippet.meta.form == name]
            if snippets:
                shown += [f"## {form.label}", "", self._stash('<div class="cb-catalogue">'), ""]
                shown += [line for snippet in snippets for line in _entry(snippet)]
                shown += ["", self._stash("</div>"), ""]
        return shown

    def _stash(self, html: str) -> str:
        return self.md.htmlStash.store(html)


def _entry(snippet: Snippet) -> list[str]:
    facts = f"{snippet.consent_model} · {snippet.used_in} · {snippet.review_words}"
    return [
        f"- **[{snippet.meta.title}](snippet:{snippet.id})** `{snippet.id}`",
        "",
        f"    {snippet.meta.summary}",
        "",
        f"    {facts}",
        "",
    ]


class WordingExtension(Extension):
    """Registers the preprocessor."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "book": ["", "The book, where the caller has read it already"],
            "root": [".", "The project's root, from which the book is read otherwise"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register with Python-Markdown."""
        book = given_or_read(self.getConfig("book"), self.getConfig("root"))
        # An element that Python-Markdown does not know is wrapped in <p>, which browsers then split.
        md.block_level_elements += ["consent-card", "consent-sample", "consent-progress"]
        md.preprocessors.register(Directives(md, book), "consentbook-wording", 28)


def makeExtension(**options: Any) -> WordingExtension:  # noqa: N802 - the name is Python-Markdown's
    """Return the extension."""
    return WordingExtension(**options)
