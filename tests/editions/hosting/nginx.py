"""The nginx of the tests: the configuration in ``deploy/``, with other addresses and folders, and a client that asks it."""

import os
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.editions.hosting.install import brotli_module, find, missing
from tests.support import ROOT

DEPLOY = ROOT / "deploy"
MODULES = "include /etc/nginx/modules-enabled/*.conf;"


@dataclass(frozen=True)
class Answer:
    """What nginx sent. Names of headers are in lower case; ``""`` stands for one that was not sent.

    A header that was sent twice has both values.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, "")


class Nginx:
    """A running nginx, on the ports that stand for those in ``deploy/``."""

    def __init__(self, ports: dict[str, int]) -> None:
        self.ports = ports
        self.url = f"http://127.0.0.1:{ports['8080']}/"
        self.connection = HTTPConnection("127.0.0.1", ports["8080"], timeout=10)

    @contextmanager
    def another(self) -> Iterator["Nginx"]:
        """Give a second client."""
        with closing((client := Nginx(self.ports)).connection):
            yield client

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for ``path`` as it is written. ``accept_encoding="gzip"`` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, headers=named)
        return _read(self.connection.getresponse())

    def send(self, request: str) -> Answer:
        """Send ``request``, which need not be right, on a connection of its own."""
        with socket.create_connection(("127.0.0.1", self.ports["8080"]), timeout=10) as connection:
            connection.sendall(request.encode())
            answer = HTTPResponse(connection)
            answer.begin()
            return _read(answer)


def _read(answer: HTTPResponse) -> Answer:
    told: dict[str, str] = {}
    for name, value in answer.getheaders():
        told[name.lower()] = f"{told[name.lower()]}, {value}" if name.lower() in told else value
    return Answer(answer.status, told, answer.read())


def the(name: str) -> str:
    """Return the program ``name`` that is there. Without it the test fails in CI and is skipped elsewhere."""
    program = find(name)
    if not program:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing(name))
    return program


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def configure(nginx: str, folder: Path, work: Path, server: str, change: Callable[[str], str]) -> dict[str, int]:
    """Write ``deploy/`` for ``folder`` into ``work``, ``change``d; return which port stands for which."""
    ports = {port: free_port() for port in ("8080", "8443", "4180")}
    module = brotli_module(nginx)
    words = {
        "/srv/consentbook": str(folder),
        "/etc/consentbook": str(work),
        "/tmp/nginx": str(work / "nginx"),
        "/dev/stdout": str(work / "access.log"),
        "include plain.conf": f"include {server}",
        MODULES: f"load_module {module};" if module else "",
        "# brotli_static on;": "brotli_static on;" if module else "",
        **{f"listen {port}": f"listen 127.0.0.1:{free}" for port, free in ports.items()},
        **{f"127.0.0.1:{port}": f"127.0.0.1:{free}" for port, free in ports.items()},
    }
    pattern = re.compile("|".join(map(re.escape, words)))
    for conf in DEPLOY.glob("*.conf"):
        text = change(conf.read_text(encoding="utf-8"))
        (work / conf.name).write_text(pattern.sub(lambda hit: words[hit.group()], text), encoding="utf-8")
    return ports


def unit_command(key: str, work: Path) -> list[str]:
    """Return a command of the unit in ``deploy/``, such as ``ExecStart``, for the configuration in ``work``."""
    unit = (DEPLOY / "consentbook.service").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)
    own = {"/usr/sbin/nginx": the("nginx"), "/etc/consentbook/nginx.conf": str(work / "nginx.conf")}
    return [own.get(word, word) for word in shlex.split(line)]


@contextmanager
def nginx_serving(
    folder: Path, work: Path, server: str = "plain.conf", change: Callable[[str], str] = str
) -> Iterator[Nginx]:
    """Serve ``folder``, as it is published, with nginx and ``deploy/``; ``work`` is for its own files."""
    ports = configure(the("nginx"), folder, work, server, change)
    command = [*unit_command("ExecStart", work), "-p", str(work)]
    if os.geteuid() == 0:  # the folders of tests are for their owner alone
        command = [f"{word} user root;" if word == "daemon off;" else word for word in command]
    with (work / "error.log").open("w") as log, subprocess.Popen(command, stderr=log, stdin=subprocess.DEVNULL) as ran:
        try:
            _wait(ran, ports["8080"], work / "error.log")
            with closing((serving := Nginx(ports)).connection):
                yield serving
        finally:
            ran.terminate()


def _wait(ran: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(400):
        if ran.poll() is not None:
            pytest.fail(f"nginx did not start: {log.read_text()}")
        with socket.socket() as sock:
            if not sock.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    pytest.fail(f"nginx does not listen: {log.read_text()}")
