"""The inventory of an edition: what it holds, as far as it takes to tell what changed and where pages have gone.

It is checked against its schema, paths and signs included, as it is kept between builds and read back as untrusted.
"""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.dataclasses import dataclass as checked

from consentbook.book import Book
from consentbook.checklists.model import FOLDER, Item, ItemId
from consentbook.editions.changes.words import Block, read_blocks
from consentbook.links.register import NamedLink
from consentbook.reading.files import HIDDEN, read_file
from consentbook.reading.moves import moved_from
from consentbook.reading.pages import Page, split_front_matter
from consentbook.reading.schema import Name
from consentbook.wording.forms import Consent, FormName, Region
from consentbook.wording.meta import SnippetId
from consentbook.wording.model import Snippet, Text
from consentbook.wording.text import Element

STRICT = ConfigDict(extra="forbid", strict=True)


def _clean(text: str) -> str:
    if HIDDEN.search(text):
        raise ValueError("a hidden control character stands in it")
    return text


def _below(uri: str) -> str:
    if uri.startswith(("/", "../")) or posixpath.normpath(uri) != uri:
        raise ValueError("it is no path below docs/")
    return uri


Said = Annotated[str, AfterValidator(_clean)]
Uri = Annotated[Said, StringConstraints(pattern=r"\.md$", max_length=1_000), AfterValidator(_below)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z.-]{2,20}$")]
Number = Annotated[int, Field(ge=0)]


DIGEST = re.compile(r"[0-9a-f]{64}")
PageText = tuple[Block, ...]


