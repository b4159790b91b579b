"""The bench's server as a process of its own, and what it can do with a client that does nothing but ask."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from bench.server import HOSTS, SEEN

ROOT = Path(__file__).parent.parent
BENCH = ROOT / ".venv-bench"
CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs; ``latency`` is in seconds."""

    port: int
    latency: float

    def seen(self) -> int:
        """Return how many addresses were asked for since the last look."""
        with urllib.request.urlopen(f"http://{HOSTS[0]}:{self.port}{SEEN.decode()}", timeout=60) as answer:
            return int(json.load(answer)["addresses"])

    def rate(self) -> float:
        """Return the requests a second that the server answers to a raw client on many connections."""
        requests = 2_000 if self.latency else 20_000
        start = time.perf_counter()
        asyncio.run(_ask(self.port, requests // CONNECTIONS))
        taken = time.perf_counter() - start
        self.seen()
        return requests / taken


@contextmanager
def serving(latency: float) -> Iterator[Serving]:
    """Run a server, with the quicker loop of ``.venv-bench`` where that is installed."""
    quick = BENCH / "bin" / "python"
    python = str(quick) if quick.exists() else sys.executable
    command = [python, "-m", "bench.server", str(latency)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        said, ends = cast("IO[str]", process.stdout), cast("IO[str]", process.stdin)
        try:
            yield Serving(int(said.readline()), latency)
        finally:
            ends.close()


class _Asking(asyncio.Protocol):
    """Asks for one page again and again; what comes is counted, not read."""

    def __init__(self, host: str, times: int, done: asyncio.Future[None]) -> None:
        self.request = f"GET /p/0.html HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self.left, self.done, self.got, self.size = times, done, 0, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.size:
            head, _, _ = data.partition(b"\r\n\r\n")
            length = head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
            self.size = len(head) + 4 + int(length)
        self.got += len(data)
        if self.got < self.size:
            return
        self.got = 0
        self.left -= 1
        if self.left:
            self.transport.write(self.request)
        else:
            self.transport.close()
            self.done.set_result(None)


async def _ask(port: int, times: int) -> None:
    loop = asyncio.get_running_loop()
    waiting = [loop.create_future() for _ in range(CONNECTIONS)]
    for number, done in enumerate(waiting):
        host = HOSTS[number % len(HOSTS)]
        await loop.create_connection(lambda host=host, done=done: _Asking(host, times, done), host, port)  # type: ignore[misc] # a default of a lambda has no type
    await asyncio.gather(*waiting)
