"""What is known of a snippet that is gone: which edition had it last, and what replaces it."""

import re
from pathlib import Path

from consentbook.editions.source import editions_with
from consentbook.terminal import CannotRun
from consentbook.wording.history import HISTORY
from consentbook.wording.meta import SNIPPET_ID
from consentbook.wording.model import Library


def of_gone(root: Path, library: Library, name: str) -> str:
    """Return what is known of the snippet ``name``, which ``library`` has not; nothing if it never was in an edition.

    The tags of the repository at ``root`` are looked at, where there is one.
    """
    instead = [snippet.id for snippet in library.snippets.values() if name in snippet.meta.replaces]
    history = f"snippets/{name}/{HISTORY}"
    editions = _editions(root, history) if re.fullmatch(SNIPPET_ID, name) else ()
    if not editions and not instead:
        return ""
    said = f'the snippet "{name}" is gone. '
    said += f'"{instead[0]}" replaces it.' if instead else "Nothing replaces it."
    if editions:
        said += f" It was last in edition {editions[0]}: `git show {editions[0]}:{history}` shows its revisions."
    return said


def _editions(root: Path, path: str) -> tuple[str, ...]:
    try:
        return tuple(tag.edition for tag in editions_with(root, path))
    except CannotRun:  # no git, or no repository
        return ()