def _text_of(value: Any, check: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Return the blocks that are kept as ``value``, and were checked when they were read."""
    if not info.context:
        return check(value)
    if not isinstance(value, str) or not DIGEST.fullmatch(value):
        raise ValueError("it is no SHA-256")
    return info.context(value)


Blocks = tuple[tuple[Said, Said], ...]


@checked(frozen=True, slots=True, config=STRICT)
class PageState:
    """A page: its title, the paths it had before, and its blocks, each with the heading it stands below.

    ``source`` is the SHA-256 of the Markdown that they were read from.
    """

    title: Said
    moved_from: tuple[Uri, ...] = ()
    text: Annotated[Blocks, WrapValidator(_text_of)] = ()
    source: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]*$", max_length=64)] = field(default="", compare=False)


@checked(frozen=True, slots=True, config=STRICT)
class TextState:
    """A text of a snippet: its template, what a reader reads, what it says in which words, and its reviews in words.

    ``stale`` says that it translates an English text that has changed since.
    """

    template: Said
    text: Said
    coverage: dict[Element, tuple[Said, ...]]
    reviews: tuple[Said, ...] = ()
    released: bool = True
    withdrawn: bool = False
    stale: bool = False


@checked(frozen=True, slots=True, config=STRICT)
class Revision:
    """A released revision: its number, its day, and why the text changed."""

    number: Annotated[int, Field(ge=1)]
    day: date
    reason: Said


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class SnippetState:
    """A snippet with its texts by key. ``variables`` are those of all its texts."""

    title: Said
    form: FormName
    consent: Consent
    regions: tuple[Region, ...]
    avoid_in: tuple[Region, ...] = ()
    must_cover: tuple[Element, ...] = ()
    replaces: tuple[SnippetId, ...] = ()
    variables: tuple[Name, ...] = ()
    revisions: tuple[Revision, ...] = ()
    texts: dict[Key, TextState]

    @property
    def revision(self) -> int:
        """The number of the latest revision; 0 where there is none."""
        return self.revisions[-1].number if self.revisions else 0


@checked(frozen=True, slots=True, config=STRICT)
class BlankState:
    """A blank that wording may have: the name that a reader sees, and what to put in."""

    label: Said
    help: Said


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class ItemState:
    """An item of the checklists. ``lists`` begin with the one it is written in; ``details`` are words by label."""

    text: Said
    uri: Uri
    lists: tuple[Said, ...]
    required: bool
    roles: tuple[Said, ...] = ()
    regions: tuple[Said, ...] = ()
    consent: tuple[Said, ...] = ()
    details: dict[str, Said] = Field(default_factory=dict)
    digest: Said


@checked(frozen=True, slots=True, config=STRICT)
class LinkState:
    """A named link: what a reader finds there, its address, and what is expected of it."""

    title: Said
    url: Said
    expect: dict[str, Said | int] = Field(default_factory=dict)


@checked(frozen=True, slots=True, kw_only=True, config=STRICT)
class Inventory:
    """What an edition holds. ``gone`` has for each item that was removed the one that says it now, or nothing."""

    version: Literal[1] = 1
    pages: dict[Uri, PageState] = Field(default_factory=dict)
    snippets: dict[SnippetId, SnippetState] = Field(default_factory=dict)
    blanks: dict[Name, BlankState] = Field(default_factory=dict)
    items: dict[ItemId, ItemState] = Field(default_factory=dict)
    gone: dict[ItemId, ItemId | Literal[""]] = Field(default_factory=dict)
    links: dict[Name, LinkState] = Field(default_factory=dict)


def inventory(book: Book, before: Inventory | None = None) -> Inventory:
    """Return what ``book`` holds. Pages that are as ``before`` are not read again: that takes most of the time."""
    library, checklists = book.library, book.checklists
    known = {page.source: page.text for page in before.pages.values()} if before else {}
    return Inventory(
        pages={page.uri: _page(page, book, known) for page in book.pages},
        snippets={id_: _snippet(snippet) for id_, snippet in library.snippets.items()},
        blanks={name: BlankState(variable.label, variable.help) for name, variable in library.variables.items()},
        items={id_: _item(item, book) for id_, item in sorted(checklists.items.items())},
        gone={removed.id: removed.instead or "" for removed in checklists.removed},
        links={name: LinkState(link.title, link.url, _expected(link)) for name, link in book.register.links.items()},
    )


def _page(page: Page, book: Book, known: Mapping[str, PageText]) -> PageState:
    markdown = _markdown(page, book)
    source = hashlib.sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()
    return PageState(page.title, moved_from(page), known.get(source) or read_blocks(markdown), source)


def _markdown(page: Page, book: Book) -> str:
    """Return the text of a page below its front matter, with the code, which ``page.body`` does not hold."""
    text = read_file(book.root, book.root / page.path, [])
    parts = split_front_matter(text, page.path, []) if text is not None else None
    return "\n".join(line.text for line in parts[1]) if parts else ""


def _snippet(snippet: Snippet) -> SnippetState:
    meta, texts = snippet.meta, snippet.texts
    return SnippetState(
        title=meta.title,
        form=meta.form,
        consent=meta.consent,
        regions=meta.regions,
        avoid_in=meta.avoid_in,
        must_cover=meta.must_cover,
        replaces=meta.replaces,
        variables=tuple(dict.fromkeys(name for text in texts.values() for name in text.variables)),
        revisions=tuple(Revision(entry.revision, entry.date, entry.reason) for entry in snippet.history.entries),
        texts={key: _text(text, snippet) for key, text in texts.items()},
    )


def _text(text: Text, snippet: Snippet) -> TextState:
    coverage: dict[Any, tuple[str, ...]] = dict(text.coverage)
    return TextState(
        text.template,
        text.text,
        coverage,
        reviews=tuple(review.words for review in text.reviews),
        released=text.key not in snippet.unreleased,
        withdrawn=any(review.status == "withdrawn" for review in text.reviews),
        stale=text in snippet.stale,
    )


def _item(item: Item, book: Book) -> ItemState:
    home = item.uri.removeprefix(FOLDER).removesuffix(".md")
    named = (checklist.id for checklist in book.checklists.lists.values() if item in checklist.items)
    return ItemState(
        text=item.text,
        uri=item.uri,
        lists=tuple(dict.fromkeys([home, *named])),
        required=item.required,
        roles=item.roles,
        regions=item.regions,
        consent=item.consent,
        details={label: item.plain(label) for label in item.details},
        digest=item.digest,
    )


def _expected(link: NamedLink) -> dict[str, str | int]:
    return link.expect.model_dump(mode="json", exclude_none=True) if link.expect else {}
