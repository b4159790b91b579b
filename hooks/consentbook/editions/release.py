"""Writes a release: a folder with everything that is served, as hard links into the store."""

import ctypes
import hashlib
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from consentbook.editions.place import Place
from consentbook.editions.sums import SUMS, changed_files, listed, sums


def begin(place: Place, served: str | None, work: Path) -> dict[str, str]:
    """Lay out in ``work`` what is ``served``, since most of what comes after it is the same; return path and SHA-256.

    Nothing is laid out where not all of it is in the store any more.
    """
    files = listed(place.releases / served) if served else {}
    try:
        _link(place, files, work / BEGUN)
    except OSError:
        shutil.rmtree(work / BEGUN, ignore_errors=True)
        return {}
    return files


BEGUN = "begun"


def lay_out(
    place: Place, files: Mapping[str, str], aliases: Mapping[str, str], work: Path, begun: Mapping[str, str]
) -> str:
    """Put ``files`` (path and SHA-256) and ``aliases`` (name and edition) together, and return the release's digest.

    It lies in the folder ``work`` then, unless the place has it; `put_in_place` puts it there. ``begun`` is what
    `begin` has laid out. Raises ``CannotRun`` where a content is not what its name says.
    """
    text = sums(files)
    digest = hashlib.sha256(text.encode()).hexdigest()
    release = place.releases / digest
    if release.exists() and not changed_files(release):
        return digest
    for content in sorted(set(files.values())):
        place.store.read(content)  # which sees that it is whole
    aside = work / digest
    if begun:
        (work / BEGUN).rename(aside)
    for path in (path for path, content in begun.items() if files.get(path) != content):
        _remove(aside, path)
    new = {path: content for path, content in files.items() if begun.get(path) != content}
    _link(place, {**new, SUMS: place.store.add(text.encode())}, aside)
    for alias, edition in aliases.items():
        (aside / alias).symlink_to(edition)
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
    made: set[str] = set()
    for path, digest in files.items():
        _make_folder(folder, path.rpartition("/")[0], made)
        place.store.link(digest, f"{folder}/{path}")


def _make_folder(top: Path, within: str, made: set[str]) -> None:
    """Make a folder and those above it, unless they are ``made``: there are some thousand."""
    if within in made:
        return
    if within:
        _make_folder(top, within.rpartition("/")[0], made)
    os.makedirs(f"{top}/{within}", exist_ok=True)  # noqa: PTH103 - a path is long to make
    made.add(within)


def _remove(top: Path, path: str) -> None:
    """Remove a file, and the folders that hold nothing then."""
    (top / path).unlink()
    with suppress(OSError):
        for folder in (top / path).relative_to(top).parents:
            (top / folder).rmdir()
