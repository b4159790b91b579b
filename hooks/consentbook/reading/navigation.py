"""The navigation in mkdocs.yml: every page that it names must be there."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.strict_yaml import Path as Place
from consentbook.reading.strict_yaml import Tree, parse_yaml
from consentbook.reading.tree import CHANGES

SETTINGS = "mkdocs.yml"
PATH = "Write the path of a page below docs/, as in guide/why.md, or delete the entry."
ENTRY = "Write `- guide/why.md`, `- Title: guide/why.md`, or `- Title:` with a list of entries below it."


def check_navigation(root: Path, uris: set[str], offences: list[Offence]) -> None:
    """Add to ``offences`` what is wrong with the navigation of the project at ``root``.

    ``uris`` are the paths below docs/ that are there, or that the build makes.
    """
    path = root / SETTINGS
    if not path.exists():  # another program than MkDocs may build the site
        return
    text = read_file(root, path, offences)
    tree = parse_yaml(text, SETTINGS, offences, tags=True) if text is not None else None
    if tree and isinstance(tree.value, dict) and tree.value.get("nav"):
        offences.extend(_entries(tree.value["nav"], ("nav",), tree, uris))


def _entries(entries: Any, at: Place, tree: Tree, uris: set[str]) -> Iterator[Offence]:
    """Yield what is wrong with the list ``entries`` that stands ``at`` a place of ``tree``."""
    if not isinstance(entries, list):
        yield Offence(SETTINGS, tree.line(at), "the navigation is no list here", ENTRY)
        return
    for number, entry in enumerate(entries):
        yield from _entry(entry, (*at, number), tree, uris)


def _entry(entry: Any, at: Place, tree: Tree, uris: set[str]) -> Iterator[Offence]:
    if isinstance(entry, dict) and len(entry) == 1:
        ((title, inner),) = entry.items()
        below = (*at, title)
        yield from _page(inner, below, tree, uris) if isinstance(inner, str) else _entries(inner, below, tree, uris)
    elif isinstance(entry, str):
        yield from _page(entry, at, tree, uris)
    else:
        yield Offence(SETTINGS, tree.line(at), "an entry of the navigation is no path and no title with one", ENTRY)


def _page(path: str, at: Place, tree: Tree, uris: set[str]) -> Iterator[Offence]:
    line, shown = tree.line(at), f'"{path[:80]}"'
    written = PurePosixPath(path).as_posix()  # as MkDocs compares it: without `./`
    if _is_address(path) or written in uris or written.startswith(f"{CHANGES}/"):
        return
    if not path:
        yield Offence(SETTINGS, line, "the navigation has a title without a page", PATH)
    elif path.startswith("/"):
        meant = did_you_mean(path.lstrip("/"), uris)
        yield Offence(SETTINGS, line, f"the navigation names {shown}, which begins with /", PATH, meant)
    else:
        wrong = f"the navigation names {shown}, which is not in docs/"
        yield Offence(SETTINGS, line, wrong, PATH, did_you_mean(path, uris))


def _is_address(path: str) -> bool:
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return bool(parts.scheme or parts.netloc)
