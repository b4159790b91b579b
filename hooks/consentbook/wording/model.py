"""What a snippet, its texts and the library are once they have been read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from consentbook.reading.strict_yaml import Tree
from consentbook.wording import render
from consentbook.wording.forms import BUTTONS, CONSENT, FORMS, LANGUAGES, MAIN, REGIONS, Form
from consentbook.wording.history import History
from consentbook.wording.meta import Review, SnippetMeta, TextMeta, Variable
from consentbook.wording.text import ELEMENTS, Block

if TYPE_CHECKING:
    from consentbook.wording.show import Piece


@dataclass(frozen=True)
class Part:
    """A named piece of a text, and the line of its heading."""

    name: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def layer(self) -> str:
        """The layer of a banner that the part is on: ``layer-1``, ``layer-2``, or nothing."""
        return self.name[:7] if self.name.startswith("layer-") else ""

    @property
    def role(self) -> str:
        """The part's name without its layer."""
        return self.name.removeprefix(f"{self.layer}-") if self.layer else self.name

    @property
    def label(self) -> str:
        """The part's name as a reader sees it: ``layer-1-accept`` is "First layer, accept"."""
        name = self.name.replace("layer-1-", "first layer, ").replace("layer-2-", "second layer, ").replace("-", " ")
        return name[0].upper() + name[1:]

    @property
    def kind(self) -> str:
        """What the part is on a screen: heading, body or button."""
        if self.role in BUTTONS:
            return "button"
        return "heading" if self.role in {"heading", "title", "label"} else "body"


@dataclass(frozen=True)
class Text:
    """A snippet's wording in one language and tone, as its file ``key``.md holds it."""

    key: str
    path: str
    meta: TextMeta
    template: str
    parts: tuple[Part, ...]
    front: Tree = field(default=Tree({}), compare=False)

    def line(self, *key: str | int) -> int:
        """Return the line of the front matter on which ``key`` stands, as in ``"replaces", 0``."""
        return self.front.line(key)

    @property
    def language(self) -> str:
        """The language's code, such as ``pt-BR``."""
        return self.key.partition(".")[0]

    @property
    def tone(self) -> str:
        """The tone: plain, formal or friendly."""
        return self.key.partition(".")[2] or "plain"

    @property
    def name(self) -> str:
        """Language and tone in words."""
        language = LANGUAGES[self.language]
        return language if self.tone == "plain" else f"{language}, {self.tone}"

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks of all parts."""
        return (block for part in self.parts for block in part.blocks)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The review of the whole, and those for single regions."""
        return (self.meta.review, *self.meta.reviews)

    @cached_property
    def coverage(self) -> dict[str, tuple[str, ...]]:
        """Each element the text carries, in the order of ELEMENTS, with the words that carry it."""
        found = list(render.marks(self.blocks))
        carried = {element: tuple(words for key, words in found if key == element) for element in ELEMENTS}
        return {element: words for element, words in carried.items() if words}

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The variables of the blanks, each once, in reading order."""
        return tuple(dict.fromkeys(variable for variable, _ in render.blanks(self.blocks)))

    @cached_property
    def text(self) -> str:
        """The whole wording as plain text. With several parts each begins with its label."""
        start = "{}: " if len(self.parts) > 1 else ""
        return "\n\n".join(start.format(part.label) + render.to_text(part.blocks) for part in self.parts)

    @cached_property
    def markdown(self) -> str:
        """The whole wording as Markdown. With several parts each begins with its label in bold."""
        start = "**{}**\n\n" if len(self.parts) > 1 else ""
        return "\n\n".join(start.format(part.label) + render.to_markdown(part.blocks) for part in self.parts)

    @cached_property
    def html(self) -> str:
        """The whole wording as HTML for a product, each part in a section of its own."""
        return "\n".join(
            f'<section data-part="{part.name}">{render.to_html(part.blocks, plain=True)}</section>'
            for part in self.parts
        )

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text file that is published: ``text`` in UTF-8 with a line feed at its end."""
        return hashlib.sha256(f"{self.text}\n".encode()).hexdigest()


@dataclass(frozen=True)
class Snippet:
    """One piece of wording: what is known of it, its texts by key, and its history."""

    meta: SnippetMeta
    texts: dict[str, Text]
    history: History

    @property
    def id(self) -> str:
        """The snippet's id, such as ``banner/opt-in``."""
        return self.meta.id

    @property
    def main(self) -> Text:
        """The plain English text, which the others translate or restate."""
        return self.texts[MAIN]

    @property
    def path(self) -> str:
        """The file of the main text."""
        return self.main.path

    @property
    def form(self) -> Form:
        """What the snippet is for."""
        return FORMS[self.meta.form]

    @property
    def used_in(self) -> str:
        """The regions where it may be used, in words."""
        return ", ".join(REGIONS[region] for region in self.meta.regions)

    @property
    def avoided_in(self) -> str:
        """The regions where it must not be used, in words."""
        return ", ".join(REGIONS[region] for region in self.meta.avoid_in)

    @property
    def consent_model(self) -> str:
        """The consent model, in words."""
        return CONSENT[self.meta.consent]

    @property
    def templates(self) -> dict[str, str]:
        """The normalised template of each text, by key."""
        return {key: text.template for key, text in self.texts.items()}

    @property
    def unreleased(self) -> tuple[str, ...]:
        """The keys of the texts that differ from the latest revision, or that are in it and gone here."""
        released, now = self.history.state(), self.templates
        return tuple(key for key in sorted({*released, *now}) if released.get(key) != now.get(key))

    @property
    def stale(self) -> tuple[Text, ...]:
        """The translations of an English text that has changed since."""
        return tuple(
            text
            for text in self.texts.values()
            if text.meta.translates and self._translated(text.meta.translates) != self.main.template
        )

    def _translated(self, revision: int) -> str | None:
        if revision > len(self.history.entries):
            return self.main.template if revision == len(self.history.entries) + 1 else None
        return self.history.state(revision)[MAIN]


@dataclass(frozen=True)
class Library:
    """Every snippet, by id, and every variable, by name.

    ``ids`` and ``names`` also hold those that are written but wrong, so that one mistake is not reported everywhere
    that refers to it.
    """

    snippets: dict[str, Snippet]
    variables: dict[str, Variable]
    ids: frozenset[str]
    names: frozenset[str] = field(default=frozenset())

    @cached_property
    def cards(self) -> "dict[tuple[str, str], tuple[Piece | str, ...]]":
        """The cards that were made, by id and key: many pages show the same text."""
        return {}

    @property
    def texts(self) -> Iterator[tuple[Snippet, Text]]:
        """Every text with its snippet."""
        return ((snippet, text) for snippet in self.snippets.values() for text in snippet.texts.values())
