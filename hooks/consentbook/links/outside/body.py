"""Takes in as much of an answer's body as is wanted, and no more than that, however it is packed."""

import zlib

HEAD = 200_000  # bytes of a page that are read to know what it is
WHOLE = 30_000_000  # bytes of a page that are read to look for an anchor or a text
PACKED = {"gzip", "x-gzip", "deflate"}
FOREIGN = {"br", "zstd", "compress", "x-compress", "dcb", "dcz"}  # any other word, such as utf-8, browsers do not heed


class BrokenBody(Exception):
    """The body is cut off, or packed in a way that was not asked for."""


class Body:
    """Up to ``most`` bytes of a body, unpacked. ``whole`` says whether that was all.

    Unpacked here, and never more than asked for: the client's own unpacking takes a body that was cut off for a whole
    one, and knows no bound.
    """

    def __init__(self, most: int, encoding: str) -> None:
        if encoding and not FOREIGN.isdisjoint(encoding.replace(" ", "").split(",")):
            raise BrokenBody(f"the encoding {encoding[:40]} was not asked for")
        self.most = most
        self.unpack = zlib.decompressobj(47) if encoding in PACKED else None
        self.bytes = bytearray()
        self.whole = True

    def take(self, chunk: bytes) -> bool:
        """Take the next part in; return whether more is wanted. Raises ``BrokenBody`` if it cannot be unpacked."""
        try:
            self._unpack(chunk)
        except zlib.error as error:
            raise BrokenBody(str(error)) from error
        self.whole = len(self.bytes) < self.most
        return self.whole

    def _unpack(self, chunk: bytes) -> None:
        """Add what a part holds; of gzip there can be several pieces in a row (RFC 1952, 2.2)."""
        while self.unpack and chunk and len(self.bytes) < self.most:
            if self.unpack.eof:
                if not chunk.startswith(b"\x1f"):
                    return  # what follows is no piece, and browsers do not heed it
                self.unpack = zlib.decompressobj(47)
            self.bytes += self.unpack.decompress(chunk, self.most - len(self.bytes))
            chunk = self.unpack.unused_data
        self.bytes += b"" if self.unpack else chunk

    def end(self) -> bytes:
        """Return the body. Raises ``BrokenBody`` if it is shorter than it was packed."""
        if self.unpack and self.bytes and self.whole and not self.unpack.eof:
            raise BrokenBody("the compressed body is cut off")
        return bytes(self.bytes[: self.most])
