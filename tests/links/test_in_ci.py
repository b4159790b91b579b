"""What others run in their CI: the hooks for pre-commit, the action, and the script that keeps one issue."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from consentbook.links.outside.cache import KEEP
from consentbook.links.outside.cache_file import connect
from tests.links.outside.server import Sites, answering
from tests.support import ROOT, consentbook

ACTION = ROOT / ".github" / "actions" / "links"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


def hooks() -> dict[str, dict[str, object]]:
    return {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def test_the_hook_for_files_finds_a_dead_link_between_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n[b](b.md#there)\n[b](b.md#not-there)\n")
    (tmp_path / "b.md").write_text("# B\n\n## There\n")
    words = shlex.split(str(hooks()["consentbook-links-inside"]["entry"]))
    assert words[0] == "consentbook"
    ran = consentbook(tmp_path, *words[1:], "a.md", "b.md")
    assert ran.returncode == 1, ran.stderr
    assert "a.md:4: " in ran.stdout
    assert "[missing-anchor]" in ran.stdout
    assert "a.md:3: " not in ran.stdout


def test_each_hook_runs_a_command_that_is_there() -> None:
    for hook in hooks().values():
        words = shlex.split(str(hook["entry"]))
        ran = consentbook(ROOT, *words[1:2], "--help")
        assert ran.returncode == 0
        assert all(option in ran.stdout for option in words[2:])


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The environment of a job whose runner has the command installed already."""
    program = tmp_path / "runner" / "consentbook" / "bin" / "consentbook"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m consentbook "$@"\n')
    program.chmod(0o755)
    files = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"}
    given = {name: str(tmp_path / file) for name, file in files.items()}
    return {**os.environ, "RUNNER_TEMP": str(tmp_path / "runner"), "SOURCE": str(ROOT), "CACHE": "true", **given}


def test_the_action_checks_links_and_leaves_its_reports(tmp_path: Path, sites: Sites, runner: dict[str, str]) -> None:
    (tmp_path / "page.md").write_text(f"[gone]({sites.http}/404)\n")
    marker = tmp_path / "marker"
    options = {"WHAT": "page.md", "OPTIONS": "--allow-host 127.0.0.1 --fail-on error"}
    run = ["bash", str(ACTION / "check.sh")]
    ran = subprocess.run(run, cwd=tmp_path, env=runner | options, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.startswith(f"::error file=page.md,line=1::{sites.http}/404 is broken: answered 404.")
    assert (tmp_path / "output").read_text() == "exit-code=1\n"
    assert (tmp_path / "summary").read_text() == (tmp_path / "links.md").read_text()
    assert (tmp_path / "links.json").exists()
    assert (tmp_path / "runner" / "consentbook-links.sqlite3").exists()
    hostile = {"WHAT": f"page.md; touch {marker}", "OPTIONS": f"$(touch {marker}) --allow-host 127.0.0.1"}
    subprocess.run(run, cwd=tmp_path, env=runner | hostile, capture_output=True, check=False)
    assert not marker.exists()


def forge(cache: Path, address: str) -> None:
    """Write a cache that says that an address is fine."""
    now = time.time()
    with closing(connect(cache, pytest.fail)) as file, file:
        file.execute(KEEP, [address, "", "[]", 1, "", "", "", now - 1, now + 9_000, now - 1, None])


def test_a_cache_that_is_forged_is_believed_where_it_is_named(tmp_path: Path, sites: Sites) -> None:
    """So that the test below can fail; where a cache comes from is up to who names it."""
    (tmp_path / "page.md").write_text(f"[gone]({sites.http}/404)\n")
    forge(tmp_path / "c.sqlite3", f"{sites.http}/404")
    ran = consentbook(tmp_path, "links", "page.md", "--allow-host", "127.0.0.1", "--cache", "c.sqlite3")
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("cache", ["true", "false"])
def test_the_action_trusts_no_file_of_the_checkout(
    tmp_path: Path, sites: Sites, runner: dict[str, str], cache: str
) -> None:
    """Neither a cache that says that all is fine, nor a link that leads the report elsewhere."""
    (tmp_path / "page.md").write_text(f"[gone]({sites.http}/404)\n[fine]({sites.http}/ok)\n")
    for name in (".consentbook-links.sqlite3", "consentbook-links.sqlite3"):
        forge(tmp_path / name, f"{sites.http}/404")
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "links.json").symlink_to("precious")
    options = {"WHAT": "page.md", "OPTIONS": "--allow-host 127.0.0.1", "CACHE": cache}
    run = ["bash", str(ACTION / "check.sh")]
    first = subprocess.run(run, cwd=tmp_path, env=runner | options, capture_output=True, text=True, check=False)
    kept = tmp_path / "runner" / "consentbook-links.sqlite3"
    assert (first.returncode, kept.exists()) == (1, cache == "true")
    assert ((tmp_path / "precious").read_text(), (tmp_path / "links.json").is_symlink()) == ("precious", False)


