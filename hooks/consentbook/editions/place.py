"""The place that editions are published to: a folder with releases, of which ``current`` is the one that is served."""

import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from consentbook.editions.store import Store
from consentbook.reading.files import write_file
from consentbook.reading.schema import Schema
from consentbook.terminal import CannotRun

MARKER = ".consentbook-editions"


class Turn(Schema):
    """A release that became the current one: its digest, when, and what it was made of."""

    release: str
    at: str
    inputs: str
    editions: tuple[str, ...]


_TURNS = TypeAdapter(tuple[Turn, ...])


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
        if target.parent.name != "releases" or not (self.releases / target.name).is_dir():
            raise CannotRun(f"{self.current} leads to {target}, which is no release. Run `edition rollback`.")
        return target.name

    def turns(self) -> tuple[Turn, ...]:
        """Return which releases were served, oldest first. Raises ``CannotRun`` where the log cannot be read."""
        try:
            return _TURNS.validate_json(self._log.read_bytes()) if self._log.exists() else ()
        except (ValidationError, OSError) as wrong:
            why = wrong.errors()[0]["msg"] if isinstance(wrong, ValidationError) else wrong.strerror
            raise CannotRun(f"{self._log} cannot be read: {why}. Restore it from a backup, or remove it.") from None

    @property
    def _log(self) -> Path:
        return self.folder / "log.json"

    def switch(self, turn: Turn) -> None:
        """Serve another release: one rename, so that a reader sees the old release or the new one."""
        link = self.folder / ".current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(f"releases/{turn.release}")
        turns = [kept.model_dump() for kept in (*self.turns(), turn)]
        write_file(self._log, json.dumps(turns, indent=1) + "\n")
        link.replace(self.current)

    @contextmanager
    def alone(self, wait: float = 0) -> Iterator[None]:
        """Let one publisher at a time work here; another waits for ``wait`` seconds. Raises ``CannotRun``."""
        self._settle()
        with (self.folder / ".lock").open("w") as lock:
            until = time.monotonic() + wait
            while not _locked(lock.fileno()):
                if time.monotonic() >= until:
                    raise CannotRun(
                        f"somebody else is publishing in {self.folder}. Try again when they are done, or use --wait."
                    )
                time.sleep(0.1)
            for left in self.folder.glob(".work-*"):  # by a publisher that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield

    def _settle(self) -> None:
        """Make the folder, or see that it is ours."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
        elif not self.folder.is_dir() or (not (self.folder / MARKER).exists() and any(self.folder.iterdir())):
            raise CannotRun(f"{self.folder} was not made by this command. Name a folder that is not there yet.")
        for inner in (self.store.folder, self.cache, self.releases):
            inner.mkdir(exist_ok=True)
        for served in (self.folder, self.releases):  # whatever the umask: a web server is another user
            served.chmod(0o755)
        (self.folder / MARKER).write_text(
            "Written by `consentbook edition`. Serve the folder that `current` leads to.\n"
        )

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


def now() -> str:
    """Return the time, in UTC, as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
