"""What a snippet, a variable and the library are once they have been read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from consentbook.reading.schema import Example, Name, Plain, Schema
from consentbook.wording import render
from consentbook.wording.text import ELEMENTS, Block, Element

SnippetId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Limit = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3} (words|chars)$")]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
Region = Literal["any", "eea", "uk", "ch", "br", "ca", "ca-qc", "us", "us-ca"]
FormName = Literal["policy", "banner", "cmp", "choice"]

REGIONS: dict[str, str] = {
    "any": "Any region",
    "eea": "European Economic Area",
    "uk": "United Kingdom",
    "ch": "Switzerland",
    "br": "Brazil",
    "ca": "Canada",
    "ca-qc": "Quebec",
    "us": "United States",
    "us-ca": "California",
}
CONSENT: dict[str, str] = {"opt-in": "Opt-in", "opt-out": "Opt-out", "notice": "Notice", "any": "Any model"}


@dataclass(frozen=True, slots=True)
class Form:
    """What a snippet is for, and the parts that it must and may have."""

    label: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


FORMS: dict[str, Form] = {
    "policy": Form("Policy paragraph", ("body",), ("heading",)),
    "banner": Form(
        "Banner",
        (),
        (
            *("heading", "body", "accept", "reject", "settings", "dismiss"),
            *("layer-1-heading", "layer-1-body", "layer-1-accept", "layer-1-reject", "layer-1-settings"),
            *("layer-2-heading", "layer-2-body", "layer-2-accept", "layer-2-reject", "layer-2-save"),
        ),
    ),
    "cmp": Form("Category description", ("title", "text")),
    "choice": Form("Choice and withdrawal", ("heading", "body")),
}


class Review(Schema):
    """Who looked at the wording. Without a reviewer it is not reviewed by counsel."""

    status: Literal["draft", "reviewed", "expired", "withdrawn"] = Field(
        description="one of draft, reviewed, expired, withdrawn"
    )
    reviewer: Plain | None = Field(None, description="the reviewer's role, never a person's name")
    reviewed_on: date | None = Field(None, description="the day of the review, as in 2026-03-31")
    review_by: date | None = Field(None, description="the day by which it must be reviewed again")

    @model_validator(mode="after")
    def _reviewed_says_by_whom(self) -> "Review":
        if self.status == "reviewed" and not (self.reviewer and self.reviewed_on and self.review_by):
            raise ValueError("a reviewed wording names reviewer, reviewed_on and review_by")
        return self


class SnippetMeta(Schema):
    """The front matter of a snippet."""

    id: SnippetId = Field(description="the id is the snippet's folder below snippets/, as in banner/opt-in")
    title: Plain = Field(description="a short name, without markup")
    summary: Plain = Field(description="one sentence, without markup, on when to use it")
    form: FormName = Field(description="one of policy, banner, cmp, choice")
    consent: Literal["opt-in", "opt-out", "notice", "any"] = Field(description="one of opt-in, opt-out, notice, any")
    audience: Plain = Field(description="whom it speaks to, as in general")
    tone: Literal["plain", "formal", "friendly"] = Field(description="one of plain, formal, friendly")
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
    review: Review = Field(description="who reviewed it: at the least `status: draft`")


class Variable(Schema):
    """A blank that a reader fills."""

    label: Plain = Field(description="the name that a reader sees")
    type: Literal["string", "email", "https-url", "integer", "enum", "list", "date"] = Field(
        description="one of string, email, https-url, integer, enum, list, date"
    )
    example: Example | tuple[Example, ...] = Field(description="a value that is safe to publish, such as Example Ltd")
    help: Plain = Field(description="one sentence on what to put in and where to find it")
    choices: tuple[Plain, ...] = Field((), description="a list of the values that an enum takes")

    @model_validator(mode="after")
    def _enum_has_choices(self) -> "Variable":
        if (self.type == "enum") != bool(self.choices):
            raise ValueError("choices go with the type enum, and an enum needs them")
        return self


@dataclass(frozen=True)
class Part:
    """A named piece of a snippet, and the line of its heading."""

    name: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def label(self) -> str:
        """The part's name as a reader sees it: ``layer-1-accept`` is "First layer, accept"."""
        name = self.name.replace("layer-1-", "first layer, ").replace("layer-2-", "second layer, ")
        return name[0].upper() + name[1:]

    @property
    def kind(self) -> str:
        """What the part is on a screen: heading, body, text, title or button."""
        last = self.name.rpartition("-")[2]
        return last if last in {"heading", "body", "text", "title"} else "button"


@dataclass(frozen=True)
class Snippet:
    """One piece of wording in one language."""

    meta: SnippetMeta
    language: str
    path: str
    parts: tuple[Part, ...]

    @property
    def id(self) -> str:
        """The snippet's id, such as ``banner/opt-in``."""
        return self.meta.id

    @property
    def form(self) -> Form:
        """What the snippet is for."""
        return FORMS[self.meta.form]

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks of all parts."""
        return (block for part in self.parts for block in part.blocks)

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
    def review_words(self) -> str:
        """The review status in words."""
        review = self.meta.review
        if review.status == "reviewed":
            return f"Reviewed by {review.reviewer} on {review.reviewed_on}"
        return {"draft": "Not reviewed by counsel", "expired": "Review expired", "withdrawn": "Withdrawn"}[
            review.status
        ]

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
        if len(self.parts) == 1:
            return render.to_text(self.parts[0].blocks)
        return "\n\n".join(f"{part.label}: {render.to_text(part.blocks)}" for part in self.parts)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text file that is published: ``text`` in UTF-8 with a line feed at its end."""
        return hashlib.sha256(f"{self.text}\n".encode()).hexdigest()


@dataclass(frozen=True)
class Library:
    """Every snippet, by id, and every variable, by name.

    ``ids`` and ``names`` also hold those that are written but wrong, so that one mistake is not reported everywhere
    that refers to it.
    """

    snippets: dict[str, Snippet]
    variables: dict[str, Variable]
    ids: frozenset[str]
    names: frozenset[str]
