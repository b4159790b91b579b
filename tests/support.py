"""What several tests need: a copy of the project to break, a local web server, a quiet way to run commands."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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


def consentbook(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in the project at ``root``."""
    command = [sys.executable, "-m", "consentbook", *arguments]
    return subprocess.run(
        command, cwd=root, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


class _Quiet(SimpleHTTPRequestHandler):
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
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
