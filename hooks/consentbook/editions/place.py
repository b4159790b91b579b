"""The place that editions are published to: a folder with releases, of which ``current`` is the one that is served."""

import fcntl
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consentbook.editions.store import Store
from consentbook.reading.files import visible, write_file
from consentbook.terminal import CannotRun

MARKER = ".consentbook-editions"


@dataclass(frozen=True, slots=True)
class Turn:
    """A release that became the current one: its digest, when, what it was made of, and the address of the site.

    ``back`` says that it was served before, and somebody went back to it.
    """

    release: str
    at: str
    inputs: str
    editions: tuple[str, ...]
    site_url: str = ""
    back: bool = False

    @property
    def told(self) -> str:
        """What is said of it: the beginning of its digest, its day, and its editions."""
        return f"{self.release[:12]}  {self.at[:10]}  {', '.join(self.editions)}"


def _turn(read: Any) -> Turn:
    """Return a turn as the log holds it. Without pydantic, which takes longer to load than to go back takes."""
    turn = Turn(**read | {"editions": tuple(read["editions"])})
    words = (turn.inputs, turn.site_url, *turn.editions)
    readable = all(isinstance(word, str) and word.isprintable() for word in words)
    if not RELEASE.fullmatch(turn.release) or not readable:
        raise ValueError("an entry is not one of ours")
    datetime.fromisoformat(turn.at)
    return turn


RELEASE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that editions are published to."""

    folder: Path

    @property
    def store(self) -> Store:
        """Where every content lies once."""
        return Store(self.folder / "store")

    @property
    def cache(self) -> Path:
        """Where it is kept what builds gave."""
        return self.folder / "builds"

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.folder / "releases"

    @property
    def current(self) -> Path:
        """The link to the release that is served."""
        return self.folder / "current"

    def serves(self) -> str | None:
        """Return the digest of the release that is served, ``None`` before the first. Raises ``CannotRun``."""
        if not self.current.is_symlink():
            if self.current.exists():
                raise CannotRun(f"{self.current} is no symbolic link any more. Remove it, then run `edition rollback`.")
            return None
        target = self.current.readlink()
        if target not in {Path("releases", name) for name in self.kept()}:
            raise CannotRun(f"{self.current} leads to {target}, which is no release. Run `edition rollback`.")
        return target.name

    def kept(self) -> list[str]:
        """Return the digests of the releases that are there."""
        there = self.releases.iterdir() if self.releases.is_dir() else ()
        return [path.name for path in there if RELEASE.fullmatch(path.name) and path.is_dir() and not path.is_symlink()]

    def turns(self) -> tuple[Turn, ...]:
        """Return which releases were served, oldest first. Raises ``CannotRun`` where the log cannot be read."""
        try:
            read = json.loads(self._log.read_bytes()) if self._log.exists() else []
            if not isinstance(read, list):
                raise TypeError("it is no list")
            return tuple(_turn(turn) for turn in read)
        except (ValueError, TypeError, KeyError, RecursionError, OSError) as wrong:
            why = visible(f"{type(wrong).__name__}: {wrong}")
            raise CannotRun(f"{self._log} cannot be read: {why}. Restore it from a backup, or remove it.") from None

    @property
    def _log(self) -> Path:
        return self.folder / "log.json"

    def switch(self, turn: Turn) -> None:
        """Serve another release: one rename, so that a reader sees the old release or the new one."""
        link = self.folder / ".current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(f"releases/{turn.release}")
        turns = [asdict(kept) for kept in (*self.turns(), turn)]
        write_file(self._log, json.dumps(turns, indent=1) + "\n")
        link.replace(self.current)

    @contextmanager
    def alone(self, wait: float = 0) -> Iterator[None]:
        """Let one publisher at a time work here; another waits for ``wait`` seconds. Raises ``CannotRun``."""
        with _readable_by_all():
            self._settle()
            with open(os.open(self.folder / ".lock", OURS), "wb") as lock:  # noqa: PTH123 - a number is opened
                self._wait_for(lock.fileno(), wait)
                for left in self.folder.glob(".work-*"):  # by a publisher that was killed
                    shutil.rmtree(left, ignore_errors=True)
                yield

    def _wait_for(self, lock: int, wait: float) -> None:
        until = time.monotonic() + wait
        while not _locked(lock):
            if time.monotonic() >= until:
                raise CannotRun(
                    f"somebody else is publishing in {self.folder}. Try again when they are done, or use --wait."
                )
            time.sleep(0.1)

    def _settle(self) -> None:
        """Make the folder, or see that it is ours."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
        elif not self.folder.is_dir() or (not (self.folder / MARKER).exists() and any(self.folder.iterdir())):
            raise CannotRun(f"{self.folder} was not made by this command. Name a folder that is not there yet.")
        with open(os.open(self.folder / MARKER, OURS), "wb") as marker:  # noqa: PTH123 - a number is opened
            marker.write(b"Written by `consentbook edition`. Serve the folder that `current` leads to.\n")
        for inner in (self.folder, self.store.folder, self.cache, self.releases):
            inner.mkdir(exist_ok=True)
            inner.chmod(0o755)

    def check_ours(self) -> None:
        """Raise ``CannotRun`` unless something was published here."""
        if not (self.folder / MARKER).is_file():
            raise CannotRun(f"nothing was published in {self.folder}. `edition publish --to` makes such a folder.")

    @contextmanager
    def working(self) -> Iterator[Path]:
        """Give an empty folder on the same disk, and remove it afterwards."""
        work = Path(tempfile.mkdtemp(prefix=".work-", dir=self.folder))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


OURS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW  # somebody may have put a link there


@contextmanager
def _readable_by_all() -> Iterator[None]:
    """Make files that all can read and only we can write, whatever the umask: a web server is another user."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def now() -> str:
    """Return the time, in UTC, as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
