"""Writes a release: a folder with everything that is served, as hard links into the store."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from consentbook.editions.place import Place
from consentbook.editions.sums import SUMS, changed_files, sums


def write_release(place: Place, files: Mapping[str, str], aliases: Mapping[str, str], work: Path) -> str:
    """Put ``files`` (path and SHA-256) and ``aliases`` (name and edition) together, and return the release's digest.

    The release lies in the place afterwards, and nobody is led to it yet.
    """
    text = sums(files)
    digest = hashlib.sha256(text.encode()).hexdigest()
    release = place.releases / digest
    harmed = release.exists()
    if harmed and not changed_files(release):
        return digest
    aside = work / "release"
    _link(place, {**files, SUMS: place.store.add(text.encode())}, aside)
    for alias, edition in aliases.items():
        (aside / alias).symlink_to(edition)
    for folder, _, _ in os.walk(aside):
        Path(folder).chmod(0o755)
    if harmed:
        release.rename(work / "harmed")
    aside.rename(release)
    return digest


def _link(place: Place, files: Mapping[str, str], folder: Path) -> None:
    made = set()
    for path, digest in files.items():
        at = folder / path
        if at.parent not in made:
            at.parent.mkdir(parents=True, exist_ok=True)
            made.add(at.parent)
        place.store.link(digest, at)
