"""What a snippet, its texts, a variable and the library are once they have been read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from consentbook.reading.schema import Example, Name, Plain, Schema, Unfit
from consentbook.reading.strict_yaml import Tree
from consentbook.wording import render
from consentbook.wording.forms import BUTTONS, CONSENT, FORMS, LANGUAGES, MAIN, REGIONS, Consent, Form, FormName, Region
from consentbook.wording.history import History
from consentbook.wording.text import ELEMENTS, Block, Element

if TYPE_CHECKING:
    from consentbook.wording.show import Piece

SNIPPET_ID = r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*"
SnippetId = Annotated[str, StringConstraints(pattern=rf"^{SNIPPET_ID}$", max_length=64)]
Limit = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3} (words|chars)$")]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]


class Review(Schema):
    """Who looked at a wording, and for which regions. Without a reviewer it is not reviewed by counsel."""

    status: Literal["draft", "reviewed", "expired", "withdrawn"] = Field(
        description="one of draft, reviewed, expired, withdrawn"
    )
    regions: tuple[Region, ...] = Field(("any",), description="a list of the regions that the review is about")
    reviewer: Plain | None = Field(None, description="the reviewer's role, never a person's name")
    reviewed_on: date | None = Field(None, description="the day of the review, as in 2026-03-31")
    review_by: date | None = Field(None, description="the day by which it must be reviewed again, as in 2027-03-31")
    revision: Annotated[int, Field(ge=1)] | None = Field(
        None, description="the number of the revision that was reviewed"
    )

    @model_validator(mode="after")
    def _reviewed_says_by_whom(self) -> Self:
        said = (self.reviewer, self.reviewed_on, self.review_by, self.revision)
        if self.status == "reviewed" and not all(said):
            wrong = "a reviewed wording names reviewer, reviewed_on, review_by and revision"
            raise Unfit(wrong, "Add what is missing, or write `status: draft`.", "status")
        return self

    @property
    def words(self) -> str:
        """The review status in words."""
        where = "" if self.regions == ("any",) else f" for {', '.join(REGIONS[region] for region in self.regions)}"
        if self.status == "reviewed":
            return f"Reviewed by {self.reviewer} on {self.reviewed_on}{where}"
        known = {"draft": "Not reviewed by counsel", "expired": "Review expired", "withdrawn": "Withdrawn"}
        return known[self.status] + where


class TextMeta(Schema):
    """The front matter of a translation, or of a text in another tone."""

    id: SnippetId = Field(description="the id is the snippet's folder below snippets/, as in banner/opt-in")
    translates: Annotated[int, Field(ge=1)] | None = Field(
        None, description="the number of the English revision that a translation translates"
    )
    review: Review = Field(description="who reviewed it: at the least `status: draft`")
    reviews: tuple[Review, ...] = Field((), description="a list of reviews for single regions")


class SnippetMeta(TextMeta):
    """The front matter of a snippet: that of its plain English text."""

    title: Plain = Field(description="a short name, without markup")
    summary: Plain = Field(description="one sentence, without markup, on when to use it")
    form: FormName = Field(description="what the wording is for, as in banner")
    consent: Consent = Field(description="one of opt-in, opt-out, notice, staff, any")
    audience: Plain = Field(description="whom it speaks to, as in general")
    tone: Literal["plain"] = Field(description="plain; other tones have files of their own, such as en.formal.md")
    regions: tuple[Region, ...] = Field(
        min_length=1, description="a list of regions where it may be used, as in [eea, uk]"
    )
    avoid_in: tuple[Region, ...] = Field((), description="a list of regions where it must not be used")
    limits: dict[str, Limit] = Field(
        description="a part's name, the beginning of some, or `all`, with a number of words or chars"
    )
    must_cover: tuple[Element, ...] = Field(description="a list of the elements that the text itself must carry")
    by_link: tuple[Element, ...] = Field((), description="a list of elements that a linked longer text may carry")
    checklist: tuple[ItemId, ...] = Field(description="a list of checklist items, as in [C01, C09]")
    sources: tuple[Name, ...] = Field(description="a list of names in links.yml")
    replaces: tuple[SnippetId, ...] = Field((), description="a list of ids of snippets that it replaces")


class Variable(Schema):
    """A blank that a reader fills."""

    label: Plain = Field(description="the name that a reader sees")
    type: Literal["string", "email", "https-url", "integer", "enum", "list", "date"] = Field(
        description="one of string, email, https-url, integer, enum, list, date"
    )
    example: Example | tuple[Example, ...] = Field(description="a value that is safe to publish, such as Example Ltd")
    help: Plain = Field(description="one sentence on what to put in and where to find it")
    choices: tuple[Example, ...] = Field((), description="a list of the values that an enum takes")

    @model_validator(mode="after")
    def _enum_has_choices(self) -> Self:
        if (self.type == "enum") != bool(self.choices):
            raise Unfit(
                "choices go with the type enum, and an enum needs them",
                "Give an enum `choices:`, and no other type.",
                "type",
            )
        return self


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
