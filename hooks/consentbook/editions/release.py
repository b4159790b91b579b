"""Writes a release: a folder with everything that is served, as hard links into the store."""

import ctypes
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from consentbook.editions.place import Place
from consentbook.editions.sums import SUMS, changed_files, sums


def lay_out(place: Place, files: Mapping[str, str], aliases: Mapping[str, str], work: Path) -> str:
    """Put ``files`` (path and SHA-256) and ``aliases`` (name and edition) together, and return the release's digest.

    It lies in the folder ``work`` then, unless the place has it; `put_in_place` puts it there. Raises ``CannotRun``
    where a content is not what its name says.
    """
    text = sums(files)
    digest = hashlib.sha256(text.encode()).hexdigest()
    release = place.releases / digest
    if release.exists() and not changed_files(release):
        return digest
    for content in sorted(set(files.values())):
        place.store.read(content)  # which sees that it is whole
    aside = work / digest
    _link(place, {**files, SUMS: place.store.add(text.encode())}, aside)
    for alias, edition in aliases.items():
        (aside / alias).symlink_to(edition)
    for folder, _, _ in os.walk(aside):
        Path(folder).chmod(0o755)
    return digest


def put_in_place(place: Place, digest: str, work: Path) -> None:
    """Put a release that was laid out in ``work`` among those of the place. Nobody is led to it yet."""
    release, aside = place.releases / digest, work / digest
    if release.exists() and aside.exists():  # somebody had changed it
        _exchange(release, aside)
    elif aside.exists():
        aside.rename(release)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders take each other's place: in one step on Linux, elsewhere with a moment without the first."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call and not call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE):
        return
    one.rename(other.with_name("harmed"))
    other.rename(one)


HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE, as in `man renameat2`


def _link(place: Place, files: Mapping[str, str], folder: Path) -> None:
    made = set()
    for path, digest in files.items():
        within = path.rpartition("/")[0]
        if within not in made:
            (folder / within).mkdir(parents=True, exist_ok=True)
            made.add(within)
        place.store.link(digest, f"{folder}/{path}")
