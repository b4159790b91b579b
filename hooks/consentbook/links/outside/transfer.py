"""One request: looks at the address that is connected to, and takes in what of the answer is wanted."""

import socket
from asyncio import get_running_loop
from collections.abc import Collection
from http import HTTPStatus
from typing import Any

import pycurl
from yarl import URL

from consentbook.links.outside.body import Body, BrokenBody
from consentbook.links.outside.guard import NotPublic, check_public

REDIRECTS = {301, 302, 303, 307, 308}
BEGINNING = 512  # bytes that tell a page
MOST_HEADER = 65_536  # bytes of one header
# Digits in the length of a body that is taken though it is of no use, so that its connection can be used again.
SHORT = 5
WANTED = {
    *(b"content-type", b"content-length", b"content-encoding", b"location", b"set-cookie"),
    *(b"retry-after", b"etag", b"last-modified"),
}
ENDS = {b"\r\n", b"\n"}
EMPTY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
BAD, ABORT, GO_ON = int(pycurl.SOCKET_BAD), int(pycurl.PREREQFUNC_ABORT), int(pycurl.PREREQFUNC_OK)
END = 0  # tells libcurl to end the request: fewer bytes were taken than there were


class Transfer:
    """What comes of one request to ``url``.

    ``public`` says that only public addresses may be connected to. ``refused`` says which was not, ``broken`` what is
    wrong with the answer. Nothing that libcurl calls may raise: it could do nothing with it but print it.
    """

    def __init__(self, url: URL, kinds: Collection[str], most: int, *, proxy: str | None, public: bool) -> None:
        self.url, self.kinds, self.most = url, kinds, most
        self.proxy, self.public = proxy, public
        self.refused = self.broken = ""
        self.asked = False  # false as long as it is the proxy that answers
        self.answered = self.ended = False
        self.status = 0
        self.lines: list[bytes] = []
        self.fields: dict[str, str] = {}
        self.body: Body | None = None

    def listen(self, curl: pycurl.Curl) -> None:
        """Let the handle call this transfer, and no other."""
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
        curl.setopt(pycurl.PREREQFUNCTION, self._ready)
        curl.setopt(pycurl.HEADERFUNCTION, self._head)
        curl.setopt(pycurl.WRITEFUNCTION, self._take)

    @property
    def location(self) -> str:
        """Where a redirect leads, or nothing."""
        return self.fields.get("location", "") if self.status in REDIRECTS else ""

    @property
    def content_type(self) -> str:
        """The kind of the body in small letters, without parameters; what is no kind counts as text (RFC 2045, 5.2).

        Where none is named, it is HTML as long as the body can be that, as browsers find out.
        """
        if "content-type" not in self.fields:
            begun = bytes(self.body.bytes[:BEGINNING]).removeprefix(b"\xef\xbb\xbf").lstrip() if self.body else b"<"
            return "text/html" if begun.startswith(b"<") else "application/octet-stream"
        kind = self.fields["content-type"].partition(";")[0].strip().lower()
        return kind if kind.count("/") == 1 else "text/plain"

    @property
    def charset(self) -> str:
        """The charset that the content type names; nothing where it names none."""
        _, named, rest = self.fields.get("content-type", "").lower().partition("charset=")
        return rest.partition(";")[0].strip(" \t\"'")[:40] if named else ""

    def _open(self, _purpose: int, address: Any) -> socket.socket | int:
        """Open a socket to an address, which is the very one that is connected to."""
        try:
            if self.public:
                check_public(address.addr[0])
            opened = socket.socket(address.family, address.socktype, address.protocol)
        except NotPublic as refused:
            self.refused = str(refused)
        except (OSError, ValueError) as error:
            self.broken = str(error)
        else:
            get_running_loop().call_soon(opened.close)  # libcurl uses a copy of its own
            return opened
        return BAD

    def _ready(self, address: str, *_: object) -> int:
        """Look once more at the address, also where a connection is used again."""
        self.asked = True
        try:
            if self.public:
                check_public(address)
        except (NotPublic, ValueError) as refused:
            self.refused = str(refused)
            return ABORT
        return GO_ON

    def _head(self, line: bytes) -> int | None:
        """Take a line of the head; it is read when it is complete, since few of its lines matter."""
        if self.answered or not self.asked:
            return None
        if len(line) > MOST_HEADER:
            self.broken = f"a header of more than {MOST_HEADER:,} bytes"
            return END
        self.lines.append(line)
        return self._head_ends() if line in ENDS else None

    def _read_head(self) -> None:
        """Read status and fields; of several heads, as after a status of 100 to 199, the last."""
        for line in self.lines:
            name, colon, value = line.partition(b":")
            if colon and (name := name.lower()) in WANTED:
                self.fields.setdefault(name.decode(), _text(value.strip()))
            elif line.startswith(b"HTTP/"):
                self.fields = {}
                self.status = _status(line)
        self.lines.clear()

    def _head_ends(self) -> int | None:
        """Begin with the body, if it is wanted; end the request if it is not, and not short."""
        self._read_head()
        if self.status < HTTPStatus.OK:
            return None
        self.answered = True
        if self.status < HTTPStatus.BAD_REQUEST and not self.location and self._fits():
            try:
                self.body = Body(self.most, self.fields.get("content-encoding", "").lower())
            except BrokenBody as broken:
                self.broken = str(broken)
                return END
            return None
        length = self.fields.get("content-length", "")
        short = (length.isdecimal() and len(length) <= SHORT) or self.status in EMPTY
        self.ended = not short
        return None if short else END

    def _fits(self) -> bool:
        content_type = self.content_type
        return any(kind in content_type for kind in self.kinds)

    def _take(self, chunk: bytes) -> int | None:
        try:
            if not self.body or self.body.take(chunk):
                return None
            self.ended = True
        except BrokenBody as broken:
            self.broken = str(broken)
        return END


def _status(line: bytes) -> int:
    number = line.split(None, 2)[1:2]
    return int(number[0]) if number and number[0].isdigit() else 0


def _text(value: bytes) -> str:
    """Return a header's value; bytes that are no UTF-8 are written as in addresses, as browsers do for a Location."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in value)
