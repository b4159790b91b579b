"""The plain entries of the navigation, made once for all pages of a folder.

The theme writes each entry on each page anew, through three macros: with 1,000 pages in one section, more than half
of a build went into that.
"""

from mkdocs.structure import StructureItem
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

MARKS = ("icon", "subtitle", "status")  # in a page's front matter, for which an entry has more


class Entries:
    """The entries of one build."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, str]] = {}  # by the folder of the page that they stand on, and their address
        self.page: Page | None = None
        self.folder = ""

    def plain(self, item: StructureItem, page: Page | None) -> str:
        """Return the entry of ``item`` on ``page`` as partials/nav-item.html writes it; nothing if that is to do it.

        It is for sections and addresses, for pages that have more than a title, and for the page itself and what lies
        above or below it, to which the way is another one from each page.
        """
        if not isinstance(item, Page) or page is None:
            return ""
        if page is not self.page:
            self.page, self.folder = page, page.url.removesuffix("/").rpartition("/")[0]
        url = item.url
        if not page.url.endswith("/") or url.startswith(page.url):
            return ""
        made = self.made.setdefault(self.folder, {})
        if url not in made:
            made[url] = _entry(item, self.folder)
        return made[url]


def _entry(item: Page, folder: str) -> str:
    """Return the entry of a page as it stands on the pages right below ``folder``."""
    above = f"{folder}/".startswith(item.url)
    if above or any(map(item.meta.get, MARKS)) or hasattr(item, "typeset") or hasattr(item, "encrypted"):
        return ""
    href = f"../{get_relative_url(item.url, f'{folder}/' if folder else '')}"
    words = f'<span class="md-ellipsis">{item.title}</span>'
    return f'<li class="md-nav__item"><a href="{href}" class="md-nav__link">{words}</a></li>'
