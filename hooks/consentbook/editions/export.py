"""Writes a release to a branch that GitHub Pages serves: with copies for aliases, as it follows no links."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ghp_import import GhpError, ghp_import

from consentbook.editions.place import Place
from consentbook.terminal import CannotRun

PACKED = {".gz", ".br"}  # GitHub Pages packs files itself


def export(root: Path, place: Place, branch: str, message: str) -> None:
    """Commit the release that is served to ``branch`` of the repository at ``root``. Raises ``CannotRun``."""
    with place.working() as work:
        _lay_out(place.current.resolve(), work / "site")
        try:
            with contextlib.chdir(root):
                ghp_import(str(work / "site"), branch=branch, mesg=message, nojekyll=True, no_history=False)
        except (GhpError, OSError) as wrong:
            raise CannotRun(f"the branch {branch} cannot be written: {wrong}") from None


def _lay_out(release: Path, folder: Path) -> None:
    for path in _files(release):
        at = folder / path.relative_to(release)
        at.parent.mkdir(parents=True, exist_ok=True)
        os.link(path.resolve(), at)


def _files(release: Path) -> Iterator[Path]:
    """Yield every file, those behind an alias too."""
    for folder, _, names in os.walk(release, followlinks=True):
        yield from (Path(folder, name) for name in names if Path(name).suffix not in PACKED)
