"""Which files have changed since a revision, in a real repository."""

import subprocess
from pathlib import Path

import click
import pytest

from consentbook.links.sources.changed import changed_files


def git(root: Path, *arguments: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *names, *arguments], check=True, capture_output=True, timeout=60)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "docs").mkdir(parents=True)
    for name in ("docs/same.md", "docs/committed.md", "docs/saved.md", "gone.md", "above.md", "moved.md"):
        (root / name).write_text(name)
    (root / ".gitignore").write_text("ignored.md\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    git(root, "tag", "first")
    (root / "docs" / "committed.md").write_text("other")
    (root / "above.md").write_text("other")
    git(root, "mv", "moved.md", "docs/größe\n.md")
    git(root, "commit", "-qam", "second")
    (root / "docs" / "saved.md").write_text("other")
    (root / "gone.md").unlink()
    for name in ("docs/new.md", "docs/ignored.md"):
        (root / name).write_text("x")
    return root


def test_committed_saved_and_new_files_are_found(repository: Path) -> None:
    names = {path.relative_to(repository).as_posix() for path in changed_files(repository, "first")}
    there = {"docs/committed.md", "docs/saved.md", "docs/new.md", "above.md", "docs/größe\n.md"}
    assert names == {*there, "gone.md", "moved.md"}, "what is gone may be linked still"


def test_from_a_folder_the_files_of_the_whole_repository_are_found(repository: Path) -> None:
    found = changed_files(repository / "docs", "first")
    names = {"above.md", "committed.md", "saved.md", "new.md", "größe\n.md", "gone.md", "moved.md"}
    assert {path.name for path in found} == names
    assert all(path.parent.is_dir() for path in found)


def test_since_the_last_commit_only_what_is_not_committed_is_found(repository: Path) -> None:
    assert {path.name for path in changed_files(repository, "HEAD")} == {"saved.md", "new.md", "gone.md"}


@pytest.mark.parametrize(
    "rev", ["nowhere", "--output=stolen", "-h", "", "first..HEAD", "a b", "\x1b[31m", "HEAD:docs", "a\0b"]
)
def test_what_is_no_revision_is_refused(repository: Path, rev: str) -> None:
    with pytest.raises(click.UsageError, match="git knows no revision") as refused:
        changed_files(repository, rev)
    assert refused.value.message.isprintable()
    assert not (repository / "stolen").exists()


def test_outside_a_repository_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="is in no git repository"):
        changed_files(tmp_path, "HEAD")


def test_without_git_it_is_said_what_to_do(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(click.UsageError, match="needs git"):
        changed_files(repository, "HEAD")
