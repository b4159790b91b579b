"""Work is done in several processes; what they say is heard whole, and none of them is left, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

import pytest

from consentbook.links.apart import LENGTH, _whole

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is divided")
# Runs in a process of its own, as nothing is divided where there are threads, such as those of other tests' servers.
SCRIPT = """
import os, signal, sys, time
from functools import partial
from consentbook.links import apart

apart._processors = lambda: 3
first = os.getpid()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore it
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
told = os.dup(1)

def tell(words):  # around the pipe, and the standard output that they do not have
    os.write(told, f"{words}\\n".encode())

def plain(number, say):
    say((number, os.getpid()))
    say(bytes(200_000))
    say((number, "end"))

def waits(number, say):
    tell(os.getpid())
    print("a word on the way")
    os.write(2, b"and another")
    time.sleep(60)

def of(*works):
    return [partial(work, number) for number, work in enumerate(works)]

def said(works):
    workers = apart.Workers()
    with workers.at_work(works):
        return list(workers.words())

def no_process_is_left():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
"""


def script(code: str) -> list[str]:
    return [sys.executable, "-c", SCRIPT + code]


def run(code: str) -> str:
    ran = subprocess.run(script(code), capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def are_gone(processes: Iterable[int]) -> bool:
    for process in processes:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            continue
        return False
    return True


@LINUX
def test_each_piece_is_done_in_a_process_of_its_own_and_every_word_is_heard() -> None:
    code = """
found = said(of(plain, plain, plain))
assert len({process for _, process in (word for word in found if len(word) == 2) if process != "end"} - {first}) == 3
assert found.count(bytes(200_000)) == 3
for number in range(3):
    mine = [word[1] for word in found if word[0] == number and len(word) == 2]
    assert len(mine) == 2 and mine[1] == "end"
assert no_process_is_left()
"""
    assert run(code) == ""


def test_words_are_taken_when_they_are_whole() -> None:
    sent = b"".join(len(word).to_bytes(LENGTH) + word for word in (b"one", b"", b"three"))
    heard, taken = bytearray(), []
    for byte in sent:
        heard.append(byte)
        taken += _whole(heard)
    assert (taken, heard) == ([b"one", b"", b"three"], b"")
    assert list(_whole(bytearray(sent[:-1]))) == [b"one", b""]


@LINUX
def test_words_that_come_together_are_all_heard_while_their_process_works_on() -> None:
    code = """
out, into = os.pipe()

def many(number, say):
    for word in range(5):
        say(word)
    os.read(out, 1)  # until the last of them was heard

workers, heard = apart.Workers(), []
with workers.at_work(of(many)):
    time.sleep(0.2)
    for word in workers.words():
        heard.append(word)
        if word == 4:
            os.write(into, b"x")
assert heard == [0, 1, 2, 3, 4]
"""
    assert run(code) == ""


@LINUX
@pytest.mark.parametrize("how", ["os.kill(os.getpid(), signal.SIGKILL)", "raise ValueError(number)", "say(lambda: 1)"])
def test_what_a_process_that_breaks_down_did_not_say_is_left_to_the_first(how: str) -> None:
    code = f"""
def breaks(number, say):
    say(number)
    {how}
    say(number)

found = said(of(plain, breaks, plain))
assert found.count(1) == 1 and found.count((0, "end")) == found.count((2, "end")) == 1
assert no_process_is_left()
"""
    assert run(code) == ""


@LINUX
@pytest.mark.parametrize("what", ["fork", "pipe"])
def test_what_a_process_that_cannot_begin_would_have_done_is_left_to_the_first(what: str) -> None:
    code = f"""
real, times = os.{what}, iter(range(2))

def refused():
    try:
        next(times)
    except StopIteration:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return real()

before = len(os.listdir("/proc/self/fd"))
os.{what} = refused
found = said(of(plain, plain, plain))
assert {{word[0] for word in found if word[1] == "end"}} == {{0, 1}}
assert len(os.listdir("/proc/self/fd")) == before
"""
    assert run(code) == ""


@LINUX
@pytest.mark.parametrize(
    "leave",
    ["next(workers.words())", "pass", "workers.stop()", "raise KeyError", "next(workers.words()); raise KeyError"],
)
def test_processes_that_are_not_heard_to_their_end_are_ended(leave: str) -> None:
    code = f"""
def talks(number, say):
    while True:
        say(number)

workers = apart.Workers()
try:
    with workers.at_work(of(talks, talks, talks)):
        {leave}
except KeyError:
    pass
assert no_process_is_left()
"""
    assert run(code) == ""


@LINUX
def test_a_process_that_is_told_to_end_can_say_what_it_knows_and_clean_up() -> None:
    code = """
def knows(number, say):
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))  # no word from here: it may come amid another
    say("ready")
    while not told:
        time.sleep(0.01)
    say("known")
    tell("clean")

workers, heard = apart.Workers(), []
with workers.at_work(of(knows)):
    for word in workers.words():
        heard.append(word)
        if word == "ready":
            workers.stop()
assert heard == ["ready", "known"]
"""
    assert run(code) == "clean\n"


@LINUX
@pytest.mark.parametrize("stop", ["workers.stop()", "break"])
def test_a_process_that_does_not_end_is_killed(stop: str) -> None:
    code = f"""
apart.PATIENCE = 0.1

def stays(number, say):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("ready")
    time.sleep(60)

workers = apart.Workers()
with workers.at_work(of(stays)):
    for word in workers.words():
        {stop}
assert no_process_is_left()
"""
    assert run(code) == ""


@LINUX
def test_what_is_stopped_before_it_begins_does_not_begin() -> None:
    code = """
workers = apart.Workers()
workers.stop()
with workers.at_work(of(plain)):
    assert list(workers.words()) == []
"""
    assert run(code) == ""


@LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_processes_without_a_word_of_theirs(number: signal.Signals) -> None:
    code = """
try:
    said(of(waits, waits, waits))
except KeyboardInterrupt:
    sys.exit(130)
"""
    ran = subprocess.Popen(
        script(code), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert ran.stdout
    workers = {int(ran.stdout.readline()) for _ in range(3)}
    os.killpg(ran.pid, number)  # as a terminal does
    out, err = ran.communicate(timeout=20)
    assert (ran.returncode, out, err) == ({signal.SIGINT: 130, signal.SIGTERM: 143}[number], "", "")
    assert are_gone(workers)


@LINUX
def test_no_process_goes_on_where_the_first_was_killed() -> None:
    code = """
def talks(number, say):
    tell(os.getpid())
    while True:
        say(number)

said(of(talks, talks, talks))
"""
    ran = subprocess.Popen(script(code), stdout=subprocess.PIPE, text=True)
    assert ran.stdout
    workers = {int(ran.stdout.readline()) for _ in range(3)}
    ran.send_signal(signal.SIGKILL)
    ran.communicate(timeout=20)
    end = time.monotonic() + 20
    while not are_gone(workers):
        assert time.monotonic() < end, "they go on"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("code", "many"),
    [
        ("", 3),
        ("apart._processors = lambda: 100", 8),
        ("apart._processors = lambda: 1", 1),
        ("import threading; threading.Thread(target=time.sleep, args=(1,)).start()", 1),
        ("sys.platform = 'darwin'", 1),
    ],
)
def test_nothing_is_divided_where_it_is_not_safe(code: str, many: int) -> None:
    if many > 1 and sys.platform != "linux":
        pytest.skip("elsewhere nothing is divided")
    assert run(f"{code}\nprint(apart.processes(20), apart.processes(2), apart.processes(0))") == (
        f"{many} {min(many, 2)} 1\n"
    )
