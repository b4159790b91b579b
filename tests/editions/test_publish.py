"""Publishing editions: side by side, all at once, never over one another."""

import fcntl
import json
import threading
import urllib.request
from pathlib import Path

import pytest

from consentbook.editions.publish import CannotPublish, editions, publish
from consentbook.reading.offences import Rejected
from tests.support import consentbook, copy_project, release, serving

URL = "https://docs.example.com/consent/"
OPT_IN = "snippets/banner/opt-in/en.md"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two editions whose opt-in banners differ."""
    folder = tmp_path_factory.mktemp("two")
    project = copy_project(folder / "project")
    publish(project, "2026.11", folder / "public", URL)
    banner = project / OPT_IN
    banner.write_text(
        banner.read_text().replace("May we record how you use this site?", "Will you let us record your visit?")
    )
    release(project)
    publish(project, "2026.12", folder / "public", URL)
    return folder / "public"


def test_each_edition_holds_its_own_wording(two: Path) -> None:
    old, new = ((two / name / "wording/banner/opt-in/en.txt").read_text() for name in ("2026.11", "2026.12"))
    assert old.startswith("Heading: May we record how you use this site?")
    assert new.startswith("Heading: Will you let us record your visit?")


def test_versions_are_listed_as_the_selector_reads_them(two: Path) -> None:
    assert json.loads((two / "versions.json").read_text()) == [
        {"version": "2026.12", "title": "2026.12", "aliases": ["latest"]},
        {"version": "2026.11", "title": "2026.11", "aliases": []},
    ]


def test_latest_is_the_newest_for_every_kind_of_file(two: Path) -> None:
    with serving(two) as address:
        for path in (
            "wording/banner/opt-in/",
            "wording/banner/opt-in/en.txt",
            "wording/banner/opt-in/en.json",
            "wording/index.json",
        ):
            latest = urllib.request.urlopen(f"{address}latest/{path}").read()
            assert latest == urllib.request.urlopen(f"{address}2026.12/{path}").read()
        assert b'href="latest/"' in urllib.request.urlopen(address).read()


def test_pages_know_their_edition_and_address(two: Path) -> None:
    page = (two / "2026.11" / "guide" / "why" / "index.html").read_text()
    assert "Edition 2026.11." in page
    assert f'<link rel="canonical" href="{URL}2026.11/guide/why/">' in page


def test_a_published_edition_is_never_overwritten(two: Path, project: Path) -> None:
    before = (two / "2026.11" / "index.html").read_bytes()
    release = two.resolve()
    ran = consentbook(project, "edition", "publish", "2026.11", "--to", str(two))
    assert ran.returncode == 2
    assert "is published already and stays as it is" in ran.stderr
    assert (two / "2026.11" / "index.html").read_bytes() == before
    assert two.resolve() == release


def test_an_edition_that_is_wrong_changes_nothing(two: Path, project: Path) -> None:
    release = two.resolve()
    (project / OPT_IN).write_text("no front matter")
    with pytest.raises(Rejected):
        publish(project, "2027.01", two, URL)
    assert two.resolve() == release
    assert editions(two) == ["2026.12", "2026.11"]
    assert {path.name for path in two.resolve().parent.iterdir()} == {".lock", "1", "2"}


def test_a_text_that_is_not_released_is_not_published(project: Path, tmp_path: Path) -> None:
    banner = project / OPT_IN
    banner.write_text(banner.read_text().replace("May we record", "Will you let us record"))
    with pytest.raises(Rejected, match="not as in revision 1: en"):
        publish(project, "2026.11", tmp_path / "public", URL)
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize(
    "name", ["latest", "2026", "2026.13", "../x", "2026.11/x", "v2026.11", "", "2026.1", "2026.11.1234", "2026.11.01"]
)
def test_a_name_that_is_no_edition_is_refused(project: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotPublish, match="is no edition"):
        publish(project, name, tmp_path / "public", URL)
    assert not (tmp_path / "public").exists()


def test_a_folder_that_is_not_ours_is_left_alone(project: Path, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    with pytest.raises(CannotPublish, match="was not made by this command"):
        publish(project, "2026.11", tmp_path / "public", URL)


def test_a_link_to_somebody_elses_folder_is_left_alone(project: Path, tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "public").symlink_to("live")
    with pytest.raises(CannotPublish, match="was not made by this command"):
        publish(project, "2026.11", tmp_path / "public", URL)
    assert (tmp_path / "public").readlink() == Path("live")


def test_what_was_published_is_not_forgotten_when_its_link_is_gone(project: Path, tmp_path: Path) -> None:
    release_folder = tmp_path / "public.releases" / "7"
    release_folder.mkdir(parents=True)
    with pytest.raises(CannotPublish, match=r"ln -sfn public.releases/7 "):
        publish(project, "2026.11", tmp_path / "public", URL)
    (tmp_path / "public").symlink_to("public.releases/8")
    with pytest.raises(CannotPublish, match="is gone, but"):
        publish(project, "2026.11", tmp_path / "public", URL)


def test_the_root_of_the_disk_is_no_place(project: Path) -> None:
    with pytest.raises(CannotPublish, match="cannot be published to"):
        publish(project, "2026.11", Path("/"), URL)


def test_a_second_publisher_fails_clearly(two: Path, project: Path) -> None:
    with (two.resolve().parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CannotPublish, match="Somebody else is publishing"):
            publish(project, "2027.01", two, URL)


def test_what_a_killed_publisher_left_is_cleared_away(project: Path, tmp_path: Path) -> None:
    left = tmp_path / "public.releases" / ".release-killed"
    left.mkdir(parents=True)
    (left / "half.html").write_text("half")
    publish(project, "2026.11", tmp_path / "public", URL)
    assert not left.exists()


def test_a_reader_sees_the_old_release_or_the_new_and_nothing_between(project: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    publish(project, "2026.11", public, URL)
    seen: set[tuple[str, ...]] = set()
    done = threading.Event()

    def read(address: str) -> None:
        while not done.is_set():
            listed = json.loads(urllib.request.urlopen(f"{address}versions.json").read())
            names = tuple(entry["version"] for entry in listed)
            for name in names:
                assert urllib.request.urlopen(f"{address}{name}/wording/index.json").status == 200
            seen.add(names)

    with serving(public) as address:
        reader = threading.Thread(target=read, args=(address,))
        reader.start()
        publish(project, "2026.12", public, URL)
        done.set()
        reader.join()
        read_once = json.loads(urllib.request.urlopen(f"{address}versions.json").read())
    assert seen <= {("2026.11",), ("2026.12", "2026.11")}
    assert [entry["version"] for entry in read_once] == ["2026.12", "2026.11"]


def test_editions_share_what_did_not_change(two: Path) -> None:
    kept = two.resolve().parent / "1" / "2026.11" / "index.html"
    assert (two / "2026.11" / "index.html").stat().st_ino == kept.stat().st_ino
