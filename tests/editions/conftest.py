"""A project with two editions and a change that is not published yet, and the place they were published to."""

import shutil
from pathlib import Path

import pytest

from consentbook.editions.place import Place
from consentbook.editions.plan import Wanted
from consentbook.editions.publish import publish
from tests.editions.project import change, git, new_project, tag, write
from tests.support import release

URL = "https://docs.example.com/consent/"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``project`` and ``place``. In 2026.12 a text and a page changed, a page moved, one came and one went."""
    folder = tmp_path_factory.mktemp("editions")
    project = new_project(folder / "project")
    change(project, "snippets/link/policy/en.md", "Privacy policy]", "Our privacy policy]")
    release(project)
    change(project, "docs/guide/how.md", "step by step", "with care")
    git(project, "mv", "docs/guide/why.md", "docs/guide/reasons.md")
    change(project, "docs/guide/reasons.md", "description: Why.", "description: Why.\nmoved_from: [guide/why.md]")
    change(project, "docs/index.md", "guide/why.md", "guide/reasons.md")
    change(project, "mkdocs.yml", "guide/why.md", "guide/reasons.md\n      - guide/more.md")
    write(project, "docs/guide/more.md", "---\ndescription: More.\n---\n\n# More\n\nThere is more.\n")
    git(project, "rm", "--quiet", "docs/checklists/index.md")
    change(project, "mkdocs.yml", "      - checklists/index.md\n", "")
    tag(project, "2026.12")
    change(project, "docs/guide/how.md", "with care", "with great care")
    git(project, "commit", "--quiet", "--all", "--message", "A change that is not published")
    publish(wanted(project, folder / "place", unreleased=True))
    return folder


def wanted(project: Path, place: Path, **options: object) -> Wanted:
    """Return what is to be published."""
    return Wanted(root=project, place=Place(place), site_url=URL, **options)  # type: ignore[arg-type]


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    """A copy of ``made`` to break, in which hard links are hard links."""
    shutil.copytree(made / "project", tmp_path / "project", symlinks=True)
    copy_place(made / "place", tmp_path / "place")
    return tmp_path


def copy_place(place: Path, to: Path) -> None:
    """Copy a place, keeping times and hard links."""
    known: dict[int, Path] = {}

    def copy(source: str, target: str) -> str:
        inode = Path(source).lstat().st_ino
        if inode in known:
            Path(target).hardlink_to(known[inode])
        else:
            shutil.copy2(source, target)
            known[inode] = Path(target)
        return target

    shutil.copytree(place, to, symlinks=True, copy_function=copy)
