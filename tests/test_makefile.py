"""The commands of the Makefile, without running the long ones."""

import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_help_lists_every_command() -> None:
    listed = make("help").stdout
    for command in ("help", "site", "test", "serve", "lint", "format", "lock", "bench", "fuzz", "clean"):
        assert f"  make {command} " in listed


@pytest.mark.skipif(not (ROOT / ".venv" / ".dev").exists(), reason="the tests run in another environment than make's")
def test_a_second_run_installs_nothing() -> None:
    for command in ("site", "test", "lint"):
        assert "pip" not in make("--dry-run", command).stdout


def test_an_old_python_is_refused_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\nexec python3 -c "import sys; sys.version_info = (3, 10); exec(sys.argv[1])" "$2"\n')
    old.chmod(0o755)
    ran = make(f"VENV={tmp_path}/venv", f"PYTHON={old}", f"{tmp_path}/venv/bin/python")
    assert ran.returncode != 0
    assert "Python 3.11 or newer is needed" in ran.stderr
    assert not (tmp_path / "venv").exists()


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(packages) > {"audit": 15, "fuzz": 0}.get(lock.stem, 30)
        assert all("==" in line and line.endswith("\\") for line in packages)


def test_actions_are_pinned_by_commit_and_may_do_little() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = workflow.read_text()
        used = [line.split("@")[1] for line in text.splitlines() if "uses:" in line and "uses: ./" not in line]
        assert used
        assert all(len(pin.split()[0]) == 40 for pin in used)
        assert "\npermissions: {}\n" in text
        assert "persist-credentials: false" in text
