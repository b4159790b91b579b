"""What an edition holds, as far as editions are compared by it."""

from consentbook.book import Book
from consentbook.reading.schema import Schema


class PageEntry(Schema):
    """A page."""

    title: str
    moved_from: tuple[str, ...] = ()


class Inventory(Schema):
    """What an edition holds."""

    pages: dict[str, PageEntry]


def inventory(book: Book) -> Inventory:
    """Return what ``book`` holds."""
    return Inventory(
        pages={
            page.uri: PageEntry(title=page.title, moved_from=tuple(page.meta.get("moved_from", ())))
            for page in book.pages
        }
    )
