"""Where a page was before: the key ``moved_from`` of its front matter, a list of earlier paths below docs/."""

import posixpath
from collections.abc import Collection, Iterable, Iterator

from consentbook.reading.offences import Offence
from consentbook.reading.pages import Page

KEY = "moved_from"
DOCS = "docs/"
AS_IN = "Write a list of paths below docs/ that the page had, as in [guide/old.md]."


def moved_from(page: Page) -> tuple[str, ...]:
    """Return the earlier paths of ``page`` below docs/, as far as they are written as they should be."""
    written = page.meta.get(KEY)
    return tuple(path for path in written if not _wrong(path)) if isinstance(written, list) else ()


def check_moves(pages: Iterable[Page], uris: Collection[str]) -> Iterator[Offence]:
    """Yield what is wrong with the earlier paths that ``pages`` name; ``uris`` are the paths that are there now."""
    claimed: dict[str, str] = {}
    for page in pages:
        written = page.meta.get(KEY, [])
        if not isinstance(written, list):
            yield Offence(page.path, page.front.line((KEY,)), f"{KEY} is no list", AS_IN)
            continue
        for number, path in enumerate(written):
            line = page.front.line((KEY, number))
            if wrong := _wrong(path):
                yield Offence(page.path, line, wrong, AS_IN, _meant(path))
            elif path in uris:
                mend = f"Delete it from {KEY}: only what is gone can lead elsewhere."
                yield Offence(page.path, line, f"docs/{path} is still there", mend)
            elif (first := claimed.setdefault(path, page.path)) != page.path:
                yield Offence(page.path, line, f"{first} was docs/{path} already", "Keep it on one of the two pages.")


def _wrong(path: object) -> str:
    """Return what is wrong with an earlier path, or nothing."""
    if not isinstance(path, str):
        return f"{KEY} holds what is no path"
    if not path.endswith(".md") or path.startswith(("/", "../")) or posixpath.normpath(path) != path:
        return f'"{path[:80]}" is no path of a page below docs/'
    return f'"{path[:80]}" begins with {DOCS}' if path.startswith(DOCS) else ""


def _meant(path: object) -> str:
    below = path.removeprefix(DOCS) if isinstance(path, str) else path
    return "" if below == path else f'did you mean "{below}"?'
