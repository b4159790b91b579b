"""Reading sitemaps: every form of the protocol, every offence at once, and nothing that unfolds."""

import gzip
import zlib

import pytest

from consentbook.links.sources.disk import Unreadable
from consentbook.links.sources.sitemap import MOST_ADDRESSES, MOST_BYTES, is_sitemap, read_sitemap

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<urlset><url><loc>&b;</loc></url></urlset>'


def url(address: str) -> str:
    return f"<url><loc>{address}</loc><lastmod>2026-01-01</lastmod></url>\n"


@pytest.mark.parametrize(
    "text",
    [
        f"<urlset {SPACE}>\n{url('https://x.test/a')}{url('https://x.test/b?c=1&amp;d=2')}</urlset>",
        f"<urlset>\n{url('https://x.test/a')}{url(' <![CDATA[https://x.test/b?c=1&d=2]]> ')}</urlset>",
        '<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:i">\n<s:url><s:loc>https://x.test/a</s:loc>'
        "<i:image><i:loc>https://x.test/i.png</i:loc></i:image></s:url>\n<s:url><s:loc>https://x.test/b?c=1&amp;d=2</s:loc></s:url></s:urlset>",
        "\n https://x.test/a\nhttps://x.test/b?c=1&d=2",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_listed_with_their_lines(text: str, packed: bool) -> None:
    raw = gzip.compress(text.encode()) if packed else text.encode()
    found = read_sitemap(raw)
    assert found.pages == [("https://x.test/a", 2), ("https://x.test/b?c=1&d=2", 3)]
    assert (found.wrong, found.sitemaps) == ([], [])
    assert is_sitemap(raw) == ("urlset" in text)


def test_an_index_lists_sitemaps() -> None:
    text = f"<sitemapindex {SPACE}><sitemap><loc>https://x.test/s.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(text.encode()).sitemaps == [("https://x.test/s.xml", 1)]


def test_all_that_is_wrong_is_told_at_once() -> None:
    listed = url("/a") + url("https://[x") + url("ftp://x.test/") + url(f"https://x.test/{'a' * 2_048}") + url("")
    found = read_sitemap(f"<urlset>\n{listed}<url><loc>https://x.test/a".encode())
    assert [line for line, _, _ in found.wrong] == [2, 3, 4, 5, 6, 7]
    assert found.wrong[-1][2] == "is no XML: no element found"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "has a document type, which is not read"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><urlset/>', "has a document type, which is not read"),
        ("<urlset>&a;</urlset>", "is no XML: undefined entity"),
        ("<html></html>", "is no sitemap: it begins with neither <urlset> nor <sitemapindex>"),
        ("<urlset>" + "<a>" * 100_000, "is nested too deep"),
        ("<urlset>\x01</urlset>", "is no XML: not well-formed (invalid token)"),
        (f"<urlset>{url('https://x.test/') * (MOST_ADDRESSES + 1)}</urlset>", "lists more than 50,000 addresses"),
        ("https://x.test/\n" * (MOST_ADDRESSES + 1), "lists more than 50,000 addresses"),
    ],
)
def test_what_is_no_sitemap_is_told(text: str, words: str) -> None:
    assert [told for _, _, told in read_sitemap(text.encode()).wrong] == [words]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (gzip.compress(b" " * (MOST_BYTES + 1)), "it is larger than 50,000,000 bytes"),
        (gzip.compress(b"<urlset/>" * 100, mtime=0)[:-9], "it cannot be unpacked: it is cut off"),
        (b"\x1f\x8bx", "it cannot be unpacked"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"\x00", "it is not text"),
    ],
)
def test_what_cannot_be_unpacked_or_read_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_sitemap(raw)


def test_a_compressed_flood_is_not_unpacked_whole() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    flood = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    assert len(flood) < 1_000_000
    with pytest.raises(Unreadable):
        read_sitemap(flood)
