"""What the command is asked for: reads two editions, compares them, and writes what changed in a format."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from consentbook.book import read_book
from consentbook.editions import NEXT
from consentbook.editions.changes.compare import compare
from consentbook.editions.changes.formats import as_page, as_text
from consentbook.editions.changes.inventory import Inventory, inventory
from consentbook.editions.changes.model import Changes, Edition, to_json
from consentbook.editions.changes.narrow import narrowed
from consentbook.editions.source import resolve, unpack
from consentbook.reading.files import visible
from consentbook.reading.offences import Rejected
from consentbook.terminal import CannotRun, root_above

FORMATS = {"text": as_text, "json": to_json, "markdown": as_page}


def changes_between(root: Path, old: str, new: str, form: str | None = None, region: str | None = None) -> Changes:
    """Return what changed from ``old`` to ``new``: editions, revisions of the repository at ``root``, or folders.

    ``form`` and ``region`` narrow it. Raises ``CannotRun`` where a name names nothing, or what it names is not right.
    """
    (before, since), (after, edition) = _read(root, old), _read(root, new)
    return narrowed(compare(before, after, since, edition), form, region)


def _read(root: Path, name: str) -> tuple[Inventory, Edition]:
    """Return what the edition ``name`` holds, and its name and day."""
    folder, shown = Path(name), visible(name)[:300]
    if os.sep in name and _is_project(folder):
        return _inventory(folder, shown), Edition(shown)
    try:
        tag = resolve(root, "HEAD" if name == NEXT else name, [NEXT])
    except CannotRun as unknown:
        raise CannotRun(f"{unknown}{_of_folder(folder, shown)}") from None
    with tempfile.TemporaryDirectory() as aside:
        content = Path(aside) / "content"
        return _inventory(content, shown, lambda: unpack(root, tag.commit, content)), Edition(shown, _day(tag.epoch))


def _is_project(folder: Path) -> bool:
    return root_above(folder) == folder


def _of_folder(folder: Path, shown: str) -> str:
    """Return why a folder is not compared, or nothing where there is none."""
    if not folder.is_dir():
        return ""
    if _is_project(folder):
        return f" For the folder, write .{os.sep}{shown}"
    return f" The folder {shown} holds no project: mkdocs.yml and snippets belong there."


def _inventory(folder: Path, name: str, make: Callable[[], None] = lambda: None) -> Inventory:
    try:
        make()
        return inventory(read_book(folder, published=True))
    except Rejected as rejected:
        raise CannotRun(f"{name} cannot be compared, because it is not right:\n{rejected}") from None


def _day(epoch: int) -> date:
    return datetime.fromtimestamp(epoch, UTC).date()
