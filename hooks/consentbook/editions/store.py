"""The store of a place: every distinct content once, named by its SHA-256; releases are hard links into it."""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from consentbook.terminal import CannotRun

# nginx makes an ETag of a file's time and size. A time drawn from the content says the same of the same content on
# every machine, and another of a content that differs; it lies between 1990 and 2018, in the past of every reader.
EARLIEST, SPAN = 631_152_000, 900_000_000


@dataclass(frozen=True, slots=True)
class Store:
    """Contents by their SHA-256. Any number of processes can add to it at once."""

    folder: Path

    @property
    def packed(self) -> Path:
        """Where it is kept which contents are the packed forms of which."""
        return self.folder / "packed"

    def path(self, digest: str) -> Path:
        """Return where the content with this digest lies, or would."""
        return Path(self._at(digest))

    def _at(self, digest: str) -> str:
        return f"{self.folder}/{digest[:2]}/{digest[2:]}"  # a path is long to make, for some thousand files

    def holds(self, digest: str) -> bool:
        """Say whether the content is there."""
        return os.path.exists(self._at(digest))  # noqa: PTH110 - as above

    def add(self, content: bytes) -> str:
        """Keep ``content`` and return its digest."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.holds(digest):
            path = self.path(digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(aside).chmod(0o644)
            os.utime(aside, (moment := _moment(digest), moment))
            Path(aside).replace(path)
        return digest

    def is_kept(self, digest: str, path: Path) -> bool:
        """Say whether a file is there, and of the time of the content with this digest."""
        try:
            found = path.lstat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_mtime == _moment(digest)

    def read(self, digest: str) -> bytes:
        """Return a content. Raises ``CannotRun`` where it is gone, was cut off, or written into."""
        try:
            with open(self._at(digest), "rb") as file:  # noqa: PTH123 - as above
                content = file.read()
        except FileNotFoundError:
            again = f"Remove {self.folder.with_name('builds')}, and run it again."
            raise CannotRun(f"{self.path(digest)} is gone. Nothing was done. {again}") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise CannotRun(f"{self.path(digest)} is damaged. Nothing was done. Run it again with --mend.")
        return content

    def link(self, digest: str, to: str) -> None:
        """Put the content at ``to``, as a hard link."""
        os.link(self._at(digest), to)

    def contents(self) -> Iterator[tuple[str, Path]]:
        """Yield digest and path of everything that is kept."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            yield path.parent.name + path.name, path

    def forget_harmed(self) -> None:
        """Remove each content that is not what its name says: somebody wrote into a file of a release."""
        for digest, path in self.contents():
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                path.unlink()

    def clear(self, needed: Container[str]) -> int:
        """Remove what is in no release and not ``needed``, and what killed publishers left; return the bytes freed."""
        unused = [path for digest, path in self.contents() if path.stat().st_nlink == 1 and digest not in needed]
        unused += self.folder.glob(".new-*")
        freed = sum(path.stat().st_size for path in unused)
        for path in unused:
            path.unlink()
        for record in self.packed.glob("*"):  # of the packed forms of a content
            if not self.holds(record.stem):
                record.unlink()
        return freed


def _moment(digest: str) -> int:
    """Return the time of a content's file, in seconds since 1970."""
    return EARLIEST + int(digest[:12], 16) % SPAN


def digests(record: bytes) -> set[str]:
    """Return every SHA-256 that a record names."""
    return {found.decode() for found in _DIGEST.findall(record)}


_DIGEST = re.compile(rb'"([0-9a-f]{64})"')
