"""What is written of a snippet, a text and a variable, as schemas: front matter and variables.yml."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from consentbook.reading.schema import Example, Name, Plain, Schema, Unfit
from consentbook.wording.forms import REGIONS, Consent, FormName, Region
from consentbook.wording.text import Element

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
