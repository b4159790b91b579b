"""The pages on what changed in the navigation: one on all pages of the site, all on these pages themselves."""

from collections.abc import Collection
from itertools import pairwise
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from consentbook.editions.changes.model import Told
from consentbook.editions.changes.page import INDEX, TITLE, page_uris


def with_changes(nav: list[Any] | None) -> list[Any] | None:
    """Return the navigation with the page on what changed at its end.

    The pages on earlier editions are not in it: every page of the site shows it, and would differ from edition to
    edition.
    """
    return nav and [*nav, {TITLE: INDEX}]


def put_in_a_row(told: Told, files: Files) -> None:
    """Let each page on what changed lead to that on the edition before, and back."""
    found = [file.page for uri in page_uris(told) if (file := files.get_file_from_path(uri)) and file.page]
    for newer, older in pairwise(found):
        newer.next_page, older.previous_page = older, newer


def opened(nav: Navigation, page: Page, uris: Collection[str]) -> Navigation:
    """Return the navigation that ``page`` shows: on one of those with ``uris``, all of them stand at its end."""
    if page.file.src_uri not in uris or not isinstance(nav.items[-1], Page):
        return nav
    pages = [nav.items[-1]]
    while pages[-1].next_page:
        pages.append(pages[-1].next_page)
    section = Section(TITLE, [*pages])
    section.active = True
    return Navigation([*nav.items[:-1], section], nav.pages)
