"""What is taken out of git for an edition."""

import subprocess
from pathlib import Path

import pytest

from consentbook.editions.source import content_ids, editions_with, read_tags, resolve, uncommitted, unpack
from consentbook.reading.offences import Rejected
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


@pytest.mark.parametrize("revision", ["2026.99", "HEAD..HEAD", "--output=x", "HEAD:docs/index.md", "", "a b"])
def test_what_is_no_revision_is_told(repository: Path, revision: str) -> None:
    with pytest.raises(CannotRun, match="there is no tag or revision"):
        resolve(repository, revision)


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="git cannot read"):
        read_tags(tmp_path)


def test_a_tag_without_a_project_is_told(repository: Path, tmp_path: Path) -> None:
    git(repository, "rm", "--quiet", "-r", "docs")
    git(repository, "commit", "--quiet", "--message", "gone")
    git(repository, "rm", "--quiet", "-r", "snippets")
    git(repository, "commit", "--quiet", "--message", "gone, too")
    with pytest.raises(Rejected) as refused:
        unpack(repository, "HEAD", tmp_path / "out")
    assert [offence.path for offence in refused.value.offences] == ["docs", "snippets"]


@pytest.mark.parametrize("name", ["mkdocs.yml", "links.yml", "docs/deep/link.md"])
def test_a_tag_whose_content_lies_elsewhere_is_refused(repository: Path, tmp_path: Path, name: str) -> None:
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).unlink(missing_ok=True)
    (repository / name).symlink_to("/etc/hosts")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "two")
    with pytest.raises(Rejected, match=f"{name}:1: this is a symbolic link"):
        unpack(repository, "HEAD", tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


def crafted(repository: Path, *entries: str) -> str:
    """Return a commit whose tree was written by hand, as no checkout would write it."""
    made = subprocess.run(
        ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        input=b"".join(
            f"{mode} {name}".encode() + b"\0" + bytes.fromhex(git(repository, "rev-parse", what))
            for mode, name, what in (entry.split("|") for entry in entries)
        ),
        cwd=repository, capture_output=True, check=True,
    )  # fmt: skip
    return made.stdout.decode().strip()


@pytest.mark.parametrize("name", ["..", ".git", "a/../../../b", "a\nb"])
def test_a_path_that_no_checkout_would_write_is_refused(repository: Path, tmp_path: Path, name: str) -> None:
    docs = crafted(repository, f"100644|{name}|HEAD:docs/index.md")
    (repository / ".git/tree").write_text(
        f"040000 tree {docs}\tdocs\n100644 blob {git(repository, 'rev-parse', 'HEAD:mkdocs.yml')}\tmkdocs.yml\n"
        f"040000 tree {git(repository, 'rev-parse', 'HEAD:snippets')}\tsnippets\n"
    )
    with (repository / ".git/tree").open() as lines:
        commit = git(repository, "commit-tree", "-m", "x", git(repository, "mktree", given=lines))
    with pytest.raises(Rejected, match="it is no path of a file"):
        unpack(repository, commit, tmp_path / "a" / "b" / "out")
    assert not (tmp_path / "a").exists()


def test_the_content_is_that_of_the_commit_whatever_git_is_set_to(repository: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    commit = git(repository, "rev-parse", "HEAD")
    (repository / ".git/info/attributes").write_text("* filter=x\n")
    for key, value in (
        ("core.autocrlf", "true"),
        ("filter.x.smudge", f"touch {ran}; cat"),
        ("core.fsmonitor", f"touch {ran}"),
        ("core.hooksPath", str(tmp_path)),
    ):
        git(repository, "config", key, value)
    write(repository, "docs/index.md", "another")
    (repository / ".git/index").unlink()
    ran.unlink(missing_ok=True)
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    git(
        repository,
        "replace",
        commit,
        git(repository, "commit-tree", "-m", "other", crafted(repository, f"040000|x|{tree}")),
    )
    ran.unlink(missing_ok=True)
    unpack(repository, commit, tmp_path / "out")
    assert (tmp_path / "out/docs/index.md").read_bytes() == b"one"
    uncommitted(repository)
    assert not ran.exists()


def test_a_variable_leads_to_no_other_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert resolve(repository, "HEAD").epoch


def test_what_git_does_not_hold_itself_is_told(repository: Path, tmp_path: Path) -> None:
    write(repository, "docs/big.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "two")
    with pytest.raises(Rejected, match=r"docs/big\.png:1: it is kept in Git LFS"):
        unpack(repository, "HEAD", tmp_path / "out")


def test_a_time_in_no_calendar_is_told(repository: Path) -> None:
    text = git(repository, "cat-file", "commit", "HEAD").replace("1793620800", "99999999999999")
    (repository / ".git/commit").write_text(text + "\n")
    commit = git(repository, "hash-object", "-t", "commit", "-w", ".git/commit")
    git(repository, "tag", "2026.11", commit)
    with pytest.raises(CannotRun, match=r"the commit of 2026\.11 says that it is of a year after 9999"):
        read_tags(repository)
