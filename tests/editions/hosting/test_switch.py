"""Readers while releases are switched: no error, and each answer whole and of one release."""

import re
import threading
from pathlib import Path

import pytest

from tests.editions.hosting.nginx import Nginx, nginx_serving
from tests.editions.hosting.releases import make_release, serve, small_files

SWITCHES = 30
PATHS = (
    "/",
    "/latest/guide/why/",
    "/2026.11/wording/index.json",
    "/versions.json",
    "/SHA256SUMS",
    "/wording/banner/opt-in/r3/de.txt",
)


def wrong_answers(nginx: Nginx, done: threading.Event) -> tuple[int, list[str]]:
    """Ask until ``done``, with a look at each answer: how many there were, and what was wrong with some."""
    asked, wrong = 0, []
    once = nginx.ask("/wording/banner/opt-in/r3/de.txt").body
    while not done.is_set() or asked < 200:
        for path in PATHS:
            answer = nginx.ask(path)
            asked += 1
            words = set(re.findall(rb"\b(?:one|two)\b", answer.body))
            if answer.status != 200 or (len(words) != 1 and answer.body != once):
                wrong.append(f"{path}: {answer.status} {answer.body[:80]!r}")
    return asked, wrong


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with two releases, the first of which is served."""
    folder = tmp_path / "published"
    for word in ("one", "two"):
        make_release(folder, word, small_files(word))
    serve(folder, "one")
    return folder


def switching(folder: Path, seen: list[str], nginx: Nginx, done: threading.Event) -> None:
    for number in range(SWITCHES):
        name = ("two", "one")[number % 2]
        serve(folder, name)
        seen.append(f"{name} {nginx.ask('/SHA256SUMS').body.decode().strip()}")
        for path in PATHS * 2:  # while the other reader reads, too
            nginx.ask(path)
    done.set()


def test_a_reader_sees_the_old_release_or_the_new_one(two: Path, tmp_path: Path) -> None:
    done, seen = threading.Event(), list[str]()
    with nginx_serving(two, tmp_path) as nginx, nginx.another() as publisher:
        thread = threading.Thread(target=switching, args=(two, seen, publisher, done))
        thread.start()
        asked, wrong = wrong_answers(nginx, done)
        thread.join()
    assert asked >= 200
    assert wrong == []
    assert seen == ["two two", "one one"] * (SWITCHES // 2)  # the very next answer is of the new release


def test_a_server_that_holds_on_to_open_files_would_be_seen(two: Path, tmp_path: Path) -> None:
    with nginx_serving(
        two, tmp_path, change=lambda text: text.replace("open_file_cache off;", "open_file_cache max=100;")
    ) as nginx:
        seen: list[str] = []
        nginx.ask("/SHA256SUMS")
        switching(two, seen, nginx, threading.Event())
    assert "two one" in seen


def test_a_folder_that_is_written_in_place_would_be_seen(two: Path, tmp_path: Path) -> None:
    with nginx_serving(two, tmp_path) as nginx:
        done = threading.Event()
        done.set()
        (two / "releases" / "one" / "index.html").write_text("one and two")
        (two / "releases" / "one" / "versions.json").unlink()
        _, wrong = wrong_answers(nginx, done)
    assert any(fault.startswith("/: 200") for fault in wrong)
    assert any(fault.startswith("/versions.json: 404") for fault in wrong)
