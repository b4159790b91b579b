"""A branch for GitHub Pages: what is written to it, what stays, and which branches are left alone."""

import signal
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.editions.conftest import URL
from tests.editions.project import git, tag
from tests.support import consentbook


@pytest.fixture
def project(here: Path) -> Path:
    """A project in which somebody can commit."""
    git(here / "project", "config", "user.name", "tests")
    git(here / "project", "config", "user.email", "tests@example.com")
    return here / "project"


def export(project: Path, branch: str = "gh-pages", *options: str) -> "CompletedProcess[str]":
    return consentbook(project, "edition", "publish", "--export", branch, "--site-url", URL, *options)


def names(project: Path, revision: str = "gh-pages") -> set[str]:
    return set(git(project, "ls-tree", "-r", "--name-only", revision).splitlines())


def add(project: Path, name: str, text: str) -> None:
    """Commit a file to the branch, as the settings of GitHub Pages do."""
    blob = project.parent / "blob"
    blob.write_text(text)
    number = git(project, "hash-object", "-w", str(blob))
    tree = git(project, "ls-tree", "gh-pages") + f"\n100644 blob {number}\t{name}\n"
    (project.parent / "tree").write_text(tree)
    with (project.parent / "tree").open() as lines:
        made = git(project, "mktree", given=lines)
    commit = git(project, "commit-tree", "-p", "gh-pages", "-m", f"Add {name}", made)
    git(project, "update-ref", "refs/heads/gh-pages", commit)


def test_the_branch_holds_the_release_with_copies_for_aliases(project: Path) -> None:
    ran = export(project)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("The branch gh-pages holds 2026.11, 2026.12 (release ")
    assert {
        ".nojekyll",
        "versions.json",
        "latest/index.html",
        "latest/wording/index.json",
        "wording/link/policy/r1/en.txt",
    } <= names(project)
    modes = {line.split()[0] for line in git(project, "ls-tree", "-r", "gh-pages").splitlines()}
    assert modes == {"100644"}
    same = [git(project, "rev-parse", f"gh-pages:{name}/index.html") for name in ("latest", "2026.12")]
    assert same[0] == same[1]
    assert git(project, "status", "--porcelain") == "?? .cache/\n?? editions.yml"


def test_what_the_list_of_sums_names_is_there(project: Path) -> None:
    export(project)
    listed = {line.partition("  ")[2] for line in git(project, "show", "gh-pages:SHA256SUMS").splitlines()}
    assert listed <= names(project)


def test_a_file_that_was_not_published_stays_and_an_old_page_does_not(project: Path) -> None:
    export(project, "gh-pages", "--next")
    assert "next/index.html" in names(project)
    add(project, "CNAME", "docs.example.com\n")
    before = git(project, "rev-parse", "gh-pages")
    assert export(project).returncode == 0
    assert git(project, "show", "gh-pages:CNAME") == "docs.example.com"
    assert git(project, "rev-parse", "gh-pages^") == before
    assert not any(name.startswith("next/") for name in names(project))


def test_a_branch_in_use_or_with_something_else_is_left_alone(project: Path) -> None:
    git(project, "branch", "work")
    before = git(project, "rev-parse", "main", "work")
    for branch, says in (
        ("main", "the branch main is checked out"),
        ("work", "the branch work holds something else"),
        ("bad name", '"bad name" is no name of a branch'),
        ("@{-1}", '"@{-1}" is no name of a branch'),
        ("--orphan", '"--orphan" is no name of a branch'),
    ):
        ran = export(project, branch)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert says in ran.stderr
    assert git(project, "rev-parse", "main", "work") == before
    assert not (project / ".cache").exists(), "nothing was built"


def test_who_commits_must_be_known(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project, "config", "--unset", "user.email")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    ran = export(project)
    assert ran.returncode == 2
    assert "Set user.email with `git config`" in ran.stderr


def test_what_others_pushed_and_what_was_not_pushed_both_stay(project: Path, tmp_path: Path) -> None:
    export(project)
    git(project, "init", "--quiet", "--bare", str(tmp_path / "origin"))
    git(project, "remote", "add", "origin", str(tmp_path / "origin"))
    git(project, "push", "--quiet", "origin", "gh-pages")
    pushed = git(project, "rev-parse", "gh-pages")
    tag(project, "2027.01")
    export(project)
    alone = git(project, "rev-parse", "gh-pages")
    assert git(project, "rev-parse", "gh-pages^") == pushed, "a commit that was not pushed is built upon"
    git(project, "push", "--quiet", "origin", "gh-pages")
    git(project, "update-ref", "refs/heads/gh-pages", pushed)  # as in another clone
    tag(project, "2027.02")
    assert export(project).returncode == 0
    assert git(project, "rev-parse", "gh-pages^") == alone
    git(
        project, "update-ref", "refs/remotes/origin/gh-pages", git(project, "commit-tree", "-m", "x", "gh-pages^{tree}")
    )
    ran = export(project)
    assert ran.returncode == 2
    assert "gh-pages and origin/gh-pages each have what the other has not" in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_ended_in_the_middle_the_branch_is_as_it_was(project: Path, number: signal.Signals) -> None:
    export(project)
    before = git(project, "rev-parse", "gh-pages")
    asked = ["--root", str(project), "edition", "publish", "--export", "gh-pages", "--site-url", URL, "--next"]
    command = [sys.executable, "-c", IN_THE_MIDDLE, str(int(number)), *asked]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert git(project, "rev-parse", "gh-pages") == before
    assert export(project, "gh-pages", "--next").returncode == 0
    assert git(project, "branch", "--format=%(refname:short)").splitlines() == ["gh-pages", "main"]
    assert "next/index.html" in names(project)


# Ends itself when git was given some of the files
IN_THE_MIDDLE = """
import os, signal, sys, ghp_import
from consentbook.cli import main

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore it
    number, given, add = int(sys.argv.pop(1)), [], ghp_import.add_file

    def some(*arguments):
        add(*arguments)
        given.append(arguments)
        if len(given) == 20:
            arguments[0].stdin.flush()
            os.kill(os.getpid(), number)

    ghp_import.add_file = some
    main(prog_name="consentbook")
"""
