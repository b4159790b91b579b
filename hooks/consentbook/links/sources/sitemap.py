"""Sitemaps and indexes of sitemaps, as XML, packed XML or text (https://www.sitemaps.org/protocol.html)."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.parsers import expat

from consentbook.links.sources.disk import Unreadable, text_of

MOST_BYTES = 50_000_000  # unpacked, as the protocol says
MOST_ADDRESSES = 50_000
LONGEST = 2_048
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
PARTS = {"url", "sitemap"}
# The first element, behind what may stand before it.
ROOT = re.compile(
    rb"(?>\s|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->|<![^>]*+>)*+<(?:[\w-]{1,50}:)?(?:urlset|sitemapindex)\b"
)
DOCTYPE = re.compile(rb"<!DOCTYPE\s++(?!html\b)", re.IGNORECASE)
WRITE_WHOLE = "is no whole address, with https:// and a host"


@dataclass(slots=True)
class Sitemap:
    """What a sitemap lists: addresses of pages, or of more sitemaps, each with its line; and what is wrong."""

    pages: list[tuple[str, int]] = field(default_factory=list)
    sitemaps: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)  # line, address or nothing, words

    def take(self, address: str, line: int, *, of_sitemap: bool) -> None:
        """Add an address, or what is wrong with it."""
        if len(self.pages) + len(self.sitemaps) + len(self.wrong) >= MOST_ADDRESSES:
            raise _Refused(line, f"lists more than {MOST_ADDRESSES:,} addresses")
        if len(address) > LONGEST:
            self.wrong.append((line, address, f"is longer than {LONGEST:,} characters"))
        elif not _is_whole(address):
            self.wrong.append((line, address, WRITE_WHOLE))
        else:
            (self.sitemaps if of_sitemap else self.pages).append((address, line))


class _Refused(Exception):
    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line, self.words = line, words


def is_sitemap(raw: bytes) -> bool:
    """Return whether ``raw`` looks like a sitemap in XML, also a packed one."""
    try:
        head = unpacked(raw[:4_000], 4_000, whole=False).removeprefix(b"\xef\xbb\xbf").lstrip()
    except Unreadable:
        return False
    typed = DOCTYPE.search(head) and (b"<urlset" in head or b"<sitemapindex" in head)  # which is refused, and told
    return bool(typed or ROOT.match(head))


def read_sitemap(raw: bytes) -> Sitemap:
    """Return what a sitemap lists. Raises ``Unreadable`` where it is too large or no text."""
    found = Sitemap()
    text = unpacked(raw)
    try:
        if text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
            _Reader(found).read(text)
        else:
            for line, address in enumerate(text_of(text).split("\n"), 1):
                if address.strip():
                    found.take(address.strip(), line, of_sitemap=False)
    except _Refused as refused:
        found.wrong.append((refused.line, "", refused.words))
    except expat.ExpatError as error:
        found.wrong.append((error.lineno, "", f"is no XML: {expat.ErrorString(error.code)}"))
    return found


def unpacked(raw: bytes, most: int = MOST_BYTES, *, whole: bool = True) -> bytes:
    """Return ``raw``, or what is packed in it. Raises ``Unreadable`` where that is cut off or more than ``most``."""
    if raw[:2] != b"\x1f\x8b":
        text = raw
    else:
        unpack = zlib.decompressobj(31)
        try:
            text = unpack.decompress(raw, most + 1)
        except zlib.error as error:
            raise Unreadable(f"it cannot be unpacked: {error}") from error
        if whole and not unpack.eof and len(text) <= most:
            raise Unreadable("it cannot be unpacked: it is cut off")
    if whole and len(text) > most:
        raise Unreadable(f"it is larger than {most:,} bytes")
    return text


class _Reader:
    """Reads the addresses out of XML. A document type is refused, and with it every entity."""

    def __init__(self, found: Sitemap) -> None:
        self.found = found
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.open: list[str] = []
        self.words: list[str] = []
        self.line = 1

    def read(self, text: bytes) -> None:
        self.parser.Parse(text, True)
        if self.open_root not in {"urlset", "sitemapindex"}:
            raise _Refused(1, "is no sitemap: it begins with neither <urlset> nor <sitemapindex>")

    open_root = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - expat hands them over
        namespace, _, local = name.rpartition(" ")
        local = local if namespace in {"", SITEMAPS} else ""
        self.open_root = self.open_root or local or name
        if len(self.open) > 50:
            raise _Refused(self.parser.CurrentLineNumber, "is nested too deep")
        self.open.append(local)
        self.words, self.line = [], self.parser.CurrentLineNumber

    def _words(self, words: str) -> None:
        if self.open and self.open[-1] == "loc":
            self.words.append(words)

    def _end(self, _: str) -> None:
        if self.open.pop() == "loc" and self.open and self.open[-1] in PARTS:
            self.found.take("".join(self.words).strip(), self.line, of_sitemap=self.open[-1] == "sitemap")

    def _doctype(self, *_: object) -> None:
        raise _Refused(self.parser.CurrentLineNumber, "has a document type, which is not read")


def _is_whole(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def wrong_lines(found: Sitemap) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, code, address and words of everything that is wrong with a sitemap."""
    for line, address, words in found.wrong:
        yield line, "bad-address" if address else "bad-sitemap", address, words
