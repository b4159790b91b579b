"""The book: everything that the project's files say, read and checked once. Every view is drawn from it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from consentbook.checklists.feed import checklist_files
from consentbook.checklists.model import Checklists
from consentbook.checklists.read import read_checklists
from consentbook.cms.page import is_cms_page
from consentbook.links.policy.check import LinkCheck
from consentbook.links.portal.checked import read_report, report_given
from consentbook.links.portal.feed import link_files
from consentbook.links.register import Register, read_register
from consentbook.links.reports.report import Report
from consentbook.reading.keys import check_keys
from consentbook.reading.moves import check_moves
from consentbook.reading.navigation import check_navigation
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.pages import Page, read_page
from consentbook.reading.strict_yaml import Tree
from consentbook.reading.tree import misplaced
from consentbook.wording.check import notices
from consentbook.wording.directives import check_directives
from consentbook.wording.feed import feed_files, page_uri
from consentbook.wording.model import Library
from consentbook.wording.read import read_library


@dataclass(frozen=True)
class Book:
    """The snippets, the register, the checklists and the pages of one project, and the ``report`` on its links."""

    root: Path
    library: Library
    register: Register
    register_lines: Tree
    checklists: Checklists
    pages: tuple[Page, ...]
    notices: tuple[Offence, ...] = ()
    report: Report | None = None


def read_book(root: Path, *, release: bool = False, published: bool = False, report: Path | None = None) -> Book:
    """Read and check the project at ``root``. Raises ``Rejected`` with every offence in it.

    What a preview only shows (lapsed reviews, stale translations, texts that are not released) is in the book's
    ``notices``; for a ``release`` it is an offence too, all but stale translations, which say so on their page.
    What was ``published`` once is not judged again by rules that came later: it must be readable, no more.
    ``report`` is the file with what the last check of links found.
    """
    offences: list[Offence] = []
    library = read_library(root, offences)
    register, lines = read_register(root, offences)
    docs = root / "docs"
    found = [read_page(root, path, offences) for path in sorted(docs.rglob("*.md"))]
    pages = tuple(page for page in found if page)
    checklists = read_checklists(root, pages, offences)
    checked = read_report(report, offences) if report else None
    made = {**feed_files(library), **checklist_files(checklists), **link_files(register, checked)}
    generated = {*made, *map(page_uri, library.snippets.values())}
    offences.extend(misplaced(root, generated))
    uris = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()} | generated
    if published:
        offences = [offence for offence in offences if not offence.code]  # those with a code break a rule
    else:
        offences.extend(LinkCheck(register, lines, library, checklists, uris).offences(pages))
        offences.extend(check_moves(pages, uris))
        offences.extend(check_keys(page for page in pages if not is_cms_page(page.meta)))
        check_navigation(root, uris, offences)
    for page in pages:
        offences.extend(check_directives(page, library))
    offences.extend(_unknown_items(library, checklists))
    told = tuple(sorted(notices(library, today())))
    if release:
        offences.extend(notice for notice in told if notice.code in REFUSED_IN_RELEASE)
    if offences:
        raise Rejected(offences)
    return Book(root, library, register, lines, checklists, pages, told, checked)


REFUSED_IN_RELEASE = {"review-lapsed", "unreleased"}


def today() -> date:
    """Return the day of the build, in UTC: that of ``SOURCE_DATE_EPOCH`` where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def given_or_read(book: Book | None, root: str) -> Callable[[], Book]:
    """Return a function that returns ``book``, or else reads the project at ``root`` when it is first called.

    For Markdown extensions: MkDocs loads each once just to see that it loads, and that reads nothing.
    """
    return cache(lambda: book or read_book(Path(root), report=report_given()))


def _unknown_items(library: Library, checklists: Checklists) -> Iterator[Offence]:
    for snippet in library.snippets.values():
        for number, item in enumerate(snippet.meta.checklist):
            if item not in checklists.items:
                line, wrong = snippet.main.line("checklist", number), f'no checklist has the item "{item}"'
                yield Offence(snippet.path, line, wrong, "Correct the id, or delete it.")
