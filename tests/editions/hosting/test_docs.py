"""What the pages on hosting tell to copy is right: messages, options, and a workflow that publishes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from consentbook.editions.commands import publish
from tests.editions.hosting.nginx import DEPLOY
from tests.editions.project import git
from tests.support import ROOT

PAGES = {path.name: path.read_text() for path in (ROOT / "docs" / "use" / "hosting").glob("*.md")}
PINNED = re.compile(r"uses: (\S+@[0-9a-f]{40} # v\S+)$", re.MULTILINE)
(SHOWN,) = re.findall(r"^```yaml\n(.*?)^```$", PAGES["github-pages.md"], re.MULTILINE | re.DOTALL)
WORKFLOW = yaml.safe_load(SHOWN)
(JOB,) = WORKFLOW["jobs"].values()


def test_options_that_are_told_are_there() -> None:
    known = {name for option in publish.params for name in option.opts + option.secondary_opts}
    lines = re.findall(r"edition publish ([^\n`]*)", "".join(PAGES.values()))
    told = {option for line in lines for option in re.findall(r"--[a-z-]+", line)}
    assert {"--to", "--export", "--site-url"} <= told <= known


def test_the_message_on_nginx_is_the_one_that_is_said() -> None:
    said = "nginx has changed. If nginx serves it, let it read that: nginx -c FILE -s reload."
    assert f"/srv/consentbook/{said}\n" in PAGES["index.md"]
    assert said in (ROOT / "hooks" / "consentbook" / "editions" / "commands.py").read_text()


def test_nobody_is_told_to_reload_another_nginx() -> None:
    lines = [line for page in PAGES.values() for line in page.splitlines() if line.startswith("nginx -s")]
    assert lines == []


def test_files_in_deploy_that_are_named_are_there() -> None:
    named = set(re.findall(r"`(?:deploy/)?([\w-]+\.(?:conf|sh|service)|Containerfile)`", "".join(PAGES.values())))
    here = {path.name for path in DEPLOY.iterdir()}
    written = {"maps.conf", "headers.conf", "signed-in.conf", "tokens.conf"}
    assert named - written <= here
    assert here - {"upload.sh", "Containerfile"} <= named


def test_the_workflow_names_each_action_by_the_commit_that_the_real_ones_name() -> None:
    real = {found for path in (ROOT / ".github").rglob("*.yml") for found in PINNED.findall(path.read_text())}
    assert len(PINNED.findall(SHOWN)) == SHOWN.count("uses: ") == 2
    assert set(PINNED.findall(SHOWN)) <= real


def test_the_workflow_has_no_right_that_it_does_not_need_and_zizmor_finds_nothing(tmp_path: Path) -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "write", "pages": "write"}
    path = tmp_path / ".github" / "workflows" / "publish.yml"
    path.parent.mkdir(parents=True)
    path.write_text(SHOWN)
    zizmor = Path(sys.executable).parent / "zizmor"
    ran = subprocess.run(
        [zizmor, "--offline", "--quiet", "--strict-collection", tmp_path / ".github"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


def steps() -> Iterator[dict[str, Any]]:
    """Yield the steps that publish and push."""
    yield from (step for step in JOB["steps"] if "name" in step)


def run(origin: Path, folder: Path, between: str = "true") -> "subprocess.CompletedProcess[str]":
    """Run the steps in a new clone of ``origin``, as GitHub does; ``between`` is run before the last of them."""
    git(origin, "clone", "--quiet", str(origin), str(folder / "clone"))
    programs = {
        folder / "clone" / ".venv" / "bin" / "consentbook": f'exec {sys.executable} -m consentbook "$@"',
        folder / "bin" / "gh": f'echo "$@" >> {folder}/gh.log',
    }
    for path, line in programs.items():
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)
    first, last = (step["run"] for step in steps())
    return subprocess.run(
        ["bash", "-e", "-c", f"{first}\n{between}\n{last}"],
        cwd=folder / "clone",
        env=os.environ | {"PATH": f"{folder}/bin:{os.environ['PATH']}", "GITHUB_REPOSITORY": "acme/consent"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def origin(here: Path) -> Path:
    """A repository as GitHub holds it, of a project that was never published."""
    git(here / "project", "clone", "--quiet", "--bare", str(here / "project"), str(here / "origin"))
    return here / "origin"


def editions(origin: Path) -> list[str]:
    return re.findall(r'edition: "(.*)"', git(origin, "show", "main:editions.yml"))


def test_the_steps_of_the_workflow_publish_and_record_it(origin: Path, tmp_path: Path) -> None:
    ran = run(origin, tmp_path / "first")
    assert ran.returncode == 0, ran.stderr
    assert editions(origin) == ["2026.11", "2026.12"]
    assert git(origin, "show", "gh-pages:sitemap.xml").count("https://example.github.io/consent/latest/")
    assert "pages/builds" in (tmp_path / "first" / "gh.log").read_text()
    git(origin, "tag", "2027.01", "main")
    before = git(origin, "rev-parse", "gh-pages")
    assert run(origin, tmp_path / "second").returncode == 0
    assert editions(origin) == ["2026.11", "2026.12", "2027.01"]
    assert git(origin, "rev-parse", "gh-pages^") == before


def test_the_steps_of_the_workflow_push_all_or_nothing(origin: Path, tmp_path: Path) -> None:
    elsewhere = (
        f"git --git-dir {origin} -c user.name=a -c user.email=a@example.com commit-tree -p main -m x main^{{tree}}"
    )
    ran = run(origin, tmp_path, f"git --git-dir {origin} update-ref refs/heads/main $({elsewhere})")
    assert ran.returncode != 0
    assert "gh-pages" not in git(origin, "branch")
    assert not (tmp_path / "gh.log").read_text().count("pages/builds")
