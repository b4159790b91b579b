"""``consentbook checklist``: what it prints, what it refuses, and its exit codes."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT, consentbook


def check(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    return consentbook(ROOT, "checklist", "check", "-", *options, stdin=text)


def show(*options: str) -> str:
    ran = consentbook(ROOT, "checklist", "show", *options)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_every_list_is_listed() -> None:
    ran = consentbook(ROOT, "checklist", "list")
    assert ran.returncode == 0
    assert {"pre-launch", "privacy-policy", "consent-banner"} <= {line.split()[0] for line in ran.stdout.splitlines()}


def test_a_list_is_printed_for_a_region_as_a_task_list() -> None:
    text = show("pre-launch", "--region", "eea", "--format", "markdown")
    assert text.startswith("<!-- consentbook checklist: pre-launch; region: eea -->\n# Pre-launch checklist\n\n## ")
    assert "- [ ] **C09** " in text
    assert "- [ ] **C19** " not in text  # wiretap laws of US states
    assert "- [ ] **C19** " in show("pre-launch", "--region", "us-ca", "--format", "markdown")


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_what_is_printed_can_be_checked(form: str) -> None:
    text = show("consent-banner", "--format", form)
    ran = check(text)
    assert ran.returncode == 1
    assert "C10 is open: " in ran.stdout
    ticked = (
        text.replace("[ ]", "[x]")
        .replace('"done": false', '"done": true')
        .replace(",no,yes,", ",yes,yes,")
        .replace(",no,no,", ",yes,no,")
    )
    ran = check(ticked)
    assert (ran.returncode, ran.stdout) == (0, ran.stdout)
    assert ran.stdout.endswith(" required items are done.\n")


def test_a_pull_request_that_left_items_out_does_not_get_through() -> None:
    ran = check("- [x] **C10** done\n", "--list", "consent-banner")
    assert ran.returncode == 1
    assert "stdin:1: C11 is missing: " in ran.stdout
    assert "C10" not in ran.stdout


def test_with_a_list_what_the_file_says_of_itself_does_not_count() -> None:
    narrow = "<!-- consentbook checklist: staff-tools; region: us; role: design -->\n- [x] **C10** done\n"
    assert "C11 is missing" in check(narrow, "--list", "consent-banner").stdout


def test_findings_have_forms() -> None:
    ran = check("- [ ] **C10** open\n", "--format", "json")
    assert ran.returncode == 1
    assert [finding["line"] for finding in json.loads(ran.stdout)] == [1]
    assert check("- [ ] **C10** open\n", "--format", "github").stdout.startswith(
        "::error file=stdin,line=1::C10 is open: "
    )


@pytest.mark.parametrize(("text", "options"), [("- [x] **C10** done\n", ["--list", ""]), ("- [x] **Z99** done\n", [])])
def test_a_check_of_nothing_is_no_check(text: str, options: list[str]) -> None:
    assert check(text, *options).returncode == 2


@pytest.mark.parametrize("text", ["Dear all", '{"format": "x"}', '{"format": "consentbook-checklist", "version": 9}'])
def test_what_is_no_checklist_cannot_be_checked(text: str) -> None:
    ran = check(text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("stdin:1: ")
    assert "Traceback" not in ran.stderr


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xff\xfe")
    ran = consentbook(ROOT, "checklist", "check", str(tmp_path / "f"))
    assert ran.returncode == 2
    assert "it is no UTF-8 text" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "prelaunch"], 'Did you mean "pre-launch"?'),
        (["show", "pre-launch", "--region", "mars"], "'mars' is not one of"),
        (["check", "nowhere.json"], "No such file"),
        (["check", "mkdocs.yml", "--list", "x"], "no item of a checklist is in it"),
    ],
)
def test_wrong_arguments_are_named(arguments: list[str], said: str) -> None:
    ran = consentbook(ROOT, "checklist", *arguments)
    assert ran.returncode == 2
    assert said in ran.stderr
