"""A server that says, byte by byte, what a test tells it to, and remembers what it was asked, byte by byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

Say = Callable[[socket.socket], None]


@dataclass
class Raw:
    """``answers`` has by path what is said; ``requests`` are the heads that came, ``connections`` how many of them."""

    port: int
    answers: dict[str, bytes | Say] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    connections: int = 0
    open: int = 0

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def head(self, path: str) -> str:
        """The request for ``path``, in small letters."""
        return next(head.lower() for head in self.requests if head.split(" ")[1] == path)


def page(*fields: str, status: str = "200 OK", body: bytes = b"<title>Fine</title>", kind: str = "text/html") -> bytes:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _read_head(connection: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return ""
        head += byte
    return head.decode("latin-1")


def _serve(raw: Raw, connection: socket.socket, tls: SSLContext | None) -> None:
    raw.connections += 1
    raw.open += 1
    with suppress(OSError), connection, tls.wrap_socket(connection, server_side=True) if tls else connection as line:
        while head := _read_head(line):
            raw.requests.append(head)
            if not _answer(raw.answers.get(head.split(" ")[1], page()), line):
                break
    raw.open -= 1


def _answer(said: bytes | Say, line: socket.socket) -> bool:
    """Answer; return whether that was a whole answer, after which another may follow."""
    if callable(said):
        said(line)
        return False
    line.sendall(said)
    start, _, body = said.partition(b"\r\n\r\n")
    return f"Content-Length: {len(body)}".encode() in start or b" 304 " in start


@contextmanager
def raw_server(tls: SSLContext | None = None) -> Iterator[Raw]:
    """Listen on a free port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        raw = Raw(listening.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    threading.Thread(target=_serve, args=(raw, connection, tls), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield raw
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def relay(connection: socket.socket, to: tuple[str, int]) -> None:
    """Be the tunnel of a proxy between ``connection`` and the address ``to``."""
    connection.sendall(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
    with socket.create_connection(to) as there:
        back = threading.Thread(target=_pump, args=(there, connection), daemon=True)
        back.start()
        _pump(connection, there)
        back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
