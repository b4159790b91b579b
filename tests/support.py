"""What several tests need: a copy of the project to break, a local web server, a quiet way to run commands."""

import json
import multiprocessing
import os
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.reduction import DupFd
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from consentbook.cli import CAPABILITIES

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def copy_project(to: Path) -> Path:
    """Copy what a build reads to the new folder ``to``, and return it. The package is the installed one."""
    to.mkdir(parents=True)
    for folder in ("docs", "snippets", "theme"):
        shutil.copytree(ROOT / folder, to / folder)
    for file in ("mkdocs.yml", "links.yml", "checklists.yml"):
        shutil.copy(ROOT / file, to)
    (to / "hooks").mkdir()
    for hook in (ROOT / "hooks").glob("*.py"):
        shutil.copy(hook, to / "hooks")
    return to


# A command costs 0.3 s to start, and hundreds are run: each is a fork of one process that has loaded them all. It has
# its own folder, environment, streams and end, as a started one has; how it starts is tested where it is the matter.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.support", *(f"consentbook.{name}.commands" for name in CAPABILITIES.values())])


def consentbook(root: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in the project at ``root``."""
    with TemporaryFile() as typed, ThreadPoolExecutor(2) as readers:
        typed.write(stdin.encode())
        typed.seek(0)
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        streams = [DupFd(stream) for stream in (typed.fileno(), out_end, err_end)]
        command = _FORKS.Process(target=_command, args=(root, arguments, os.environ | environment, streams))
        command.start()
        os.close(out_end)
        os.close(err_end)
        said = [readers.submit(_read, end) for end in (out, err)]
        command.join(120)
        if command.exitcode is None:
            assert command.pid
            os.killpg(command.pid, signal.SIGKILL)  # and all that it began, or what they say would be waited for
            raise AssertionError(f"{arguments} did not end; it said: {[text.result() for text in said]}")
        return subprocess.CompletedProcess(arguments, command.exitcode, *(text.result() for text in said))


def _read(end: int) -> str:
    with open(end) as stream:
        return stream.read()


def _command(root: Path, arguments: tuple[str, ...], environment: dict[str, str], streams: list[Any]) -> None:
    os.setpgrp()
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, stream in enumerate(streams):
        os.dup2(stream.detach(), number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it ends with the process
    sys.argv = ["consentbook", *arguments]
    runpy.run_module("consentbook", run_name="__main__")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, and logs nothing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


def release(project: Path, reason: str = "A test.") -> None:
    """Release what has changed in the wording of ``project``."""
    ran = consentbook(project, "wording", "release", "--author", "tests", "--reason", reason)
    assert ran.returncode == 0, ran.stderr


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on the loopback address and give its base address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def search_entries(site: Path) -> list[dict[str, str]]:
    """Return what the search of a built site finds, from all parts of its index."""
    folder = site / "search"
    index = json.loads((folder / "search_index.json").read_bytes())
    parts = (json.loads((folder / f"part.{name}.json").read_bytes()) for name in index["config"]["parts"])
    return [entry for part in parts for entry in part]


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something is so, and fail if it is not so in a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)
