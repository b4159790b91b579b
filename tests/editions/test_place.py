"""The place: one publisher at a time, one rename, and the way back."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from consentbook.editions.place import Place, Turn
from consentbook.editions.publish import publish
from consentbook.editions.release import lay_out, put_in_place
from consentbook.editions.rollback import prune, rollback
from consentbook.editions.sums import sums
from consentbook.terminal import CannotRun
from tests.editions.conftest import URL, wanted
from tests.editions.project import tag
from tests.support import consentbook, serving


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place with three releases that hold a word each; the third is served."""
    made = Place(tmp_path / "place")
    with made.alone():
        for number, word in enumerate(WORDS, 1):
            files = {"word.txt": made.store.add(word.encode())}
            assert lay_out(made, files, {}, tmp_path, {}) == RELEASES[word]
            put_in_place(made, RELEASES[word], tmp_path)
            made.switch(turn(word, number))
    return made


WORDS = ("one", "two", "three")
RELEASES = {word: sha256(sums({"word.txt": sha256(word.encode()).hexdigest()}).encode()).hexdigest() for word in WORDS}


def turn(word: str, day: int) -> Turn:
    return Turn(release=RELEASES[word], at=f"2026-11-0{day}T00:00:00+00:00", inputs="x", editions=("2026.11",))


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
    assert rollback(place, RELEASES["three"][:8]).release == RELEASES["three"]
    assert word(place) == "three"


def test_going_back_passes_each_release_once_as_it_was_last_published(place: Place) -> None:
    with place.alone():
        place.switch(turn("one", 4))
    served = [word(place)]
    for _ in range(2):
        rollback(place)
        served.append(word(place))
    assert served == ["one", "three", "two"]
    with pytest.raises(CannotRun, match="nothing was published before this"):
        rollback(place)


def test_releases_are_listed_with_their_days_where_none_is_meant(place: Place) -> None:
    with pytest.raises(CannotRun) as told:
        rollback(place, "no")
    assert str(told.value).splitlines()[1:] == [
        f"  {RELEASES['three'][:12]}  2026-11-03  2026.11  (served)",
        f"  {RELEASES['two'][:12]}  2026-11-02  2026.11",
        f"  {RELEASES['one'][:12]}  2026-11-01  2026.11",
    ]


@pytest.mark.parametrize(
    ("named", "says"), [("no", 'no release begins with "no"'), (RELEASES["three"], "is the release that is served")]
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
    rollback(place, RELEASES["one"])
    place.store.packed.mkdir()
    one, two = (place.store.packed / f"{hashlib.sha256(word).hexdigest()}.txt" for word in (b"one", b"two"))
    one.touch()
    two.touch()
    before = sum(path.stat().st_size for _, path in place.store.contents())
    count, freed = prune(place, keep=1)
    left = sum(path.stat().st_size for _, path in place.store.contents())
    assert (count, freed) == (2, before - left)
    assert (word(place), place.kept()) == ("one", [RELEASES["one"]])
    assert list(place.store.packed.iterdir()) == [one]


def test_without_a_log_nothing_is_removed_and_what_is_served_stays(place: Place) -> None:
    (place.folder / "log.json").unlink()
    (place.releases / ".DS_Store").write_text("")
    assert prune(place, keep=1) == (0, 0)
    with place.alone():
        place.switch(turn("one", 4))
        (place.folder / "log.json").write_text(
            (place.folder / "log.json").read_text().replace(RELEASES["one"], "0" * 64)
        )
    prune(place, keep=1)
    assert word(place) == "one"


def cut(release: Path) -> None:
    (release / "word.txt").unlink()


def written_into(release: Path) -> None:
    (release / "word.txt").write_text("evil")


def without_list(release: Path) -> None:
    (release / "SHA256SUMS").unlink()


@pytest.mark.parametrize("harm", [cut, written_into, without_list])
def test_nobody_goes_back_to_a_release_that_is_not_whole(place: Place, harm: Callable[[Path], None]) -> None:
    harm(place.releases / RELEASES["two"])
    with pytest.raises(CannotRun, match="is not whole any more"):
        rollback(place)
    assert word(place) == "three"


@pytest.mark.parametrize("target", ["releases/gone", "/tmp", f"../other/releases/{RELEASES['two']}", "releases"])
def test_a_link_that_leads_to_none_of_its_releases_is_told(place: Place, tmp_path: Path, target: str) -> None:
    shutil.copytree(place.folder, tmp_path / "other", symlinks=True)
    place.current.unlink()
    place.current.symlink_to(target)
    with pytest.raises(CannotRun, match="which is no release"):
        place.serves()


@pytest.mark.parametrize("umask", [0o077, 0o000])
def test_all_can_read_and_only_we_can_write_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = Place(tmp_path / "place")
        with made.alone():
            made.store.add(b"word")
            made.switch(turn("one", 1))
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in made.folder.rglob("*") if path.is_dir()}
    assert set(modes.values()) == {"0o755"}, modes
    assert not [path for path in made.folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o022]


@pytest.mark.parametrize("name", [".lock", ".consentbook-editions"])
def test_nothing_is_written_through_a_link(place: Place, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").write_text("mine")
    (place.folder / name).unlink()
    (place.folder / name).symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match="symbolic links"), place.alone():
        pass
    assert (tmp_path / "mine").read_text() == "mine"


def test_what_is_served_and_the_last_ones_stay(place: Place) -> None:
    assert prune(place, keep=2)[0] == 1
    assert sorted(place.kept()) == sorted([RELEASES["two"], RELEASES["three"]])
    rollback(place)
    assert word(place) == "two"


STEERING = (  # a terminal
    f'[{{"release": "{"0" * 64}", "at": "2026-11-24T12:00:00+00:00", "inputs": "x", "editions": ["\\u001b[31m"], "site_url": ""}}]'
)


@pytest.mark.parametrize(
    "log", ["", "[", '[{"release": 1}]', "{}", '[{"other": 1, "editions": []}]', "[[]]", STEERING, "not json"]
)
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
        place.switch(turn("one", 4))
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
        for word in WORDS * 40:
            place.switch(turn(word, 5))
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
