"""What the commands say of a snippet that is gone."""

from pathlib import Path

import pytest

from tests.editions.project import change, git, new_project, tag
from tests.support import consentbook

SHOW = "`git show 2026.11:snippets/link/policy/history.yml` shows its revisions."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which link/policy went after the edition 2026.11, and link/notice came."""
    root = new_project(tmp_path / "project")
    git(root, "mv", "snippets/link/policy", "snippets/link/notice")
    (root / "snippets/link/notice/history.yml").unlink()
    change(root, "snippets/link/notice/en.md", "id: link/policy", "id: link/notice\nreplaces: [link/policy]")
    tag(root, "2026.12")
    return root


def told(project: Path, *arguments: str) -> str:
    ran = consentbook(project, "wording", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr
    return " ".join(ran.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [("history", "link/policy"), ("diff", "link/policy", "1")])
def test_it_says_what_replaces_it_and_which_edition_had_it_last(project: Path, arguments: tuple[str, ...]) -> None:
    assert told(project, *arguments) == (
        'Error: Invalid value for ID: the snippet "link/policy" is gone. "link/notice" replaces it. '
        f"It was last in edition 2026.11: {SHOW}"
    )


def test_it_says_that_nothing_replaces_it(project: Path) -> None:
    change(project, "snippets/link/notice/en.md", "replaces: [link/policy]", "")
    assert f'"link/policy" is gone. Nothing replaces it. It was last in edition 2026.11: {SHOW}' in told(
        project, "history", "link/policy"
    )


@pytest.mark.parametrize("name", ["link/polici", "link/policy\n2026.11:mkdocs.yml", "../snippets/link/policy"])
def test_an_id_that_never_was_gets_a_suggestion(project: Path, name: str) -> None:
    said = told(project, "history", name)
    assert "link/notice" in said
    assert "gone" not in said
    assert "fault" not in said


def test_without_a_repository_it_says_what_the_project_says(project: Path) -> None:
    (project / ".git").rename(project / "elsewhere")
    assert told(project, "history", "link/policy").endswith('"link/policy" is gone. "link/notice" replaces it.')
