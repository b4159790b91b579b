"""Which addresses outside the site the project links to, and where each is written."""

from collections import defaultdict

from consentbook.book import Book
from consentbook.links import REGISTER
from consentbook.links.sources.places import Place
from consentbook.wording import render


def outside_addresses(book: Book) -> dict[str, list[Place]]:
    """Return each http(s) address that the register, the pages and the snippets link to, with its places in order."""
    found: dict[str, set[Place]] = defaultdict(set)
    for name, link in book.register.links.items():
        found[link.url].add(Place(REGISTER, book.register_lines.line(("links", name, "url"))))
    for page in book.pages:
        for written in page.links:
            if written.text.startswith(("http://", "https://")):
                found[written.text].add(Place(page.path, written.number))
    for _, text in book.library.texts:
        for part in text.parts:
            for target in render.links(part.blocks):
                if target.startswith("https://"):
                    found[target].add(Place(text.path, part.line))
    return {address: sorted(places) for address, places in sorted(found.items())}
