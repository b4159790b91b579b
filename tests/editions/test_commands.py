"""``consentbook edition``: what it says, and how it ends."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.editions.conftest import URL
from tests.editions.project import git, tag
from tests.support import consentbook


def test_publish_says_what_it_did_and_what_to_do_next(here: Path) -> None:
    tag(here / "project", "2027.01")
    ran = consentbook(here / "project", "edition", "publish", "--to", str(here / "place"), "--next")
    assert ran.returncode == 0, ran.stderr
    first, second = ran.stdout.splitlines()
    assert first.startswith(f"{here}/place/current is published: 2026.11, 2026.12, 2027.01, next (release ")
    assert second == "editions.yml has 2027.01 now. Commit it."
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["publish"], 2, "Say where to publish: --to FOLDER, or --export BRANCH."),
        (["publish", "--to", "x", "--export", "gh-pages"], 2, "Say where to publish: --to FOLDER, or --export BRANCH."),
        (["publish", "--export", "gh-pages", "--compress"], 2, "--compress is of no use with --export"),
        (["publish", "--export", "gh-pages"], 2, "Say with --site-url where the branch will be served."),
        (["publish", "--to", "mkdocs.yml"], 2, "is a file"),
        (["publish", "--to", "docs/site"], 2, "lies in docs, of which editions are made"),
        (["publish", "--to", ".git"], 2, "was not made by this command"),
        (["list", "--to", "docs"], 2, "nothing was published in"),
        (["rollback", "--to", "docs"], 2, "nothing was published in"),
        (["prune", "--to", "docs"], 2, "nothing was published in"),
        (["prune", "--to", "docs", "--keep", "0"], 2, "0 is not in the range"),
        (["verify", "--to", "docs"], 2, "nothing was published in"),
        (["show", "2031.01"], 2, 'there is no tag or revision "2031.01"'),
        (["nothing"], 2, "No such command"),
    ],
)
def test_what_cannot_run_says_why(here: Path, arguments: list[str], code: int, says: str) -> None:
    ran = consentbook(here / "project", "edition", *arguments)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


def test_findings_end_with_1_and_a_line_each(here: Path) -> None:
    git(here / "project", "tag", "--force", "2026.11", "2026.12")
    for command in ("publish", "verify"):
        ran = consentbook(here / "project", "edition", command, "--to", str(here / "place"))
        assert ran.returncode == 1
        assert "editions.yml:3: the tag 2026.11 names commit" in ran.stdout + ran.stderr


def test_editions_are_listed_newest_first(here: Path) -> None:
    tag(here / "project", "2027.01")
    ran = consentbook(here / "project", "edition", "list", "--to", str(here / "place"))
    assert [(line[:12].rstrip(), line[39:]) for line in ran.stdout.splitlines()] == [
        ("next", "not published served"),
        ("2027.01", "not published not served"),
        ("2026.12", "latest        served"),
        ("2026.11", "supported     served"),
    ]
    listed = json.loads(consentbook(here / "project", "edition", "list", "--format", "json").stdout)
    assert [(one["edition"], one["status"], one["served"]) for one in listed][1:] == [
        ("2026.12", "latest", None),
        ("2026.11", "supported", None),
    ]


def test_after_going_back_the_latest_is_that_which_is_served(here: Path) -> None:
    tag(here / "project", "2027.01")
    place = ("--to", str(here / "place"))
    consentbook(here / "project", "edition", "publish", *place)
    consentbook(here / "project", "edition", "rollback", *place)
    listed = consentbook(here / "project", "edition", "list", *place, "--format", "json").stdout
    assert [(one["edition"], one["status"], one["served"]) for one in json.loads(listed)] == [
        ("next", "not published", True),
        ("2027.01", "supported", False),
        ("2026.12", "latest", True),
        ("2026.11", "supported", True),
    ]


def test_an_edition_is_shown(made: Path) -> None:
    ran = consentbook(made / "project", "edition", "show", "2026.11")
    assert "status: supported" in ran.stdout
    assert "  link/policy r1" in ran.stdout
    shown = json.loads(consentbook(made / "project", "edition", "show", "HEAD", "--format", "json").stdout)
    assert (shown["status"], shown["snippets"]) == ("no edition", {"link/policy": 2})


def test_going_back_and_clearing_up(here: Path) -> None:
    place = ["--to", str(here / "place")]
    before = (here / "place/current").readlink()
    tag(here / "project", "2027.01")
    consentbook(here / "project", "edition", "publish", *place, "--site-url", URL)
    ran = consentbook(here, "edition", "rollback", *place)
    assert (ran.returncode, (here / "place/current").readlink()) == (0, before)
    assert "again: 2026.11, 2026.12, next." in ran.stdout
    ran = consentbook(here, "edition", "rollback", "abc", *place)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert 'no release begins with "abc". There are:\n' in ran.stderr
    ran = consentbook(here, "edition", "prune", *place, "--keep", "1")
    assert ran.stdout.startswith("1 release removed")
    assert ran.stderr == ""
    log = (here / "place/log.json").rename(here / "log.json")
    ran = consentbook(here, "edition", "prune", *place, "--keep", "1")
    assert ran.stdout.startswith("0 releases removed")
    assert "is gone, so it is not known which releases are old" in ran.stderr
    log.rename(here / "place/log.json")
    ran = consentbook(here / "project", "edition", "verify", *place)
    assert ran.stdout == f"{here}/place/current is as it was published.\n"


def test_links_inside_what_was_published_are_right_in_every_edition(here: Path) -> None:
    ran = consentbook(here, "links", str(here / "place/current"), "--offline")
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    path = here / "place/current/2026.11/guide/how/index.html"
    path.write_text(path.read_text().replace('href="../why/"', 'href="../wh/"'))
    ran = consentbook(here, "links", str(here / "place/current"), "--offline")
    assert ran.returncode == 1
    assert "../wh/ is broken" in ran.stdout


def test_help_has_examples(tmp_path: Path) -> None:
    for command in ("publish", "list", "show", "rollback", "prune", "verify"):
        ran = consentbook(tmp_path, "edition", command, "--help")
        assert ran.returncode == 0
        assert f"consentbook edition {command}" in ran.stdout.partition("Examples:")[2]


def test_long_work_shows_progress_on_a_terminal_only(here: Path) -> None:
    tag(here / "project", "2027.01")
    command = f"{Path(__import__('sys').executable)} -m consentbook edition publish --to {here}/place --site-url {URL}"
    ran = subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        cwd=here / "project", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0
    assert "Building 1 of 1 editions (2027.01)" in ran.stdout
