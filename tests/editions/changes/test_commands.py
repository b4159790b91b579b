"""``consentbook edition diff``, run as a person and a CI do."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from consentbook.editions.changes.model import schema
from tests.editions.changes.projects import HOSTILE, POLICY, small_project, write
from tests.editions.project import git, tag
from tests.support import consentbook


def test_it_tells_words_and_actions(project: Path) -> None:
    ran = consentbook(project, "edition", "diff", "2026.11", "2026.12")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "Changed since 2026.11: 2 snippets, 1 checklist item, 2 pages, 1 named link."
    assert "  > Replace your copy of revision 1 by revision 2: English and French." in lines
    assert (
        "    English: Body: May [-{{ company }}-]{+we+} record your visit, so that we can find faults{+ & learn+}? It works either way."
        in lines
    )
    assert HOSTILE in lines


def test_next_is_what_is_committed_and_the_default(project: Path) -> None:
    left_out, named = (consentbook(project, "edition", "diff", "2026.11", *name) for name in ((), ("next",)))
    assert left_out.stdout == named.stdout
    assert left_out.stdout.startswith("Changed since 2026.11: 2 snippets")


def test_an_edition_is_read_as_its_tag_has_it(project: Path) -> None:
    ran = consentbook(project, "edition", "diff", "2026.10", "2026.11")
    assert ran.stdout.splitlines()[0] == "Changed since 2026.10: 1 page."
    assert "  > Mend your links to it: it is gone." in ran.stdout


def test_it_ends_as_git_diff_does(project: Path) -> None:
    codes = [
        consentbook(project, "edition", "diff", *arguments).returncode
        for arguments in (
            ("2026.11", "2026.12", "--exit-code"),
            ("2026.12", "2026.12", "--exit-code"),
            ("2026.12", "2026.12"),
        )
    ]
    assert codes == [1, 0, 0]
    assert consentbook(project, "edition", "diff", "2026.12", "2026.12").stdout == "Changed since 2026.12: nothing.\n"


def test_it_can_be_narrowed(project: Path) -> None:
    ran = consentbook(project, "edition", "diff", "2026.11", "--form", "banner", "--region", "eea", "--format", "json")
    found = json.loads(ran.stdout)
    assert [snippet["id"] for snippet in found["snippets"]] == ["banner/ask"]
    assert (found["items"], found["pages"], found["links"]) == ([], [], [])


def test_json_is_as_the_published_schema_says(project: Path) -> None:
    found = json.loads(consentbook(project, "edition", "diff", "2026.11", "--format", "json").stdout)
    assert not list(Draft202012Validator(schema()).iter_errors(found))
    assert (found["since"]["name"], found["edition"]["name"]) == ("2026.11", "next")


def test_markdown_shows_what_authors_wrote_as_text(project: Path) -> None:
    ran = consentbook(project, "edition", "diff", "2026.11", "--format", "markdown")
    html = MarkdownIt("commonmark", {"html": True}).render(ran.stdout)
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
    assert "find faults<ins> &amp; learn</ins>?" in html
    assert html.count("<ins>") == html.count("</ins>") > 2


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("2026.21", 'there is no tag or revision "2026.21" (did you mean "2026.12"?). `git tag` lists the tags.'),
        ("nexxt", 'there is no tag or revision "nexxt" (did you mean "next"?)'),
        ("main@2027", 'there is no tag or revision "main@2027". `git tag` lists the tags.\n'),
        ("docs", "The folder docs holds no project: mkdocs.yml and snippets belong there."),
        ("./docs/", "The folder ./docs/ holds no project: mkdocs.yml and snippets belong there."),
        ("--help-me", "No such option"),
        ("HEAD~99", 'there is no tag or revision "HEAD~99"'),
        ("./nowhere/", 'there is no tag or revision "./nowhere/"'),
    ],
)
def test_a_name_that_names_nothing_could_not_run(project: Path, name: str, wrong: str) -> None:
    ran = consentbook(project, "edition", "diff", name, "2026.12")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert wrong in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_project_named_as_an_edition_is_gets_the_way_to_name_it(tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    git(root, "init", "--quiet")
    tag(root, "2026.11")
    small_project(root / "other")
    ran = consentbook(root, "edition", "diff", "2026.11", "other")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.endswith("`git tag` lists the tags. For the folder, write ./other\n")
    assert consentbook(root, "edition", "diff", "2026.11", "./other").returncode == 0


def test_folders_are_compared_too_and_what_is_wrong_in_one_is_told(tmp_path: Path) -> None:
    old, new = small_project(tmp_path / "old"), small_project(tmp_path / "new\x1b[31m")
    write("docs/new.md", "# New\n")(new)
    ran = consentbook(old, "edition", "diff", f"{old}{os.sep}", str(new), "--format", "json")
    assert [page["uri"] for page in json.loads(ran.stdout)["pages"]] == ["new.md"]
    write(POLICY, "no front matter")(new)
    ran = consentbook(old, "edition", "diff", str(old), str(new))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "\x1b" not in ran.stderr
    assert "cannot be compared, because it is not right:\nsnippets/policy/short/en.md:1: " in ran.stderr
