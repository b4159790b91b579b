"""Does pieces of work in several processes at once, where the system can divide a process.

Divided by hand, since the library for it takes as long to load as a hundred pages to read. The processes are gone when
the work ends, however it ends.
"""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import IO, Generic, NoReturn, TypeVar

T = TypeVar("T")
Work = Callable[[Callable[[T], None]], None]  # it is given what to call with each word that it has to say

MOST = 8  # processes
PATIENCE = 5.0  # seconds that a process has to end, once it is told to
ENDING = {signal.SIGINT, signal.SIGTERM}
LENGTH = 8  # bytes before each word, which say how many it has
AT_ONCE = 65_536  # bytes that are taken out of a pipe


def processes(most: int) -> int:
    """Return in how many processes work is done that can be divided by ``most``; 1 where it is not to be divided."""
    if sys.platform != "linux" or threading.active_count() > 1:  # elsewhere it is slow, or not safe
        return 1
    return max(1, min(most, MOST, _processors()))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


class Workers(Generic[T]):
    """Processes at work. What they say comes through pipes, whole word by whole word."""

    def __init__(self) -> None:
        self.processes: dict[int, int] = {}  # by the number of their pipe
        self.latest: float | None = None  # until when they are waited for

    @contextmanager
    def at_work(self, works: Iterable[Work[T]]) -> Iterator[None]:
        """Do each piece of work in a process of its own; at the end, none of them is left.

        A process that cannot begin or breaks down says nothing, or not all: what is missing is left to the caller.
        """
        try:
            with _no_signal(), suppress(OSError):  # the system may allow no more processes
                for work in works if self.latest is None else ():
                    self._begin(work)
            yield
        finally:
            with _no_signal():
                self._end()

    def words(self) -> Iterator[T]:
        """Yield what the processes say, as they say it, until the last has ended."""
        from pickle import loads  # noqa: PLC0415 - most runs divide nothing

        waiting, heard = select.poll(), {pipe: bytearray() for pipe in self.processes}
        for pipe in heard:
            waiting.register(pipe, select.POLLIN)
        while self.processes and not self._too_late():
            for pipe, _ in waiting.poll(1_000):  # no longer, as a signal does not end it
                if more := os.read(pipe, AT_ONCE):
                    heard[pipe] += more
                    yield from map(loads, _whole(heard[pipe]))
                else:
                    waiting.unregister(pipe)
                    os.close(pipe)
                    _is_gone(self.processes.pop(pipe), 0)

    def stop(self) -> None:
        """Let the processes end soon, or not begin; what they have said by then can still be heard."""
        self.latest = self.latest or time.monotonic() + PATIENCE
        self._send(signal.SIGTERM)

    def _too_late(self) -> bool:
        return self.latest is not None and time.monotonic() > self.latest

    def _send(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):  # its end was noted by the system, and not by us
                os.kill(process, number)

    def _begin(self, work: Work[T]) -> None:
        out, into = os.pipe()
        try:
            process = os.fork()
            if not process:
                _do(work, into, [*self.processes, out])
            self.processes[out] = process
        except OSError:
            os.close(out)
            raise
        finally:
            os.close(into)

    def _end(self) -> None:
        """End those that are left: first so that they can clean up, then in any case."""
        for pipe in self.processes:
            os.close(pipe)
        if self.latest is None:
            self.stop()
        while self._left() and not self._too_late():
            time.sleep(0.005)
        self._send(signal.SIGKILL)
        for process in self.processes.values():
            _is_gone(process, 0)
        self.processes.clear()

    def _left(self) -> bool:
        self.processes = {pipe: one for pipe, one in self.processes.items() if not _is_gone(one, os.WNOHANG)}
        return bool(self.processes)


@contextmanager
def _no_signal() -> Iterator[None]:
    """Let signals wait that end a run, so that none comes while it is not yet known to whom."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _whole(heard: bytearray) -> Iterator[bytes]:
    """Take the words that are complete out of what was heard."""
    while len(heard) >= LENGTH and len(heard) >= (end := LENGTH + int.from_bytes(heard[:LENGTH])):
        word = bytes(heard[LENGTH:end])
        del heard[:end]
        yield word


def _is_gone(process: int, options: int) -> bool:
    try:
        return os.waitpid(process, options)[0] == process
    except ChildProcessError:  # where nobody wants to hear of it
        return True


def _do(work: Work[T], into: int, others: Iterable[int]) -> NoReturn:
    """Work, and end without a word but through the pipe: what goes wrong here, the first process meets again."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process heeds it, and ends this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        for other in others:  # while one is open, nobody would notice that the first process is gone
            os.close(other)
        nothing = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nothing, stream)
        with suppress(Exception), os.fdopen(into, "wb") as pipe:
            work(partial(_say, pipe))
    finally:
        os._exit(0)


def _say(pipe: IO[bytes], found: object) -> None:
    from pickle import HIGHEST_PROTOCOL, dumps  # noqa: PLC0415 - as above

    word = dumps(found, HIGHEST_PROTOCOL)
    pipe.write(len(word).to_bytes(LENGTH) + word)
    pipe.flush()
