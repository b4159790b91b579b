"""Tells when libcurl can go on with a socket."""

import asyncio
import select
from collections.abc import Callable

import pycurl

Act = Callable[[int, int], None]  # takes the number of a socket, and what can be done on it


class Watched:
    """Sockets that the event loop watches one by one; works on every system."""

    def __init__(self, act: Act, end: Callable[[], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.act, self.end = act, end
        self.numbers: dict[int, int] = {}

    def watch(self, event: int, number: int, _multi: object, _data: object) -> None:
        """Watch the socket with a number for what libcurl waits for on it."""
        new = 0 if event == pycurl.POLL_REMOVE else event
        old = self.numbers.pop(number, 0)
        if old & ~new & pycurl.POLL_IN:
            self.loop.remove_reader(number)
        if old & ~new & pycurl.POLL_OUT:
            self.loop.remove_writer(number)
        if new & ~old & pycurl.POLL_IN:
            self.loop.add_reader(number, self._ready, number, pycurl.CSELECT_IN)
        if new & ~old & pycurl.POLL_OUT:
            self.loop.add_writer(number, self._ready, number, pycurl.CSELECT_OUT)
        if new:
            self.numbers[number] = new

    def _ready(self, number: int, event: int) -> None:
        self.act(number, event)
        self.end()

    def close(self) -> None:
        """Watch none of them any more."""
        for number in list(self.numbers):
            self.watch(pycurl.POLL_REMOVE, number, None, None)


class Polled:
    """Sockets that are watched together, for the loop as one: less work than one by one, and Linux only."""

    def __init__(self, act: Act, end: Callable[[], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.act, self.end = act, end
        self.numbers: set[int] = set()
        self.poll = select.epoll()
        self.loop.add_reader(self.poll.fileno(), self._ready)

    def watch(self, event: int, number: int, _multi: object, _data: object) -> None:
        """Watch the socket with a number for what libcurl waits for on it."""
        if event == pycurl.POLL_REMOVE:
            if number in self.numbers:
                self.numbers.remove(number)
                self.poll.unregister(number)
            return
        wanted = (event & pycurl.POLL_IN and select.EPOLLIN) | (event & pycurl.POLL_OUT and select.EPOLLOUT)
        if number in self.numbers:
            self.poll.modify(number, wanted)
        else:
            self.numbers.add(number)
            self.poll.register(number, wanted)

    def _ready(self) -> None:
        for number, found in self.poll.poll(0):
            broken = found & (select.EPOLLERR | select.EPOLLHUP) and pycurl.CSELECT_ERR
            readable = found & select.EPOLLIN and pycurl.CSELECT_IN
            self.act(number, broken | readable | (found & select.EPOLLOUT and pycurl.CSELECT_OUT))
        self.end()

    def close(self) -> None:
        """Watch none of them any more."""
        self.loop.remove_reader(self.poll.fileno())
        self.poll.close()
