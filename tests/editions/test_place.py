"""The place: one publisher at a time, one rename, and the way back."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from consentbook.editions.place import Place, Turn
from consentbook.editions.publish import publish
from consentbook.editions.rollback import prune, rollback
from consentbook.terminal import CannotRun
from tests.editions.conftest import URL, wanted
from tests.editions.project import tag
from tests.support import consentbook, serving


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place with three releases that hold a word each; the third is served."""
    made = Place(tmp_path / "place")
    with made.alone():
        for number, word in enumerate(("one", "two", "three"), 1):
            release = str(number) * 64
            (made.releases / release).mkdir()
            made.store.link(made.store.add(word.encode()), made.releases / release / "word.txt")
            made.switch(
                Turn(release=release, at=f"2026-11-0{number}T00:00:00+00:00", inputs="x", editions=("2026.11",))
            )
    return made


def word(place: Place) -> str:
    return (place.current / "word.txt").read_text()


def test_going_back_twice_goes_further_back(place: Place) -> None:
    assert word(place) == "three"
    rollback(place)
    assert word(place) == "two"
    rollback(place)
    assert word(place) == "one"
    with pytest.raises(CannotRun, match="nothing was published before this"):
        rollback(place)
    assert rollback(place, "33").release == "3" * 64
    assert word(place) == "three"


def test_going_back_passes_each_release_once_as_it_was_last_published(place: Place) -> None:
    with place.alone():
        place.switch(Turn(release="1" * 64, at="2026-11-04T00:00:00+00:00", inputs="x", editions=()))
    served = [word(place)]
    for _ in range(2):
        rollback(place)
        served.append(word(place))
    assert served == ["one", "three", "two"]
    with pytest.raises(CannotRun, match="nothing was published before this"):
        rollback(place)


def test_releases_are_listed_with_their_days_where_none_is_meant(place: Place) -> None:
    with pytest.raises(CannotRun) as told:
        rollback(place, "9")
    assert str(told.value).splitlines()[1:] == [
        "  333333333333  2026-11-03  2026.11  (served)",
        "  222222222222  2026-11-02  2026.11",
        "  111111111111  2026-11-01  2026.11",
    ]


@pytest.mark.parametrize(
    ("named", "says"), [("9", 'no release begins with "9"'), ("3", "3 is the release that is served")]
)
def test_a_release_that_is_not_there_is_told(place: Place, named: str, says: str) -> None:
    with pytest.raises(CannotRun, match=says):
        rollback(place, named)
    assert word(place) == "three"


def test_a_link_that_was_broken_is_mended_by_going_back(place: Place) -> None:
    place.current.unlink()
    place.current.symlink_to("releases/gone")
    with pytest.raises(CannotRun, match="is no release"):
        place.serves()
    rollback(place)
    assert word(place) == "three"


def test_old_releases_are_removed_with_what_only_they_needed(place: Place) -> None:
    rollback(place, "1")
    assert prune(place, keep=1) == (2, len("two") + len("three"))
    assert (word(place), [path.name for path in place.releases.iterdir()]) == ("one", ["1" * 64])


def test_what_is_served_and_the_last_ones_stay(place: Place) -> None:
    assert prune(place, keep=2) == (1, len("one"))
    assert sorted(path.name[0] for path in place.releases.iterdir()) == ["2", "3"]
    rollback(place)
    assert word(place) == "two"


@pytest.mark.parametrize("log", ["", "[", '[{"release": 1}]', "{}", '[{"other": 1, "editions": []}]', "[[]]"])
def test_a_log_that_cannot_be_read_is_told(place: Place, log: str) -> None:
    (place.folder / "log.json").write_text(log)
    with pytest.raises(CannotRun, match="cannot be read"):
        rollback(place)


def test_a_folder_where_nothing_was_published_has_no_way_back(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="nothing was published"):
        rollback(Place(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_second_publisher_fails_clearly_or_waits(place: Place) -> None:
    with place.alone(), pytest.raises(CannotRun, match="somebody else is publishing"), place.alone():
        pass
    waited = []

    def second() -> None:
        with place.alone(wait=30):
            waited.append(word(place))

    waiter = threading.Thread(target=second)
    with place.alone():
        waiter.start()
        place.switch(Turn(release="1" * 64, at="2026-11-04T00:00:00+00:00", inputs="x", editions=()))
    waiter.join()
    assert waited == ["one"]


def test_two_publishers_at_once_lose_nothing(here: Path) -> None:
    """Each publishes its own new tag from a repository of its own into one place; both wait for the other."""
    command = [sys.executable, "-m", "consentbook", "--root", str(here / "project"), "edition", "publish"]
    command += ["--to", str(here / "place"), "--site-url", URL, "--wait", "100", "--no-compress"]
    tag(here / "project", "2027.01")
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=200) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert sorted(b"is as it was" in out for out, _ in said) == [False, True]
    assert (here / "place/current/2027.01/index.html").exists()
    assert (here / "project/editions.yml").read_text().count('"2027.01"') == 1


def test_killed_at_any_moment_readers_see_the_old_release_and_the_next_run_succeeds(here: Path) -> None:
    command = [sys.executable, "-m", "consentbook", "--root", str(here / "project"), "edition", "publish"]
    command += ["--to", str(here / "place"), "--site-url", URL, "--no-compress"]
    tag(here / "project", "2027.01")
    before = Place(here / "place").serves()
    for delay in (0.3, 0.8, 1.5, 2.5, 4):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        served = Place(here / "place").serves()
        assert served
        if served != before:
            break
        assert (here / "place/current/2026.12/index.html").exists()
    ran = consentbook(here / "project", *command[5:])
    assert ran.returncode == 0, ran.stderr
    assert (here / "place/current/2027.01/index.html").exists()
    assert not list((here / "place").glob(".work-*"))


def test_readers_see_no_error_and_no_mixture_while_releases_change(place: Place) -> None:
    """A reader asks for two files of a release in a loop: each answer is whole, and of a release that was served."""
    import urllib.request  # noqa: PLC0415

    seen: set[bytes] = set()
    done = threading.Event()

    def read(address: str) -> None:
        while not done.is_set():
            seen.add(urllib.request.urlopen(f"{address}current/word.txt").read())

    with serving(place.folder) as address:
        reader = threading.Thread(target=read, args=(address,))
        reader.start()
        for number in (1, 2, 3) * 40:
            place.switch(Turn(release=str(number) * 64, at="2026-11-05T00:00:00+00:00", inputs="x", editions=()))
        done.set()
        reader.join()
    assert seen <= {b"one", b"two", b"three"}


def test_what_a_killed_publisher_left_is_cleared_away(place: Place) -> None:
    (place.folder / ".work-killed").mkdir()
    with place.alone():
        assert not (place.folder / ".work-killed").exists()


def test_a_damaged_record_of_a_build_is_made_anew(here: Path) -> None:
    for record in (here / "place/builds").glob("*.json"):
        record.write_text("{}")
    for record in (here / "place/store/packed").iterdir():
        record.write_text(".gz")
    tag(here / "project", "2027.01")
    publish(wanted(here / "project", here / "place"))
    assert (here / "place/current/2027.01/index.html").exists()
