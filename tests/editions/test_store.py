"""The store: every content once."""

import hashlib
import os
from pathlib import Path

import pytest

from consentbook.editions.store import Store
from consentbook.terminal import CannotRun


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "store").mkdir()
    return Store(tmp_path / "store")


def test_a_content_is_kept_once_under_its_digest(store: Store) -> None:
    digest = store.add(b"words")
    inode = store.path(digest).stat().st_ino
    assert digest == hashlib.sha256(b"words").hexdigest() == store.add(b"words")
    assert store.path(digest).stat().st_ino == inode
    assert store.read(digest) == b"words"


def test_a_content_that_is_gone_is_told(store: Store) -> None:
    digest = store.add(b"words")
    store.path(digest).unlink()
    with pytest.raises(CannotRun, match=r"is gone\. Nothing was done\. Remove .*/builds, and run it again"):
        store.read(digest)


def test_time_and_mode_come_from_the_content_whatever_the_machine(store: Store, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        digest = store.add(b"words")
    finally:
        os.umask(before)
    (tmp_path / "other").mkdir()
    other = Store(tmp_path / "other")
    status, again = store.path(digest).stat(), other.path(other.add(b"words")).stat()
    assert (status.st_mode & 0o777, status.st_mtime) == (0o644, again.st_mtime)
    assert store.path(store.add(b"sword")).stat().st_mtime != status.st_mtime  # the same size, so another time


def test_what_nobody_needs_is_cleared(store: Store, tmp_path: Path) -> None:
    linked, needed, unused = store.add(b"linked"), store.add(b"needed"), store.add(b"unused")
    store.link(linked, str(tmp_path / "linked"))
    (store.folder / ".new-left").write_bytes(b"half")
    assert store.clear({needed}) == len(b"unused") + len(b"half")
    assert [store.holds(digest) for digest in (linked, needed, unused)] == [True, True, False]
    assert (tmp_path / "linked").read_bytes() == b"linked"


def test_what_was_written_into_is_forgotten(store: Store) -> None:
    good, bad = store.add(b"good"), store.add(b"bad")
    store.path(bad).write_bytes(b"worse")
    store.forget_harmed()
    assert (store.holds(good), store.holds(bad)) == (True, False)
