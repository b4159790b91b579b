"""The event loop that addresses are asked on: what it may open, and what ends it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from consentbook.links.ending import Ended, ending_signals

IDLE = 4  # connections that are kept, for each that is used
FILES = 128  # open beside connections


def new_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's loop where it is installed, or one that can watch sockets.

    The usual loop of Windows cannot.
    """
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - it may be missing
    except ImportError:
        return asyncio.SelectorEventLoop()
    return new_event_loop()


def allow_sockets(at_once: int) -> None:
    """Let this process open the sockets that so many requests at once need; some systems begin with 256 files."""
    most = FILES + (1 + IDLE) * at_once
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def ended_by_signals(ended: Ended) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and SIGHUP end the task that runs, which then still says what it knows."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    before = {number: signal.getsignal(number) for number in ending_signals()}

    def end(number: int) -> None:
        ended.by = number
        if task:
            task.cancel()

    with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends the run with what it has written
        for number in before:
            loop.add_signal_handler(number, end, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
