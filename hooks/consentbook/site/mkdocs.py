"""How the hooks and MkDocs meet: where the book is kept during a build, and how offences stop it."""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from consentbook.book import Book
from consentbook.reading.offences import Rejected
from consentbook.wording.forms import FORMS

EXTENSIONS = tuple(f"consentbook.{name}.extension" for name in ("wording", "links", "checklists"))


def hand_over(book: Book, config: MkDocsConfig) -> None:
    """Give the book to the Markdown extensions, so that they do not read it for each page."""
    for extension in EXTENSIONS:
        config.mdx_configs.setdefault(extension, {})["book"] = book


def name_page(uri: str, config: MkDocsConfig) -> None:
    """Tell the checklists' extension which page it reads next: MkDocs makes a new one for each page."""
    config.mdx_configs["consentbook.checklists.extension"]["page"] = uri


def book_of(config: MkDocsConfig) -> Book:
    """Return the book that ``hand_over`` gave to this build."""
    book: Book = config.mdx_configs[EXTENSIONS[0]]["book"]
    return book


def refusal(rejected: Rejected) -> PluginError:
    """Return the error that stops MkDocs: each offence on a line of its own."""
    count = len(rejected.offences)
    return PluginError(f"{count} thing{'s' * (count > 1)} to mend:\n{rejected}")


def with_snippets(nav: list[Any] | None, book: Book) -> list[Any] | None:
    """Return the navigation with the snippets' pages below "Wording", grouped by form."""
    groups = []
    for name, form in FORMS.items():
        pages = [f"wording/{snippet.id}.md" for snippet in book.library.snippets.values() if snippet.meta.form == name]
        if pages:
            groups.append({form.label: pages})
    return nav and [
        {"Wording": [*item["Wording"], *groups]} if isinstance(item, dict) and "Wording" in item else item
        for item in nav
    ]
