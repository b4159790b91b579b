"""Where a page was before: the key ``moved_from`` of its front matter, a list of earlier paths below docs/."""

from collections.abc import Collection, Iterable, Iterator

from consentbook.reading.offences import Offence
from consentbook.reading.pages import Page

KEY = "moved_from"
DOCS = "docs/"
MOST = 50  # earlier paths of one page
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
        if len(written) > MOST:
            wrong = f"{KEY} has {len(written)} paths, more than {MOST}"
            yield Offence(page.path, page.front.line((KEY,)), wrong, "Keep those that somebody may still link to.")
        for number, path in enumerate(written[:MOST]):
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
    parts = path.removesuffix(".md").split("/")
    if not path.endswith(".md") or {"", ".", ".."} & set(parts) or not path.isprintable() or "\\" in path:
        shown = path[:80] if path.isprintable() else ascii(path[:80])[1:-1]
        return f'"{shown}" is no path of a page below docs/'
    if max(len(part.encode()) for part in parts) > LONGEST:
        return f'"{path[:80]}" has a part that is too long for a folder'
    return f'"{path[:80]}" begins with {DOCS}' if path.startswith(DOCS) else ""


LONGEST = 200  # bytes; systems take 255


def _meant(path: object) -> str:
    below = path.removeprefix(DOCS) if isinstance(path, str) else path
    return "" if below == path else f'did you mean "{below}"?'
