"""Which files may lie in the project's folders: what is published is listed, and nothing leads elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path

from consentbook.reading.offences import Offence

FOLDERS = ("docs", "snippets", "theme")
# Markdown under other endings would be built and not be checked; what a browser runs belongs into theme/.
IN_DOCS = {".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf", ".txt", ".csv", ".json"}

# Made by the build of an edition: what changed since each of the earlier ones.
CHANGES = "changes"
SEARCH = "search"  # made by each build; what lies there is kept for a year by its name


def misplaced(root: Path, generated: set[str]) -> Iterator[Offence]:
    """Yield links, files of other kinds, and files in the place of one that is ``generated`` (paths below docs/)."""
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        shown = name.encode("utf-8", "backslashreplace").decode()
        in_docs = name.startswith("docs/")
        if path.is_symlink():
            yield Offence(shown, 1, "this is a symbolic link", "Put the file itself there.")
        elif shown != name:
            yield Offence(shown, 1, "the name is not UTF-8", "Give the file another name.")
        elif not name.isprintable():
            yield Offence(name, 1, "the name holds a hidden character", "Give the file another name.")
        elif in_docs and path.is_file() and path.suffix not in IN_DOCS:
            mend = f"Take one of {', '.join(sorted(IN_DOCS))}; styles and scripts belong into theme/."
            yield Offence(name, 1, f'a file with the ending "{path.suffix}" is not published from docs/', mend)
        elif name in {f"docs/{CHANGES}", f"docs/{CHANGES}.md"}:
            yield Offence(name, 1, "what changed is told in this place by the build", "Give it another name.")
        elif name == f"docs/{SEARCH}":
            yield Offence(name, 1, "the build puts what the search reads in this place", "Give it another name.")
        elif in_docs and name.removeprefix("docs/") in generated:
            yield Offence(name, 1, "a file of this name is made by the build", "Give it another name.")


def _walk(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield root / folder
        for inside, folders, files in os.walk(root / folder):
            yield from (Path(inside) / name for name in sorted([*folders, *files]))
