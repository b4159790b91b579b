"""What Markdown extensions that need the book share: its options, and reading it only when needed."""

from typing import Any

from markdown.extensions import Extension

from consentbook.book import Book, given_or_read


class BookExtension(Extension):
    """An extension that is given the book by a hook, or else reads it from the project's root."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "book": ["", "The book, where the caller has read it already"],
            "root": [".", "The project's root, from which the book is read otherwise"],
            "page": ["", "The path below docs/ of the page that is read, where the caller says it"],
        }
        super().__init__(**options)
        self._read = given_or_read(self.getConfig("book"), self.getConfig("root"))

    def book(self) -> Book:
        """Return the book; raises ``Rejected`` if it has to be read and is not right."""
        return self._read()
