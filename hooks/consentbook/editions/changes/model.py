"""What changed between two editions, as typed values and as JSON, with the schema that is published."""

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass as checked

from consentbook.checklists.model import ItemId
from consentbook.editions import EDITION
from consentbook.editions.changes.inventory import STRICT, Key, Number, Revision, Said, Uri
from consentbook.reading.files import visible
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Name
from consentbook.wording.forms import FormName, Region
from consentbook.wording.meta import SnippetId
from consentbook.wording.text import Element

LARGEST = 200_000_000  # bytes, of what has changed since every earlier edition

Kind = Literal["added", "removed", "changed", "moved"]
Run = tuple[Literal["same", "gone", "new"], Said]
Runs = tuple[Run, ...]
# What a team must do, for programs; the words beside it are for people.
Code = Literal[
    "none", "read", "wait", "replace", "stop", "ask-counsel", "check-use", "check-choice", "fill", "answer", "relink"
]


@checked(frozen=True, slots=True, config=STRICT)
class Action:
    """Something to do, as a code and in words."""

    code: Code
    words: Said


@checked(frozen=True, slots=True, config=STRICT)
class Fact:
    """Something that is known of a thing and was otherwise before. Both are words; nothing is an empty text."""

    name: Said
    before: Said
    after: Said


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class TextChange:
    """A text of a snippet: the words that stayed, went and came, and the elements whose words are others now.

    ``typographic`` says that only spaces, quotation marks, dashes or emphasis changed.
    """

    key: Key
    kind: Kind
    typographic: bool = False
    released: bool = True
    elements: tuple[Element, ...] = ()
    words: Runs = ()


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class BlankChange:
    """A blank that came or went."""

    name: Name
    kind: Kind
    label: Said


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class SnippetChange:
    """A snippet. ``before`` and ``after`` are the numbers of its revisions; ``regions_before`` are those it had.

    ``instead`` is the snippet that replaces one that is gone.
    """

    id: SnippetId
    title: Said
    kind: Kind
    form: FormName
    regions: tuple[Region, ...]
    regions_before: tuple[Region, ...]
    before: Number
    after: Number
    instead: SnippetId | Literal[""] = ""
    revisions: tuple[Revision, ...] = ()
    texts: tuple[TextChange, ...] = ()
    blanks: tuple[BlankChange, ...] = ()
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemChange:
    """An item of the checklists. ``raised`` says that it is required now and was advised before."""

    id: ItemId
    kind: Kind
    uri: Uri
    text: Said
    lists: tuple[Said, ...]
    regions: tuple[Said, ...]
    regions_before: tuple[Said, ...]
    required: bool
    raised: bool = False
    instead: ItemId | Literal[""] = ""
    words: Runs = ()
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()


@checked(frozen=True, slots=True, config=STRICT)
class Passage:
    """A run of blocks of a page that changed, below the heading ``section``."""

    section: Said
    words: Runs


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class PageChange:
    """A page of docs/. ``before`` is the path it had; ``left_out`` counts the passages that are not shown.

    No passages are shown of a page that was written ``anew``.
    """

    uri: Uri
    title: Said
    kind: Kind
    before: Uri | Literal[""] = ""
    anew: bool = False
    passages: tuple[Passage, ...] = ()
    left_out: Number = 0
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class LinkChange:
    """A named link, with the address it had and the one it has."""

    name: Name
    title: Said
    kind: Kind
    before: Said
    after: Said
    actions: tuple[Action, ...] = ()


@checked(frozen=True, slots=True, config=STRICT)
class Edition:
    """An edition, or whatever else was compared, by its name and its day, where that is known."""

    name: Annotated[Said, Field(max_length=300)] = ""
    day: date | None = None


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class Changes:
    """What changed since one edition until another."""

    version: Literal[1] = 1
    since: Edition = Field(default_factory=Edition)
    edition: Edition = Field(default_factory=Edition)
    snippets: tuple[SnippetChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    pages: tuple[PageChange, ...] = ()
    links: tuple[LinkChange, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.snippets or self.items or self.pages or self.links)

    @property
    def counted(self) -> str:
        """How much changed, in words."""
        words = {"snippet": self.snippets, "checklist item": self.items, "page": self.pages, "named link": self.links}
        said = [f"{len(found)} {word}{'s' * (len(found) != 1)}" for word, found in words.items() if found]
        return ", ".join(said) or "nothing"


@checked(frozen=True, slots=True, config=STRICT)
class Told:
    """What a build is told: which edition it makes, and what changed since each of the earlier ones, newest first."""

    edition: Said
    date: date | None
    since: tuple[Changes, ...]

    @model_validator(mode="after")
    def _names_editions(self) -> Self:
        names = [changes.since.name for changes in self.since]
        if wrong := [name for name in names if not EDITION.fullmatch(name)]:  # they become names of files
            raise ValueError(f"{wrong[0]!r} is no edition")
        if len(set(names)) != len(names):
            raise ValueError("an edition stands twice")
        return self


FORM, TOLD = TypeAdapter(Changes), TypeAdapter(Told)


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema of ``Changes``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FORM.json_schema(mode="serialization")}


def to_json(changes: Changes, *, indent: int | None = 2) -> str:
    """Return ``changes`` as JSON with a line feed at its end: for a person, or without ``indent`` for a program."""
    return FORM.dump_json(changes, indent=indent).decode() + "\n"


def from_file(content: bytes) -> Changes:
    """Return the changes that a published file says, as ``to_json`` wrote them."""
    return FORM.validate_json(content)


def told_to_json(told: Told) -> str:
    """Return what a build is told as the JSON that ``told_from_json`` reads."""
    return TOLD.dump_json(told).decode()


def told_from_json(content: bytes, name: str) -> Told:
    """Return what the file ``name`` with ``content`` tells. Raises ``Rejected`` if it was not written so."""
    try:
        if len(content) > LARGEST:
            raise ValueError(f"the file is larger than {LARGEST:,} bytes")
        return TOLD.validate_json(content)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        wrong = f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}"
    except ValueError as error:
        wrong = str(error)
    mend = "Publish with `consentbook edition publish`, which writes it."
    raise Rejected([Offence(visible(name), 1, f"it does not tell what changed: {visible(wrong)[:300]}", mend)])
