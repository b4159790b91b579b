"""Many files are read in several processes, and what is found is what one process finds."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import consentbook

PAGES = 120
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is read in one process")
# Runs in a process of its own, as nothing is divided where there are threads, such as those of other tests' servers.
SCRIPT = """
import os, signal, sys, time
from consentbook.links.sources import apart

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

def waits(name):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)
"""


def script(code: str) -> list[str]:
    return [sys.executable, "-c", SCRIPT + code]


def run(code: str) -> str:
    ran = subprocess.run(script(code), capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@LINUX
def test_each_file_is_read_once_and_in_another_process() -> None:
    code = """
found = list(apart.read_apart(plain, names))
assert sorted(number for _, (number, _) in found) == list(range(200))
assert all(name == str(number) for name, (number, _) in found)
readers = {process for _, (_, process) in found}
assert len(readers) == 3 and first not in readers
for process in readers:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        continue
    raise AssertionError("it is still there")
"""
    assert run(code) == ""


@LINUX
def test_what_a_process_that_breaks_down_did_not_read_is_left_to_the_first() -> None:
    code = """
found = {name for name, _ in apart.read_apart(breaks, names)}
assert found == {str(number) for number in range(200) if number % 3 == 0}, found
"""
    assert run(code) == ""


@LINUX
def test_what_a_process_that_cannot_begin_would_have_read_is_left_to_the_first() -> None:
    code = """
fork, forks = os.fork, iter(range(2))

def refused():
    try:
        next(forks)
    except StopIteration:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()

os.fork = refused
found = {name for name, _ in apart.read_apart(plain, names)}
assert found == {str(number) for number in range(200) if number % 3 != 2}, found
"""
    assert run(code) == ""


@LINUX
def test_processes_that_are_not_waited_for_are_ended() -> None:
    code = """
for name, (_, process) in apart.read_apart(plain, names):
    break
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("none is left")
"""
    assert run(code) == "none is left\n"


@LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_processes_without_a_word_of_theirs(number: signal.Signals) -> None:
    code = """
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore it
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
try:
    list(apart.read_apart(waits, names))
except KeyboardInterrupt:
    sys.exit(130)
"""
    ran = subprocess.Popen(
        script(code), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert ran.stdout
    readers = {int(ran.stdout.readline()) for _ in range(3)}
    os.killpg(ran.pid, number)  # as a terminal does
    _, err = ran.communicate(timeout=20)
    assert (ran.returncode, err) == ({signal.SIGINT: 130, signal.SIGTERM: 143}[number], "")
    for process in readers:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize(
    "code",
    [
        "apart._processors = lambda: 1",
        "names = names[:60]",
        "import threading; threading.Thread(target=time.sleep, args=(1,)).start()",
        "sys.platform = 'darwin'",
    ],
)
def test_nothing_is_divided_where_it_is_not_worth_it_or_not_safe(code: str) -> None:
    assert run(f"{code}\nassert list(apart.read_apart(plain, names)) == []") == ""


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
    assert "240 files and 0 addresses: 235 broken, 0 doubtful, 5 could not be checked" in found.stdout


ALONE = """
from consentbook.links.sources import apart
from consentbook.cli import main

apart._processors = lambda: 1
main(prog_name="consentbook")
"""
