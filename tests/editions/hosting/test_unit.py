"""The unit in ``deploy/`` that lets systemd run nginx. Its command starts every nginx of the tests."""

import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.editions.hosting.nginx import DEPLOY, Nginx, nginx_serving, the, unit_command
from tests.editions.hosting.releases import make_release, serve, small_files
from tests.support import ROOT

UNIT = DEPLOY / "consentbook.service"
PAGE = (ROOT / "docs" / "use" / "hosting" / "nginx.md").read_text()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    make_release(tmp_path / "published", "one", small_files())
    serve(tmp_path / "published", "one")
    (tmp_path / "work").mkdir()
    return tmp_path / "published"


def verified(unit: Path, text: str) -> list[str]:
    """Return what systemd says against ``text`` as the text of ``unit``; of other units here it may say anything."""
    if not (systemd := shutil.which("systemd-analyze")):
        pytest.skip("there is no systemd-analyze here")
    unit.write_text(text.replace("/usr/sbin/nginx", str(Path(the("nginx")).resolve())))
    ran = subprocess.run([systemd, "verify", str(unit)], capture_output=True, text=True, check=False)
    return [line for line in ran.stderr.splitlines() if unit.name in line]


def test_systemd_takes_it(tmp_path: Path) -> None:
    assert verified(tmp_path / UNIT.name, UNIT.read_text()) == []


@pytest.mark.parametrize(("line", "instead"), [("ProtectSystem=strict", "ProtectSystem=very"), ("User=", "Usr=")])
def test_a_mistake_in_it_would_be_seen(tmp_path: Path, line: str, instead: str) -> None:
    assert len(verified(tmp_path / UNIT.name, UNIT.read_text().replace(line, instead))) == 1


def test_it_needs_no_rights_and_writes_nowhere() -> None:
    told = dict(line.split("=", 1) for line in UNIT.read_text().splitlines() if "=" in line and line[0] != "#")
    assert told["User"] == "www-data"
    assert (told["CapabilityBoundingSet"], told["NoNewPrivileges"]) == ("", "yes")
    assert (told["ProtectSystem"], told["PrivateTmp"]) == ("strict", "yes")
    assert not any(key.startswith("ReadWrite") for key in told)


def policy(nginx: Nginx) -> str:
    with nginx.another() as client:  # an old connection stays with the old configuration
        return client.ask("/2026.11/")["content-security-policy"]


def test_a_reload_takes_the_new_headers_and_refuses_broken_ones(published: Path) -> None:
    work, maps = published.parent / "work", published / "nginx" / "maps.conf"
    reload = unit_command("ExecReload", work)
    with nginx_serving(published, work) as nginx:
        before = policy(nginx)
        maps.write_text(maps.read_text().replace("form-action 'none'", "form-action 'self'"))
        assert policy(nginx) == before
        assert subprocess.run(reload, check=False, stdin=subprocess.DEVNULL).returncode == 0
        assert becomes(nginx, "form-action 'self'")
        maps.write_text("map {")
        ran = subprocess.run(reload, check=False, stdin=subprocess.DEVNULL, capture_output=True)
        assert ran.returncode == 1
        assert becomes(nginx, "form-action 'self'")


def becomes(nginx: Nginx, words: str) -> bool:
    """Wait for an answer with ``words`` in its policy: for a while after a reload, old workers answer too."""
    for _ in range(400):
        if words in policy(nginx):
            return True
        time.sleep(0.02)
    return False


def test_requests_can_be_told_to_the_journal(published: Path) -> None:
    (told,) = re.findall(r"^access_log syslog:.*;$", PAGE, re.MULTILINE)
    with (
        tempfile.TemporaryDirectory() as folder,  # the name of a socket has to be short
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal,
    ):
        journal.bind(f"{folder}/log")
        journal.settimeout(10)
        line = told.replace("/dev/log", f"{folder}/log")
        with nginx_serving(
            published,
            published.parent / "work",
            change=lambda text: text.replace("access_log /dev/stdout consentbook;", line),
        ) as nginx:
            nginx.ask("/2026.11/?who=me")
        heard = journal.recv(10_000).decode()
    assert " GET /2026.11/index.html 200 " in heard
    assert "who" not in heard
    assert "127.0.0.1" not in heard