def test_the_action_says_that_it_could_not_run(tmp_path: Path, runner: dict[str, str]) -> None:
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    nothing = {"RUNNER_TEMP": str(tmp_path), "WHAT": "", "OPTIONS": "", "PATH": f"{python.parent}:{os.environ['PATH']}"}
    ran = subprocess.run(["bash", str(ACTION / "check.sh")], cwd=tmp_path, env=runner | nothing, check=False)
    assert (ran.returncode, (tmp_path / "output").read_text()) == (2, "exit-code=2\n")


def test_the_workflow_fails_unless_the_check_was_made() -> None:
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "links.yml").read_text())["jobs"]["outside"]["steps"]
    (last,) = [step for step in steps if step.get("run", "").startswith("exit 2")]
    assert last["if"].startswith("always() && ")
    assert last["if"].count("steps.links.outputs.exit-code != ") == 2, "no code at all is neither 0 nor 1"


def test_no_script_of_the_action_holds_an_input() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "uses" not in step or len(step["uses"].partition("@")[2]) == 40


def test_what_was_found_is_kept_though_the_check_fails() -> None:
    """The step that keeps runs after a failure too, in the action and in the steps to copy; actions/cache does not."""
    shown = (ROOT / "docs" / "use" / "links" / "cache.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    for steps in (yaml.safe_load((ACTION / "action.yml").read_text())["runs"]["steps"], yaml.safe_load(shown)):
        named = {step.get("uses", "").partition("@")[0]: step for step in steps}
        read, keep = named["actions/cache/restore"], named["actions/cache/save"]
        assert steps.index(read) < steps.index(keep)
        assert keep["if"].startswith("always()")
        assert keep["with"]["path"] == read["with"]["path"]
        assert keep["with"]["key"] == f"${{{{ steps.{read['id']}.outputs.cache-primary-key }}}}"
        assert "actions/cache" not in named


REPORT = "# Links\n\n1 address: 1 broken.\n"


@pytest.fixture
def github(tmp_path: Path) -> dict[str, str]:
    """A program gh that notes what it is asked for; the real one needs GitHub."""
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" | sed "s#--body-file .*#--body-file BODY#" >> calls\n'
        'for last; do :; done\n[ -f "$last" ] && cp "$last" body\n'
        '[ "$1 $2" = "issue list" ] && [ -f open ] && cat open\nexit 0\n'
    )
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}


def keep_issue(folder: Path, environment: dict[str, str], code: int, report: str) -> list[str]:
    (folder / "links.md").write_text(report)
    run = ["bash", str(ACTION / "issue.sh"), "links.md", str(code)]
    ran = subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    calls = (folder / "calls").read_text().splitlines()
    assert calls[0].startswith("issue list --label consentbook-links --state open --author app/github-actions")
    return [*calls[1:], *([ran.stderr.strip()] if ran.returncode else [])]


@pytest.mark.parametrize(
    ("is_open", "code", "report", "calls"),
    [
        (False, 0, REPORT, []),
        (True, 0, REPORT, ["issue close 7 --comment No link is broken any more."]),
        (True, 1, REPORT, ["issue edit 7 --body-file BODY"]),
        (
            False,
            1,
            REPORT,
            [
                "label create consentbook-links --description Links that need a look",
                "issue create --title Links that need a look --label consentbook-links --body-file BODY",
            ],
        ),
        (True, 2, "", ["issue.sh: the check left no report, so the issue stays as it is."]),
    ],
)
def test_one_issue_says_what_is_broken(
    tmp_path: Path, github: dict[str, str], is_open: bool, code: int, report: str, calls: list[str]
) -> None:
    if is_open:
        (tmp_path / "open").write_text("7\n")
    assert keep_issue(tmp_path, github, code, report) == calls
    assert not (tmp_path / "body").exists() or (tmp_path / "body").read_text() == REPORT


def test_a_long_report_is_cut_at_a_line_for_the_issue(tmp_path: Path, github: dict[str, str]) -> None:
    keep_issue(tmp_path, github, 1, REPORT + "| `docs/ü.md:1` | gone |\n" * 5_000)
    body = (tmp_path / "body").read_bytes()
    assert len(body) < 65_536
    assert body.decode().endswith("| gone |\n\nThe rest is in the report of the run.\n")
