"""Reads many files in several processes at once, where the system can divide a process, and there is enough to read.

Divided by hand, since the library for it takes as long to load as a hundred pages to read. The processes are gone when
the reading ends, however it ends.
"""

import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, NoReturn, TypeVar

T = TypeVar("T")

FEW = 50  # files for which a process of their own is not worth it
MOST = 8  # processes
AT_ONCE = 25  # files that are handed over together
ENDING = {signal.SIGINT, signal.SIGTERM}


def read_apart(read: Callable[[str], T], names: Sequence[str]) -> Iterator[tuple[str, T]]:
    """Yield each of ``names`` with what ``read`` returns of it, in any order, read in other processes.

    Nothing is yielded where that is not possible or not worth it, and not all where one of the processes breaks down or
    cannot begin: what is missing is left to the caller.
    """
    many = min(MOST, _processors(), len(names) // FEW)
    if many < 2 or sys.platform != "linux" or threading.active_count() > 1:  # elsewhere it is slow, or not safe
        return
    workers: dict[int, IO[bytes]] = {}
    try:
        with _no_signal(), suppress(OSError):  # the system may allow no more processes
            for number in range(many):
                process, pipe = _divided(read, names[number::many])
                workers[process] = pipe
        yield from _taken(list(workers.values()))
    finally:
        for process, pipe in workers.items():
            pipe.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


@contextmanager
def _no_signal() -> Iterator[None]:
    """Let signals wait that end a run, so that none comes while it is not yet known to whom."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _taken(pipes: list[IO[bytes]]) -> Iterator[tuple[str, Any]]:
    """Yield what comes out of the pipes, from whichever has something."""
    from pickle import UnpicklingError, load  # noqa: PLC0415 - most runs read few files

    by_number, waiting = {pipe.fileno(): pipe for pipe in pipes}, select.poll()
    for number in by_number:
        waiting.register(number, select.POLLIN)
    while by_number:
        for number, _ in waiting.poll():
            try:
                yield from load(by_number[number])  # noqa: S301 - it comes from our own processes
            except (EOFError, UnpicklingError):  # it is done, or has broken down
                waiting.unregister(number)
                del by_number[number]


def _divided(read: Callable[[str], T], names: Sequence[str]) -> tuple[int, IO[bytes]]:
    """Return a process that reads ``names``, and the pipe through which it says what it has read."""
    out, into = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(out)
        os.close(into)
        raise
    if not process:
        _work(read, names, into)
    os.close(into)
    return process, os.fdopen(out, "rb")


def _work(read: Callable[[str], T], names: Sequence[str], into: int) -> NoReturn:
    """Read, and end without a word: what goes wrong here, the first process meets again and tells."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process heeds it, and ends this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        from pickle import HIGHEST_PROTOCOL, dump  # noqa: PLC0415 - as above

        with suppress(Exception), os.fdopen(into, "wb") as pipe:
            for start in range(0, len(names), AT_ONCE):
                dump([(name, read(name)) for name in names[start : start + AT_ONCE]], pipe, HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)
