"""Web server of the bench: many hosts on the loopback network, pages made in advance, an answer after a set time.

It is a bare ``asyncio.Protocol``, so that it does not become what is measured. Run it as a process of its own:
``python -m bench.server LATENCY``. It writes its port to standard output and ends when its standard input does.
"""

import asyncio
import json
import socket
import sys
from collections import deque
from collections.abc import Callable
from typing import cast

HOSTS = tuple(f"127.0.1.{number}" for number in range(1, 51))
SEEN = b"/-/seen"  # gives the figures since it was last asked for, and starts them anew
BROKEN = b"/gone/"
WELCOME = "LinkChecker: welcome\r\n"  # without it LinkChecker waits 0.1 to 0.6 s between two requests to a host
PARAGRAPH = "<h2 id='part-{0}'>Part {0}</h2>\n<p>How a session is recorded, who may look at it and for how long.</p>\n"


def page(parts: int = 28) -> bytes:
    """Return an HTML page of about 3 kB."""
    body = "".join(PARAGRAPH.format(number) for number in range(parts))
    head = "<!doctype html>\n<html lang='en'><head><title>A page</title></head>"
    return f"{head}\n<body><h1>A page</h1>\n{body}</body></html>".encode()


def answer(status: str, body: bytes, content_type: str = "text/html; charset=utf-8") -> tuple[bytes, bytes]:
    """Return the head and the body of an answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{WELCOME}\r\n"
    return head.encode(), body


FOUND, MISSING = answer("200 OK", page()), answer("404 Not Found", b"<title>404</title>")


class Figures:
    """What was asked since the last look: every request, and each address once."""

    def __init__(self) -> None:
        self.requests = 0
        self.addresses: set[tuple[str, bytes]] = set()

    def take(self) -> bytes:
        """Return the figures as JSON, and start anew."""
        taken = json.dumps({"requests": self.requests, "addresses": len(self.addresses)})
        self.requests = 0
        self.addresses = set()
        return taken.encode()


class Server(asyncio.Protocol):
    """A connection; requests that come one behind the other are answered in their order."""

    def __init__(self, latency: float, figures: Figures) -> None:
        self.latency, self.figures = latency, figures
        self.loop = asyncio.get_running_loop()
        self.rest = b""
        self.waiting: deque[bytes] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self.transport = cast("asyncio.Transport", transport)  # of another class where uvloop runs
        self.host: str = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """Answer every request whose head is complete; there are none with a body."""
        *heads, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for head in heads:
            self.waiting.append(self.answer(head))
            if self.latency:
                self.loop.call_later(self.latency, self.send)
            else:
                self.send()

    def send(self) -> None:
        """Send the answer that is next."""
        if not self.transport.is_closing():
            self.transport.write(self.waiting.popleft())

    def answer(self, request: bytes) -> bytes:
        """Return the answer to a request's head."""
        method, path, *_ = request.split(b" ", 2)
        if path == SEEN:
            return b"".join(answer("200 OK", self.figures.take(), "application/json"))
        self.figures.requests += 1
        self.figures.addresses.add((self.host, path))
        head, body = MISSING if path.startswith(BROKEN) or path == b"/robots.txt" else FOUND
        return head if method == b"HEAD" else head + body


async def serve(latency: float) -> None:
    """Serve until standard input ends."""
    loop, figures = asyncio.get_running_loop(), Figures()
    port = 0
    for host in HOSTS:
        listener = socket.create_server((host, port), backlog=1024)
        port = listener.getsockname()[1]
        await loop.create_server(lambda: Server(latency, figures), sock=listener)
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's loop where there is one; without it the server is slower, and the bench says how fast it is."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - it may be missing
    except ImportError:
        return None
    return new_event_loop


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve(float(sys.argv[1])))
