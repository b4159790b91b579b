"""How the hooks and MkDocs meet: where the book is kept during a build, and how offences stop it."""

import errno
import gc
import logging
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError

from consentbook.book import Book
from consentbook.reading.offences import Rejected
from consentbook.terminal import CannotRun, Failed
from consentbook.wording.forms import FORMS

EXTENSIONS = tuple(f"consentbook.{name}.extension" for name in ("wording", "links", "checklists"))


class BuildFailed(Failed):
    """MkDocs could not build the site; carries what it said."""


def run_mkdocs(book: Book, folder: Path) -> None:
    """Let MkDocs build the site of ``book``, strictly, in ``folder``. Raises ``BuildFailed`` with what it said."""
    said = _Listener()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(said)
    try:
        config = load_config(str(book.root / "mkdocs.yml"), strict=True, site_dir=str(folder))
        hand_over(book, config)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except (Abort, MkDocsException) as stopped:
        raise BuildFailed("\n".join([*said.words, str(stopped)]).strip()) from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CannotRun(f"{error.strerror}: {error.filename or folder}") from None
        raise BuildFailed("\n".join([*said.words, f"{type(error).__name__}: {error}"])) from error
    except Exception as error:  # a template or a plugin may raise whatever it likes
        raise BuildFailed("\n".join([*said.words, f"{type(error).__name__}: {error}"])) from error
    finally:
        logger.removeHandler(said)


class _Listener(logging.Handler):
    """Keeps the warnings of a build, which a strict one ends with."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def handed_over(config: MkDocsConfig) -> bool:
    """Say whether this build was given its book beforehand."""
    return "book" in config.mdx_configs.get(EXTENSIONS[0], {})


def hand_over(book: Book, config: MkDocsConfig) -> None:
    """Give the book to the Markdown extensions, so that they do not read it for each page."""
    for extension in EXTENSIONS:
        config.mdx_configs.setdefault(extension, {})["book"] = book
    # It lives until the build ends. Python would look through it for garbage again and again.
    gc.unfreeze()  # what the build before left
    gc.freeze()


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
