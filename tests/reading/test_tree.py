"""Files are read inside the project alone: a symbolic link that leads out of it is refused, whatever it stands for."""

import shutil
from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.editions.ledger import LEDGER, read_ledger
from consentbook.reading.offences import Offence, Rejected
from tests.fuzz.readers import small_project

SECRET = "TOP SECRET"
READ = (
    "docs/guide/why.md",
    "docs/picture.png",
    "docs/checklists/launch.md",
    "snippets/variables.yml",
    "snippets/banner/opt-in/en.md",
    "snippets/banner/opt-in/fr.md",
    "snippets/banner/opt-in/history.yml",
    "theme/main.html",
    "links.yml",
    "checklists.yml",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path / "project")


def told(root: Path) -> str:
    with pytest.raises(Rejected) as caught:
        read_book(root)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def put_elsewhere(path: Path, outside: Path) -> None:
    """Put a link to a file or folder outside in the place of ``path``."""
    outside.write_text(f"---\ntitle: {SECRET}\n---\n{SECRET}: [\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(outside)


@pytest.mark.parametrize("name", READ)
def test_a_file_that_lies_elsewhere_is_refused_and_not_shown(root: Path, name: str) -> None:
    put_elsewhere(root / name, root.parent / "outside")
    found = told(root)
    assert f"{name}:1: the file leads out of the project" in found or f"{name}:1: this is a symbolic link" in found


@pytest.mark.parametrize("folder", ["docs", "snippets", "theme", "docs/guide", "snippets/banner", "theme/assets"])
def test_a_folder_that_lies_elsewhere_is_refused(root: Path, folder: str) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "notes.txt").write_text(SECRET)
    shutil.rmtree(root / folder, ignore_errors=True)
    (root / folder).parent.mkdir(exist_ok=True)
    (root / folder).symlink_to(outside)
    assert f"{folder}:1: this is a symbolic link" in told(root)


def test_a_ledger_that_lies_elsewhere_is_refused(root: Path) -> None:
    put_elsewhere(root / LEDGER, root.parent / "outside")
    offences: list[Offence] = []
    assert not read_ledger(root, offences).entries
    assert [offence.wrong for offence in offences] == ["the file leads out of the project"]


@pytest.mark.parametrize(
    "name", ["docs/\x1b[31m.md", "docs/a\n::error::b.png", "docs/\x9b2J.zip", "theme/\u202egpj.js"]
)
def test_a_name_that_would_steer_a_terminal_is_refused_and_not_written_out(root: Path, name: str) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("\x00 <script>")
    found = told(root)
    assert "the name holds a hidden character" in found
    begins = ("docs/", "theme/", "checklists.yml:", "snippets/variables.yml:")
    assert all(line.isprintable() and line.startswith(begins) for line in found.split("\n"))
