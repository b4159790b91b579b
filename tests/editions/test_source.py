"""What is taken out of git for an edition."""

from pathlib import Path

import pytest

from consentbook.editions.source import content_ids, editions_with, read_tags, resolve, unpack
from consentbook.terminal import CannotRun
from tests.editions.project import git, write


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(root, "docs/index.md", "one")
    write(root, "snippets/variables.yml", "")
    write(root, "mkdocs.yml", "site_name: x\n")
    write(root, "secret.txt", "not content")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    return root


def test_only_tags_named_as_editions_are_editions(repository: Path) -> None:
    others = (
        "v2026.11",
        "2026.13",
        "2026.1",
        "2026.011",
        "2026.11.0",
        "2026.11.1000",
        "2026.11-rc1",
        "x/2026.12",
        "release",
    )
    for name in ("2026.11", "2026.11.1", "2026.11.999", *others):
        git(repository, "tag", name)
    git(repository, "tag", "--annotate", "--message", "x", "2026.12")
    tags = {tag.edition: tag for tag in read_tags(repository)}
    assert sorted(tags) == ["2026.11", "2026.11.1", "2026.11.999", "2026.12"]
    commit = git(repository, "rev-parse", "HEAD")
    assert {tag.commit for tag in tags.values()} == {commit}
    assert {tag.epoch for tag in tags.values()} == {1793620800}


def test_editions_with_a_file_are_found_newest_first(repository: Path) -> None:
    for name in ("2026.09", "2026.11", "2026.10"):
        git(repository, "tag", name)
    git(repository, "rm", "--quiet", "docs/index.md")
    git(repository, "commit", "--quiet", "--message", "gone")
    git(repository, "tag", "2026.12")
    assert [tag.edition for tag in editions_with(repository, "docs/index.md")] == ["2026.11", "2026.10", "2026.09"]
    assert editions_with(repository, "docs/gone.md") == []


def test_a_tag_of_something_else_than_a_commit_is_no_edition(repository: Path) -> None:
    git(repository, "tag", "2026.11", "HEAD:docs/index.md")
    assert read_tags(repository) == ()


def test_the_content_is_taken_out_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    write(repository, "docs/index.md", "not committed")
    unpack(repository, "HEAD", tmp_path / "out" / "2026.11")
    assert sorted(path.name for path in (tmp_path / "out" / "2026.11").iterdir()) == ["docs", "mkdocs.yml", "snippets"]
    assert (tmp_path / "out/2026.11/docs/index.md").read_text() == "one"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026.11"]
    assert git(repository, "status", "--porcelain") == "M docs/index.md"


def test_the_same_content_has_the_same_ids(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    write(repository, "secret.txt", "changed")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    second = git(repository, "rev-parse", "HEAD")
    write(repository, "docs/index.md", "changed")
    git(repository, "commit", "--quiet", "--all", "--message", "three")
    third = git(repository, "rev-parse", "HEAD")
    ids = content_ids(repository, [first, second, third])
    assert ids[first] == ids[second] != ids[third]


@pytest.mark.parametrize("revision", ["2026.99", "--output=x", "HEAD:docs/index.md", "", "a b"])
def test_what_is_no_revision_is_told(repository: Path, revision: str) -> None:
    with pytest.raises(CannotRun, match="there is no tag or revision"):
        resolve(repository, revision)


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="git cannot read"):
        read_tags(tmp_path)


def test_a_tag_without_a_project_is_told(repository: Path, tmp_path: Path) -> None:
    git(repository, "rm", "--quiet", "-r", "docs")
    git(repository, "commit", "--quiet", "--message", "gone")
    with pytest.raises(CannotRun, match="holds no project"):
        unpack(repository, "HEAD", tmp_path / "out")


@pytest.mark.parametrize("name", ["mkdocs.yml", "links.yml", "docs"])
def test_a_tag_whose_content_lies_elsewhere_is_refused(repository: Path, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    git(repository, "rm", "-r", "--quiet", "--ignore-unmatch", name)
    (repository / name).symlink_to(elsewhere)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "two")
    with pytest.raises(CannotRun, match=f"{name} is a symbolic link"):
        unpack(repository, "HEAD", tmp_path / "taken")
    assert not list(elsewhere.iterdir())
