"""How a check ends that is ended: by a signal, by its time, or by who closed its streams; it says what it knows."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.links.outside.server import Sites, answering, heard
from tests.support import consentbook, wait_until


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_check_that_is_stopped_while_a_site_is_read_says_what_it_knows(
    sites: Sites, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    heard.clear()
    (tmp_path / "a.md").write_text("[x](gone.md)\n")
    command = [sys.executable, "-m", "consentbook", "links", "a.md", f"{sites.http}/hang", "--allow-host", "127.0.0.1"]
    ran = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any(path == "/hang" for _, path, _ in heard))
    ran.send_signal(number)
    out, err = ran.communicate(timeout=20)
    assert (ran.returncode, err) == (code, "")
    assert "a.md:1: gone.md is broken" in out
    assert "/hang could not be checked: the check was stopped" in out


def test_a_check_whose_terminal_is_gone_leaves_its_report_and_no_folder(sites: Sites, tmp_path: Path) -> None:
    heard.clear()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "a.md").write_text(f"[x]({sites.http}/hang)\n")
    begin = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", begin]  # since the tests may be run with nohup
    command += [sys.executable, "-m", "consentbook", "links", "a.md", "--allow-host", "127.0.0.1"]
    command += ["--report", "json", "r.json"]
    ran = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")})
    wait_until(lambda: any(path == "/hang" for _, path, _ in heard))
    assert list((tmp_path / "tmp").iterdir()) != []
    ran.send_signal(signal.SIGHUP)
    assert ran.wait(timeout=20) == 128 + signal.SIGHUP
    assert [one["code"] for one in json.loads((tmp_path / "r.json").read_text())["findings"]] == ["too-late"]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_does_not_end_a_check(sites: Sites, tmp_path: Path, closed: str) -> None:
    (tmp_path / "a.md").write_text(f"[x]({sites.http}/404)\n")
    command = f"'{sys.executable}' -m consentbook links a.md --allow-host 127.0.0.1 --report json r.json {closed}"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ("/404 is broken" in ran.stdout) == (closed != ">&-")
    assert json.loads((tmp_path / "r.json").read_text())["counts"]["error"] == 1


def test_the_deadline_is_that_of_all_sites_and_of_the_check_of_their_links(sites: Sites, tmp_path: Path) -> None:
    heard.clear()
    named = [f"{sites.http}/hang?deadline={number}" for number in range(3)]
    ran = consentbook(tmp_path, "links", *named, "--allow-host", "127.0.0.1", "--deadline", "1")
    assert ran.returncode == 2
    assert "not everything was checked in time" in ran.stderr
    assert [path for _, path, _ in heard].count("/hang") == 1, "the first took all the time"
