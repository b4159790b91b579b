"""The processes that build end with the one that began them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consentbook.editions.workers import workers
from consentbook.terminal import CannotRun
from tests.editions.project import new_project

SCRIPT = """
import os, signal, time
from pathlib import Path
from consentbook.editions.workers import workers

if __name__ == "__main__":
    with workers(2, Path()) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 600)
        os.kill(os.getpid(), signal.SIGKILL)
"""


LOADED = """
import os, sys
from pathlib import Path
import consentbook.editions.building
from consentbook.editions import ahead
from consentbook.book import read_book
from consentbook.site.compiled import COMPILED
from consentbook.site.mkdocs import run_mkdocs

os.environ["CONSENTBOOK_ROOT"] = sys.argv[1]
ahead.load()  # what goes wrong when it is imported is passed over
before, compiled = set(sys.modules), set(COMPILED.kept)
run_mkdocs(read_book(Path(sys.argv[1])), Path(sys.argv[2]))
ours = ("consentbook.", "markdown.", "material.", "mkdocs.", "jinja2.")
print(sorted(name for name in set(sys.modules) - before if name.startswith(ours)))
small = (".icons/", "partials/integrations/", "partials/javascripts/", "partials/languages/", "sitemap.xml")
print(sorted(name for name in set(COMPILED.kept) - compiled if not name.startswith(small)), "home.html" in compiled)
"""


def test_what_builds_need_is_loaded_ahead(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOADED, str(new_project(tmp_path / "project")), str(tmp_path / "site")]
    (tmp_path / "site").mkdir()
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=quiet)
    assert (ran.stdout, ran.returncode) == ("[]\n[] True\n", 0), ran.stderr


def test_what_cannot_be_loaded_ahead_is_left_to_the_build() -> None:
    code = "import mkdocs.theme; mkdocs.theme.Theme = None; from consentbook.editions import ahead; print('on')\nahead.load()"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout == "on\n"
    assert "'NoneType' object is not callable" in ran.stderr


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_ends_with_its_parent_however_that_ends() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    worker = int(ran.stdout)
    for _ in range(200):
        if not is_there(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker is still there")


def test_a_worker_that_is_killed_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="a process that builds was killed"), workers(1, tmp_path) as pool:
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()
