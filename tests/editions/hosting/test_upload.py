"""The upload to an object store, with the real rclone: what others point to goes first, and nothing is deleted."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.editions.hosting.nginx import DEPLOY, the
from tests.editions.hosting.releases import make_release, serve, small_files

# What an upload consists of, in order
STEPS = (
    r"wording/",
    r"(2026\.11|latest)/(assets/(javascripts|stylesheets)/.+\.[0-9a-f]{8}\.min\.(js|css)|search/part\..+)$",
    r"2026\.11/",
    r"latest/",
    r"(?!versions\.json)[^/]+$",
    r"versions\.json$",
)


def upload(published: Path, to: Path) -> list[str]:
    """Upload what is served and return the paths of what was copied, in order."""
    path = f"{Path(the('rclone')).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", str(DEPLOY / "upload.sh"), str(published / "current"), str(to)],
        env=os.environ | {"PATH": path, "RCLONE_VERBOSE": "1", "RCLONE_CONFIG": str(to.parent / "none.conf")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return re.findall(r"INFO  : (.+): Copied", ran.stderr)


def step(path: str) -> int:
    return next(number for number, pattern in enumerate(STEPS) if re.match(pattern, path))


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with what is ``published`` and the ``store`` that it was uploaded to, and what was copied."""
    folder = tmp_path_factory.mktemp("upload")
    make_release(folder / "published", "one", small_files())
    serve(folder / "published", "one")
    return folder, upload(folder / "published", folder / "store")


def test_what_others_point_to_goes_first(uploaded: tuple[Path, list[str]]) -> None:
    _, copied = uploaded
    steps = [step(path) for path in copied]
    assert steps == sorted(steps)
    assert set(steps) == set(range(len(STEPS)))
    assert copied[-1] == "versions.json"


def test_everything_is_there_and_nothing_that_no_browser_can_read(uploaded: tuple[Path, list[str]]) -> None:
    store = uploaded[0] / "store"
    files = small_files()
    files |= {path.replace("2026.11/", "latest/"): text for path, text in files.items() if path.startswith("2026.11/")}
    found = {path.relative_to(store).as_posix(): path for path in store.rglob("*") if path.is_file()}
    assert {path: file.read_text() for path, file in found.items()} == files
    assert not any(path.is_symlink() for path in store.rglob("*"))


def test_a_second_upload_takes_what_differs_and_deletes_nothing(
    uploaded: tuple[Path, list[str]], tmp_path: Path
) -> None:
    shutil.copytree(uploaded[0], tmp_path / "copy", symlinks=True)
    published, store = tmp_path / "copy" / "published", tmp_path / "copy" / "store"
    files = small_files()
    page = "2026.11/guide/why/index.html"
    old = (published / "current" / page).stat()
    make_release(published, "two", {**files, page: files[page].replace("one", "two")})
    (published / "releases" / "two" / "2026.11" / "wording" / "index.json").unlink()
    os.utime(published / "releases" / "two" / page, (old.st_atime, old.st_mtime))
    serve(published, "two")
    assert upload(published, store) == [page, page.replace("2026.11", "latest")]  # of the same size and time
    assert (store / "2026.11" / "wording" / "index.json").is_file()


def test_without_both_names_it_does_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(["sh", str(DEPLOY / "upload.sh"), str(tmp_path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: ")
