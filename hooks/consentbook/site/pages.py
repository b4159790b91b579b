"""The pages that the site gets besides those in docs/: one for each snippet."""

from consentbook.book import Book
from consentbook.templates import render_template
from consentbook.wording.feed import page_uri
from consentbook.wording.model import Snippet

WHY = {
    "opt-in": "It asks first and waits for an answer, for regions where recording must not start without a yes.",
    "opt-out": "It tells, and offers a way out, for regions where recording may start and people may object.",
    "notice": "It tells and does not ask, so it fits only where telling is enough.",
    "staff": "It informs people at work, whose consent is seldom free; it does not ask for consent.",
    "any": "It describes what you do, whether you ask, offer a way out, or tell.",
}


def snippet_pages(book: Book) -> dict[str, str]:
    """Return path below docs/ and Markdown of each snippet's own page."""
    return {page_uri(snippet): _page(snippet, book) for snippet in book.library.snippets.values()}


def _page(snippet: Snippet, book: Book) -> str:
    return render_template(
        "page.md.jinja",
        snippet=snippet,
        items=[book.checklists.items[id_] for id_ in sorted(set(snippet.meta.checklist))],
        variables=[(name, book.library.variables[name]) for name in _variables(snippet)],
        sources=[(name, book.register.links[name]) for name in snippet.meta.sources],
        why=WHY[snippet.meta.consent],
        folder=snippet.id.rpartition("/")[2],
    )


def _variables(snippet: Snippet) -> list[str]:
    return list(dict.fromkeys(name for text in snippet.texts.values() for name in text.variables))
