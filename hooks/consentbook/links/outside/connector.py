"""Lets libcurl work on the event loop: many requests at once, with one pool of connections and one cache of names."""

import asyncio
import select
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import pycurl

from consentbook.links.outside.sockets import Polled, Watched

NAMES_SECONDS = 300  # how long the address of a name is kept
IDLE_SECONDS = 30  # how long a connection is kept that nobody uses
# Seconds after which requests that are ready are sent. Begun together, they would be answered together, and the first
# would wait for all others in each round.
TOGETHER = 0.0008


class Connector:
    """Runs requests. ``options`` are those that all of them have in common."""

    def __init__(self, options: dict[int, object], most_connections: int) -> None:
        self.loop = asyncio.get_running_loop()
        self.options = options
        self.free: list[pycurl.Curl] = []
        self.waiting: dict[pycurl.Curl, asyncio.Future[tuple[int, str]]] = {}
        self.timer: asyncio.Handle | None = None
        self.at_once = False  # whether the timer is one that ends at once
        self.sent = 0.0  # when requests were sent the last time
        self.multi = pycurl.CurlMulti()
        self.multi.setopt(pycurl.M_MAXCONNECTS, most_connections)
        self.sockets = (Polled if hasattr(select, "epoll") else Watched)(self.multi.socket_action, self._take)
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self.sockets.watch)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._wake)

    @contextmanager
    def handle(self) -> Iterator[pycurl.Curl]:
        """Give a handle without cookies. After an error it is closed, as nobody knows what it has left to do."""
        curl = self.free.pop() if self.free else self._new()
        curl.setopt(pycurl.COOKIELIST, "ALL")  # which removes them all
        try:
            yield curl
        except BaseException:
            curl.close()
            raise
        self.free.append(curl)

    def _new(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.given = None  # what it was told of the request before, which most have in common
        for option, value in self.options.items():
            curl.setopt(option, value)
        return curl

    async def run(self, curl: pycurl.Curl) -> tuple[int, str]:
        """Run the request of a handle; return libcurl's code for how it ended, which is 0 for well, and its words."""
        future: asyncio.Future[tuple[int, str]] = self.loop.create_future()
        self.waiting[curl] = future
        self.multi.add_handle(curl)
        if perf_counter() - self.sent > TOGETHER:
            self._late()
        try:
            return await future
        finally:
            if self.waiting.pop(curl, None):  # nobody waits for it any more
                self.multi.remove_handle(curl)

    def close(self) -> None:
        """Close all connections."""
        for curl in self.free:
            curl.close()
        self.multi.close()
        self.sockets.close()
        self._wake(-1)

    def _wake(self, milliseconds: int) -> None:
        """Wake libcurl after a time; a negative one says that there is nothing to wake it for."""
        if milliseconds == 0 and self.at_once:
            return
        if self.timer:
            self.timer.cancel()
        self.timer, self.at_once = None, milliseconds == 0
        if milliseconds >= 0:
            self.timer = self.loop.call_later(milliseconds / 1000, self._late)

    def _late(self) -> None:
        self.at_once = False
        self.sent = perf_counter()
        self.multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._take()

    def _take(self) -> None:
        """Hand over what has ended by now."""
        more = 1
        while more:
            more, well, failed = self.multi.info_read()
            for curl in well:
                self._end(curl, 0, "")
            for curl, code, words in failed:
                self._end(curl, code, words)

    def _end(self, curl: pycurl.Curl, code: int, words: str) -> None:
        self.multi.remove_handle(curl)
        future = self.waiting.pop(curl)
        if not future.done():
            future.set_result((code, words))
