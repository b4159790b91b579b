"""Readers while releases are switched: no error, and each answer whole and of one release."""

import hashlib
import itertools
import re
import threading
from pathlib import Path

import pytest

from consentbook.editions.hosting.write import STATIC
from consentbook.editions.place import Place
from consentbook.editions.publish import publish
from consentbook.editions.rollback import rollback
from consentbook.editions.sums import SUMS, read_sums
from tests.editions.conftest import wanted
from tests.editions.hosting.nginx import Nginx, nginx_serving
from tests.editions.hosting.releases import make_release, serve, small_files

SWITCHES = 30


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with two releases, the first of which is served."""
    folder = tmp_path / "published"
    for word in ("one", "two"):
        make_release(folder, word, small_files(word))
    serve(folder, "one")
    return folder


def switching(folder: Path, seen: list[str], nginx: Nginx) -> None:
    for number in range(SWITCHES):
        name = ("two", "one")[number % 2]
        serve(folder, name)
        seen.append(f"{name} {nginx.ask('/SHA256SUMS').body.decode().strip()}")


def test_the_very_next_answer_is_of_the_new_release(two: Path, tmp_path: Path) -> None:
    seen: list[str] = []
    with nginx_serving(two, tmp_path) as nginx:
        nginx.ask("/SHA256SUMS")
        switching(two, seen, nginx)
    assert seen == ["two two", "one one"] * (SWITCHES // 2)


def test_a_server_that_holds_on_to_open_files_would_be_seen(two: Path, tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace("open_file_cache off;", "open_file_cache max=100;")

    seen: list[str] = []
    with nginx_serving(two, tmp_path, change=change) as nginx:
        nginx.ask("/SHA256SUMS")
        switching(two, seen, nginx)
    assert "two one" in seen


PATHS = (
    "/",
    "/latest/",
    "/latest/wording/index.json",
    "/versions.json",
    "/SHA256SUMS",
    "/2026.11/search/search_index.json",
)


class Reader(threading.Thread):
    """Reads until it is told to stop; keeps what was no whole answer of one of the releases."""

    def __init__(self, nginx: Nginx, releases: list[Path]) -> None:
        super().__init__()
        self.nginx, self.done, self.wrong, self.asked = nginx, threading.Event(), list[str](), 0
        self.right = {path: {read(release, path) for release in releases} for path in PATHS}

    def run(self) -> None:
        with self.nginx.another() as client:
            while not self.done.is_set():
                for path in PATHS:
                    answer = client.ask(path)
                    self.asked += 1
                    if answer.status != 200 or answer.body not in self.right[path]:
                        self.wrong.append(f"{path}: {answer.status} {answer.body[:80]!r}")


def read(release: Path, path: str) -> bytes:
    return (release / (path + "index.html" if path.endswith("/") else path).lstrip("/")).read_bytes()


def turn(project: Path, place: Path, number: int) -> None:
    """Publish with what is not an edition yet, or without, or go back."""
    if number % 3 == 2:
        rollback(Place(place))
    else:
        publish(wanted(project, place, unreleased=number % 3 == 0))


def test_ten_publishes_and_rollbacks_disturb_no_reader(here: Path, tmp_path: Path) -> None:
    project, place, work = here / "project", here / "place", tmp_path / "work"
    work.mkdir()
    publish(wanted(project, place))
    releases = sorted((place / "releases").iterdir())
    assert len(releases) == 2
    with nginx_serving(place, work) as nginx:
        reader = Reader(nginx, releases)
        reader.start()
        served = []
        for number in range(10):
            turn(project, place, number)
            served.append((place / "current").resolve())
        reader.done.set()
        reader.join()
    assert sorted(set(served)) == releases
    assert sum(before != after for before, after in itertools.pairwise(served)) > 5
    assert reader.asked > 50
    assert reader.wrong == []


def test_a_release_that_is_written_in_place_would_be_seen(here: Path, tmp_path: Path) -> None:
    place, work = here / "place", tmp_path / "work"
    work.mkdir()
    with nginx_serving(place, work) as nginx:
        reader = Reader(nginx, [(place / "current").resolve()])
        (place / "current" / "index.html").unlink()
        (place / "current" / "versions.json").write_text("[]")
        reader.start()
        while reader.asked < 2 * len(PATHS):
            reader.join(0.01)
        reader.done.set()
        reader.join()
    assert any(fault.startswith("/: 404") for fault in reader.wrong)
    assert any(fault.startswith("/versions.json: 200") for fault in reader.wrong)


def test_every_file_of_a_release_is_served_as_it_was_published(here: Path, tmp_path: Path) -> None:
    release = (here / "place" / "current").resolve()
    hidden = {path for path in read_sums((release / SUMS).read_text()) if path.endswith((".gz", ".br"))} | {
        STATIC,
        "404.html",
    }
    (tmp_path / "work").mkdir()
    with nginx_serving(here / "place", tmp_path / "work") as nginx:
        for path, digest in read_sums((release / SUMS).read_text()).items():
            answer = nginx.ask(f"/{path}")
            if path in hidden:
                assert answer.status == 404, path
            else:
                assert hashlib.sha256(answer.body).hexdigest() == digest, path
                assert answer["content-type"] != "application/octet-stream", path
                assert ("immutable" in answer["cache-control"]) == bool(IMMUTABLE.match(path)), path


IMMUTABLE = re.compile(
    r"wording/[^/]+/[^/]+/r[0-9]+/"
    r"|[^/]+/(assets/(javascripts|stylesheets)/.+\.[0-9a-f]{8,16}\.min\.(js|css)|search/part\.[0-9a-f]{16}\.json)$"
)
