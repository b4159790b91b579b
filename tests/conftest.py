"""Fixtures for every test: the project's own site, built once."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentbook.book import Book, read_book
from consentbook.site.build import build_site
from tests.support import ROOT, copy_project, serving


@pytest.fixture(scope="session")
def book() -> Book:
    """The project's own book."""
    return read_book(ROOT)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The project's own site, built by the first worker that needs it, for all of them."""
    base = tmp_path_factory.getbasetemp()
    into = (base if worker_id == "master" else base.parent) / "built" / "site"
    into.parent.mkdir(exist_ok=True)
    with (into.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not into.exists():
            build_site(ROOT, into)
    return into


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """The address at which the built site is served."""
    with serving(site) as address:
        yield address


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return copy_project(tmp_path / "project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: once Playwright has started, its event loop runs to the end, and allows no other."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
