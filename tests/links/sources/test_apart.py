"""Many files are read in several processes, and what is found is what one process finds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import consentbook

PAGES = 120
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is read in one process")
# Runs in a process of its own, as nothing is divided where there are threads, such as those of other tests' servers.
SCRIPT = """
import os, signal
from consentbook.links import apart
from consentbook.links.sources.apart import read_apart

apart._processors = lambda: 3
first, names = os.getpid(), [str(number) for number in range(200)]

def plain(name):
    return int(name), os.getpid()

def breaks(name):
    if name == "7":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "8":
        raise ValueError(name)
    return plain(name)
"""


def run(code: str) -> None:
    command = [sys.executable, "-c", SCRIPT + code]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@LINUX
def test_each_file_is_read_once_and_in_another_process() -> None:
    run("""
found = list(read_apart(plain, names))
assert sorted(number for _, (number, _) in found) == list(range(200))
assert all(name == str(number) for name, (number, _) in found)
readers = {process for _, (_, process) in found}
assert len(readers) == 3 and first not in readers
""")


@LINUX
def test_what_a_process_that_breaks_down_did_not_read_is_left_to_the_first() -> None:
    run("""
found = {name for name, _ in read_apart(breaks, names)}
assert found == {str(number) for number in range(200) if number % 3 == 0}, found
""")


@pytest.mark.parametrize("code", ["apart._processors = lambda: 1", "names = names[:60]"])
def test_nothing_is_divided_where_it_is_not_worth_it(code: str) -> None:
    run(f"{code}\nassert list(read_apart(plain, names)) == []")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages of all kinds, and some that are wrong in each way."""
    folder = tmp_path_factory.mktemp("site")
    for number in range(PAGES):
        links = f'<a href="https://x.test/{number}">x</a>\n<a href="page-{number + 1}.html#part">next</a>\n'
        (folder / f"page-{number}.html").write_text(f'<h1 id="part">x</h1>\n{links}<a href="gone-{number}.html">y</a>')
        (folder / f"note-{number}.md").write_text(f"# Note\n\n[x](note-{number + 1}.md#no) <https://y.test/{number}>\n")
    (folder / "page-5.html").write_bytes(b'<a href="x">\0')
    (folder / "page-6.html").write_text("<div>" * 100_000)
    (folder / "note-7.md").write_bytes(b"\xff")
    (folder / "page-8.html").unlink()
    (folder / "page-8.html").symlink_to("/etc/hostname")
    (folder / "page-9.html").unlink()
    (folder / "page-9.html").symlink_to("page-10.html")
    return folder


def test_the_report_is_that_of_one_process(site: Path) -> None:
    asked = ("links", ".", "--offline", "--format", "text")
    found = consentbook(site, *asked)
    alone = subprocess.run(
        [sys.executable, "-c", ALONE, *asked], cwd=site, capture_output=True, text=True, timeout=60, check=False
    )
    assert (found.stdout, found.stderr, found.returncode) == (alone.stdout, alone.stderr, alone.returncode)
    assert "240 files and 0 addresses: 235 broken, 0 doubtful, 7 could not be checked" in found.stdout


ALONE = """
from consentbook.links import apart
from consentbook.cli import main

apart._processors = lambda: 1
main(prog_name="consentbook")
"""
