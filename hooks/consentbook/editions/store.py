"""The store of a place: every distinct content once, named by its SHA-256; releases are hard links into it."""

import hashlib
import os
import tempfile
from pathlib import Path

# nginx makes an ETag of a file's time and size. A time drawn from the content says the same of the same content on
# every machine, and another of a content that differs; it lies between 1990 and 2018, in the past of every reader.
EARLIEST, SPAN = 631_152_000, 900_000_000


class Store:
    """Contents by their SHA-256. Any number of processes can add to it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the content with this digest lies, or would."""
        return self.folder / digest[:2] / digest[2:]

    def holds(self, digest: str) -> bool:
        """Say whether the content is there."""
        return self.path(digest).exists()

    def add(self, content: bytes) -> str:
        """Keep ``content`` and return its digest."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(aside).chmod(0o644)
            moment = EARLIEST + int(digest[:12], 16) % SPAN
            os.utime(aside, (moment, moment))
            Path(aside).replace(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Return a content."""
        return self.path(digest).read_bytes()

    def link(self, digest: str, to: Path) -> None:
        """Put the content at ``to``, as a hard link."""
        os.link(self.path(digest), to)

    def clear(self) -> int:
        """Remove what no release holds, and what killed publishers left; return the bytes that became free."""
        unused = [path for path in self.folder.rglob("*") if path.is_file() and path.stat().st_nlink == 1]
        freed = sum(path.stat().st_size for path in unused)
        for path in unused:
            path.unlink()
        return freed
