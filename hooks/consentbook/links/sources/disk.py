"""The files below a folder, as others wrote them: never one outside it, and nothing taken for text that is none."""

import os
import stat
from pathlib import Path
from typing import Literal

MOST = 30_000_000  # bytes of a file


class Unreadable(Exception):
    """A file cannot be read as text. Says why."""


class Disk:
    """The files below ``root``, named by their paths below it. Symbolic links are followed, but not out of it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.folders: dict[str, str] = {}  # the real path of each folder that was looked into

    def path(self, uri: str) -> Path:
        """Return where ``uri`` would lie; a zero byte, which can be in no name, becomes another sign."""
        return self.root / uri.replace("\x00", "\ufffd")

    def is_folder(self, uri: str) -> bool:
        """Return whether a folder lies at ``uri``."""
        return _kind(self.path(uri)) == "folder"

    def file(self, uri: str) -> str | None:
        """Return the path of the file at ``uri`` after every symbolic link; None where there is none, or outside."""
        return self.real(uri) if _kind(self.path(uri)) == "file" else None

    def real(self, uri: str) -> str | None:
        """Return the path that ``uri`` has after every symbolic link; None where that is outside."""
        whole = str(self.path(uri))
        try:
            real = os.path.realpath(whole) if os.path.islink(whole) else self._in_real_folder(whole)  # noqa: PTH114
        except (OSError, ValueError):
            return None
        root = str(self.root)
        inside = real == root or real.startswith(root if root == os.sep else root + os.sep)
        return os.path.relpath(real, root).replace(os.sep, "/") if inside else None

    def _in_real_folder(self, whole: str) -> str:
        """Return the path of what is no link itself, from the real path of its folder, which most files share."""
        folder, name = os.path.split(whole)
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        return os.path.normpath(os.path.join(self.folders[folder], name))  # noqa: PTH118


def _kind(path: Path) -> Literal["file", "folder", ""]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # not there, too long, or a name that no file can have
        return ""
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else ""


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """Return what is in a file. Raises ``Unreadable`` where it is none, cannot be read, or holds more than ``most``."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise Unreadable("it is no file")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(raw) > most:
        raise Unreadable(f"it is larger than {most:,} bytes")
    return raw


def text_of(raw: bytes, *, strict: bool = True) -> str:
    """Return the text in ``raw`` with line ends as ``\\n``. Raises ``Unreadable`` where it is none, or not UTF-8.

    Where it need not be ``strict``, as with HTML, what is not UTF-8 becomes a sign that stands for it.
    """
    if b"\x00" in raw:
        raise Unreadable("it is not text: it holds a zero byte")
    try:
        text = raw.decode("utf-8-sig", "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"it is not UTF-8: byte {error.start}, on line {line}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
