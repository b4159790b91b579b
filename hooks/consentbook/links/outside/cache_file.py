"""The file of the cache: made, looked at before anything in it is believed, and put aside if it is damaged."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from consentbook.links.sources.places import visible

FORM = 1  # of the table; a file of another form is put aside
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)  # the latter where SQLite says what is wrong, and quotes it
TABLE = """CREATE TABLE seen (
    address TEXT PRIMARY KEY, question TEXT NOT NULL, findings TEXT NOT NULL, answered INTEGER NOT NULL,
    final TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
    checked REAL NOT NULL, holds REAL NOT NULL, fine REAL, failing REAL
) WITHOUT ROWID"""


def connect(path: Path, warn: Callable[[str], None]) -> sqlite3.Connection:
    """Return the file, which is made if it is not there; one in memory where it cannot be used, and ``warn`` is told.

    A file that is damaged is put aside. One that holds another program's data stays as it is.
    """
    try:
        return _prepared(path)
    except sqlite3.OperationalError as error:  # it is there, and may not be read or written
        warn(f"the cache {path} is not used: {visible(str(error))}")
    except DAMAGED as error:
        said = visible(str(error))  # SQLite quotes what is in the file
        with suppress(OSError):  # it may not be moved, or another run did so a moment ago
            aside = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%d-%H%M%S}.broken")
            path.replace(aside)
            warn(f"the cache {path} cannot be read ({said}); it is put aside as {aside.name}, and begun anew")
            return connect(path, warn)
        warn(f"the cache {path} is not used: {said}")
    return _prepared(":memory:")


def _made(file: sqlite3.Connection) -> bool:
    """Return whether the file holds the table, and nothing else; raises ``DatabaseError`` if it holds other things.

    A view, a trigger or a condition of a table may never end, so nothing is asked of such a file.
    """
    held = file.execute("SELECT sql FROM sqlite_master").fetchall()  # at first: another run may make it just now
    (form,) = file.execute("PRAGMA user_version").fetchone()
    if held and not form:
        raise sqlite3.OperationalError("it holds the data of another program")
    if held and form != FORM:
        raise sqlite3.DatabaseError(f"its form is {form}, and {FORM} was expected")
    if held and held != [(TABLE,)]:
        raise sqlite3.DatabaseError("its table is another one")
    return bool(held)


def _prepared(path: Path | str) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=30)
    try:
        if not _made(file):
            with file:
                file.execute("BEGIN IMMEDIATE")  # of two runs at once, one makes it
                if not _made(file):
                    file.execute(TABLE)
                    file.execute(f"PRAGMA user_version = {FORM}")
        if file.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("it is damaged")
    except BaseException:
        file.close()
        raise
    return file
