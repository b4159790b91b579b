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
        self.top = os.path.join(self.root, "")  # noqa: PTH118 - a text, as here paths are made by the thousand
        self.folders = {str(self.root): str(self.root)}  # the real path of each folder that was looked into

    def path(self, uri: str) -> Path:
        """Return where ``uri`` would lie; a zero byte, which can be in no name, becomes another sign."""
        return Path(self._whole(uri))

    def _whole(self, uri: str) -> str:
        return self.top + uri.rstrip("/").replace("\x00", "\ufffd")

    def is_folder(self, uri: str) -> bool:
        """Return whether a folder lies at ``uri``."""
        return _kind(self._whole(uri)) == "folder"

    def file(self, uri: str) -> str | None:
        """Return the path of the file at ``uri`` after every symbolic link; None where there is none, or outside."""
        return self.real(uri) if _kind(self._whole(uri)) == "file" else None

    def real(self, uri: str) -> str | None:
        """Return the path that ``uri`` has after every symbolic link; None where that is outside."""
        whole = self._whole(uri)
        try:
            real = os.path.realpath(whole) if os.path.islink(whole) else self._in_real_folder(whole)  # noqa: PTH114
        except (OSError, ValueError):
            return None
        if real == str(self.root):
            return "."
        return real[len(self.top) :].replace(os.sep, "/") if real.startswith(self.top) else None

    def _in_real_folder(self, whole: str) -> str:
        """Return the path of what is no link itself, from the real path of its folder, which most files share."""
        folder, name = os.path.split(whole)
        if folder not in self.folders:
            self.folders[folder] = self._real_folder(folder)
        return os.path.normpath(os.path.join(self.folders[folder], name))  # noqa: PTH118

    def _real_folder(self, folder: str) -> str:
        above, name = os.path.split(folder)
        if above not in self.folders or name in {"", ".", ".."} or os.path.islink(folder):  # noqa: PTH114
            return os.path.realpath(folder)
        return os.path.join(self.folders[above], name)  # noqa: PTH118


def _kind(path: str) -> Literal["file", "folder", ""]:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):  # not there, too long, or a name that no file can have
        return ""
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else ""


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """Return what is in a file. Raises ``Unreadable`` where it is none, cannot be read, or holds more than ``most``."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
            raise Unreadable("it is no file")
        with path.open("rb") as file:
            raw = file.read(min(most, found.st_size) + 1)  # room for all that may be there takes long to make
            if found.st_size < len(raw) <= most:
                raw += file.read(most + 1 - len(raw))
    except (OSError, ValueError) as error:
        raise Unreadable(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(raw) > most:
        raise Unreadable(f"it is larger than {most:,} bytes")
    return raw


def html_of(raw: bytes) -> str:
    """Return the text of an HTML page, in the charset that it names. Raises ``Unreadable`` where it is no text."""
    from consentbook.links.outside.charset import decoded  # noqa: PLC0415 - Markdown is read without it

    text = decoded(raw)
    if "\x00" in text:
        raise Unreadable("it is not text: it holds a zero byte")
    return text.replace("\r\n", "\n").replace("\r", "\n")


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
