"""Three editions of a small project, and the site of the newest, which says what changed."""

from datetime import date
from pathlib import Path

import pytest

from consentbook.editions.changes.compare import tell
from consentbook.editions.changes.model import Changes, Edition, told_from_json, told_to_json
from tests.editions.changes.projects import CHANGE, build_told, read, remove, small_project, with_theme, write
from tests.editions.project import git, tag

OLDEST, OLDER, NEWEST = (
    Edition(name, day)
    for name, day in (("2026.10", date(2026, 10, 1)), ("2026.11", date(2026, 11, 2)), ("2026.12", date(2026, 12, 1)))
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the tags 2026.10, 2026.11 and 2026.12."""
    root = small_project(tmp_path_factory.mktemp("editions") / "project")
    git(root, "init", "--quiet")
    write("docs/old.md", "# Old\n")(root)
    tag(root, OLDEST.name)
    remove("docs/old.md")(root)
    tag(root, OLDER.name)
    CHANGE(root)
    tag(root, NEWEST.name)
    return root


@pytest.fixture(scope="module")
def built(project: Path, told: Path) -> Path:
    """The site of 2026.12."""
    with_theme(project)
    return build_told(project, told)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that tells a build of 2026.12 what changed since the two earlier editions."""
    root = small_project(tmp_path_factory.mktemp("told") / "project")
    older = read(root)
    write("docs/old.md", "# Old\n")(root)
    oldest = read(root)
    remove("docs/old.md")(root)
    CHANGE(root)
    file = root.parent / "changes.json"
    file.write_text(told_to_json(tell(NEWEST, read(root), ((OLDER, older), (OLDEST, oldest)))))
    return file


@pytest.fixture(scope="module")
def changes(told: Path) -> Changes:
    """What changed from 2026.11 to 2026.12."""
    return told_from_json(told.read_bytes(), told.name).since[0]
