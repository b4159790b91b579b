"""The command line: help, formats and exit codes, as a person and a CI meet them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from consentbook import __version__
from consentbook.book import Book
from tests.editions.project import git, tag
from tests.support import consentbook

COMMANDS = [
    (),
    ("check",),
    ("build",),
    ("links",),
    ("wording",),
    ("wording", "list"),
    ("wording", "show"),
    ("wording", "release"),
    ("wording", "history"),
    ("wording", "diff"),
    ("rules",),
    ("edition",),
    ("edition", "publish"),
    ("edition", "diff"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_it_does(project: Path, command: tuple[str, ...]) -> None:
    ran = consentbook(project, *command, "--help")
    assert ran.returncode == 0
    assert "Usage: consentbook" in ran.stdout
    assert "Examples:" in ran.stdout or command in {("wording",), ("edition",)}


def test_help_needs_no_project(tmp_path: Path) -> None:
    for command in COMMANDS:
        assert consentbook(tmp_path, *command, "--help").returncode == 0


def test_version(tmp_path: Path) -> None:
    assert consentbook(tmp_path, "--version").stdout == f"consentbook, version {__version__}\n"


def test_check_is_quiet_and_fine(project: Path) -> None:
    ran = consentbook(project, "check")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("22 snippets, 9 checklists and ")


def test_check_works_from_a_folder_inside_the_project(project: Path) -> None:
    assert consentbook(project / "docs" / "guide", "check").returncode == 0


def test_outside_a_project_it_could_not_run(tmp_path: Path) -> None:
    ran = consentbook(tmp_path, "check")
    assert ran.returncode == 2
    assert "There is no mkdocs.yml with a snippets folder beside it" in ran.stderr


@pytest.fixture
def broken(project: Path) -> Path:
    page = project / "docs" / "guide" / "why.md"
    page.write_text(page.read_text() + "\n[100%: a, b](link:trsut)\n")
    return project


def test_findings_as_text(broken: Path) -> None:
    ran = consentbook(broken, "check")
    assert ran.returncode == 1
    (line,) = ran.stdout.splitlines()
    assert line.endswith('unknown link name "trsut" (did you mean "trust"?). Add it to links.yml, or use a name there.')


def test_findings_as_json(broken: Path) -> None:
    ran = consentbook(broken, "check", "--format", "json")
    assert ran.returncode == 1
    (finding,) = json.loads(ran.stdout)
    assert finding["path"] == "docs/guide/why.md"
    assert set(finding) == {"path", "line", "wrong", "mend", "meant", "code"}


def test_findings_as_annotations(broken: Path) -> None:
    (broken / "docs" / "a,b:c%.md").write_text("[x](link:gone%0A::error::x)\n")
    ran = consentbook(broken, "check", "--format", "github")
    assert ran.returncode == 1
    first, second = ran.stdout.splitlines()
    assert first.startswith('::error file=docs/a%2Cb%3Ac%25.md,line=1::unknown link name "gone%250A::error::x"')
    assert second.startswith("::error file=docs/guide/why.md,line=")


def test_no_finding_is_an_empty_list_in_json(project: Path) -> None:
    assert json.loads(consentbook(project, "check", "--format", "json").stdout) == []


def test_wording_is_listed(project: Path, book: Book) -> None:
    lines = consentbook(project, "wording", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(book.library.snippets)
    assert all("Not reviewed by counsel" in line for line in lines)
    banners = json.loads(consentbook(project, "wording", "list", "--form", "banner", "--format", "json").stdout)
    assert {snippet["form"] for snippet in banners} == {"banner"}
    assert len(banners) == 4


def test_wording_is_shown_in_each_format(project: Path, book: Book) -> None:
    snippet = book.library.snippets["banner/opt-in"]
    shown = {
        form: consentbook(project, "wording", "show", snippet.id, "--draft", "--format", form).stdout
        for form in ("text", "markdown", "html", "json")
    }
    assert shown["text"] == f"{snippet.main.text}\n"
    assert shown["markdown"].startswith("**Heading**\n\nMay we record")
    assert '<a href="{{ policy_url }}">privacy policy</a>' in shown["html"]
    assert json.loads(shown["json"])["sha256"] == snippet.main.sha256


def test_an_unknown_snippet_gets_a_suggestion(project: Path) -> None:
    ran = consentbook(project, "wording", "show", "banner/optin")
    assert ran.returncode == 2
    assert 'there is no snippet "banner/optin". Did you mean "banner/opt-in"?' in ran.stderr


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("editon",), "No such command 'editon'. Did you mean 'edition'?"),
        (("edition", "lst"), "No such command 'lst'. Did you mean 'list'?"),
        (("zzz",), "No such command 'zzz'."),
    ],
)
def test_an_unknown_command_gets_a_suggestion(tmp_path: Path, command: tuple[str, ...], says: str) -> None:
    ran = consentbook(tmp_path, *command)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[-1] == f"Error: {says}"


def test_bad_sources_stop_every_command_without_a_traceback(broken: Path, tmp_path: Path) -> None:
    git(broken, "init", "--quiet")
    tag(broken, "2026.11")
    for command in (
        ("build",),
        ("wording", "list"),
        ("links",),
        ("edition", "publish", "--to", str(tmp_path / "p")),
    ):
        ran = consentbook(broken, *command)
        assert (ran.returncode, ran.stdout) == (1, ""), command
        assert "docs/guide/why.md:" in ran.stderr
        assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "command", [("--version",), ("check",), ("wording", "show", "banner/optin"), ("links", "gone.md"), ("linkz",)]
)
def test_started_by_a_user_it_does_what_the_tests_see(project: Path, command: tuple[str, ...]) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "consentbook", *command], cwd=project, capture_output=True, text=True, check=False
    )
    seen = consentbook(project, *command)
    assert (seen.returncode, seen.stdout, seen.stderr) == (started.returncode, started.stdout, started.stderr)


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m consentbook wording list | head -1"
    ran = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    assert "BrokenPipe" not in ran.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_long_work_shows_progress_on_a_terminal(project: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "consentbook", "build"]
    ran = subprocess.run(command, cwd=project, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    assert ran.returncode == 0
    assert b"Checking the sources" in os.read(ours, 4096)
    os.close(ours)


def test_rules_are_listed_and_explained(tmp_path: Path) -> None:
    assert "absolute-claim" in consentbook(tmp_path, "rules").stdout
    explained = consentbook(tmp_path, "rules", "absolute-claim").stdout
    assert "Fails (en): We never record passwords." in explained
    unknown = consentbook(tmp_path, "rules", "absolut-claim")
    assert unknown.returncode == 2
    assert 'Did you mean "absolute-claim"?' in unknown.stderr
