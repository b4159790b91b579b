"""A release is begun with what is served, and what comes of it is what would have come without."""

from pathlib import Path

import pytest

from consentbook.editions.place import Place
from consentbook.editions.release import begin, lay_out, put_in_place
from consentbook.editions.sums import changed_files

BEFORE = {
    "2026.11/index.html": "a",
    "2026.11/guide/index.html": "b",
    "2026.11/deep/er/x.html": "c",
    "file": "d",
    "s": "e",
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "place/releases").mkdir(parents=True)
    (tmp_path / "place/store").mkdir()
    return Place(tmp_path / "place")


def made(place: Place, work: Path, files: dict[str, str], served: str | None = None) -> str:
    """Make a release of ``files`` (path and text), begun with the one that is ``served``."""
    work.mkdir()
    begun = begin(place, served, work)
    assert bool(begun) is bool(served)
    kept = {path: place.store.add(text.encode()) for path, text in files.items()}
    digest = lay_out(place, kept, {"latest": "2026.11"}, work, begun)
    put_in_place(place, digest, work)
    return digest


def everything(folder: Path) -> dict[str, str]:
    """Return all files with their texts, and all folders, which have none."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else f"folder {path.lstat().st_mode:o}"
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        {**BEFORE, "2026.11/index.html": "A", "2026.12/index.html": "new"},
        {path: text for path, text in BEFORE.items() if "deep" not in path},
        {path: text for path, text in BEFORE.items() if path != "file"} | {"file/index.html": "a folder now"},
        {path: text for path, text in BEFORE.items() if "deep" not in path} | {"2026.11/deep": "a file now"},
        {"other": "a"},
    ],
    ids=["nothing", "a change and more", "a folder goes", "a file becomes a folder", "a folder becomes a file", "all"],
)
def test_it_is_the_same_as_one_that_was_begun_with_nothing(place: Place, tmp_path: Path, after: dict[str, str]) -> None:
    served = made(place, tmp_path / "1", BEFORE)
    begun = made(place, tmp_path / "2", {**after, "word": "2"}, served)
    found = everything(place.releases / begun)
    assert changed_files(place.releases / begun) == []
    other = Place(tmp_path / "other")
    (other.folder / "releases").mkdir(parents=True)
    (other.folder / "store").mkdir()
    assert made(other, tmp_path / "3", {**after, "word": "2"}) == begun
    assert everything(other.releases / begun) == found
    assert changed_files(place.releases / served) == [], "what was served is as it was"


def test_a_content_that_the_store_has_no_more_begins_nothing(place: Place, tmp_path: Path) -> None:
    served = made(place, tmp_path / "1", BEFORE)
    place.store.path(place.store.add(b"a")).unlink()
    (tmp_path / "2").mkdir()
    assert begin(place, served, tmp_path / "2") == {}
    assert not list((tmp_path / "2").iterdir())


def test_a_list_that_somebody_changed_begins_nothing(place: Place, tmp_path: Path) -> None:
    served = made(place, tmp_path / "1", BEFORE)
    with (place.releases / served / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  ../../out\n")
    (tmp_path / "2").mkdir()
    assert begin(place, served, tmp_path / "2") == {}
