"""Reads as much of an answer's body as is wanted, and no more than that, however it is packed."""

import zlib

import aiohttp

HEAD = 200_000  # bytes of a page that are read to know what it is
WHOLE = 30_000_000  # bytes of a page that are read to look for an anchor or a text
CHUNK = 65_536
PACKED = {"gzip", "x-gzip", "deflate"}


async def read(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """Return up to ``most`` bytes of the decompressed body, and whether that was all.

    Decompressed here, and never more than asked for: the client's own decompression takes a body that was cut off for a
    whole one. Raises ``ClientPayloadError`` for a body that is cut off or in another encoding.
    """
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", *PACKED}:
        raise aiohttp.ClientPayloadError(f"the encoding {encoding[:40]} was not asked for")
    if encoding == "identity" and (response.content_length or most) < most:
        return await response.content.read(), True
    unpack = zlib.decompressobj(47) if encoding in PACKED else None
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += unpack.decompress(chunk, most - len(body)) if unpack else chunk
        if len(body) >= most:
            return bytes(body[:most]), False
    if unpack and body and not unpack.eof:
        raise aiohttp.ClientPayloadError("the compressed body is cut off")
    return bytes(body), True
