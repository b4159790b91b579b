"""Reading a site from its address: a page, the pages below it, a sitemap, an index of sitemaps."""

import asyncio
import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from consentbook.links.outside.fetch import client
from consentbook.links.outside.settings import HostHeader, Settings
from consentbook.links.sources.places import Written
from consentbook.links.sources.web import read_web
from tests.links.outside.server import Sites, answering
from tests.support import serving


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("web")
    with serving(folder) as address:
        yield folder, address


@pytest.fixture
def served(root: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """A folder of its own for each test, and its address."""
    folder = root[0] / tmp_path.name
    folder.mkdir()
    return folder, f"{root[1]}{quote(tmp_path.name)}/"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(address: str, depth: int = 1, allowed: str = "127.0.0.1", most_pages: int = 2_000) -> Written:
    async def run() -> Written:
        async with client(Settings(allowed=frozenset({allowed}), seconds=5, attempts=1)) as asking:
            return await read_web(address, asking, depth, most_pages=most_pages)

    return asyncio.run(run())


def urlset(*addresses: str) -> str:
    listed = "".join(f"<url>\n<loc>{address}</loc></url>\n" for address in addresses)
    return f'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def test_the_links_of_a_page_are_told_with_page_and_line(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, page_html='<p>x</p>\n<a href="https://x.test/a">x</a>\n<a href="./gone#part">x</a><img src=x.png>')
    found = read(f"{at}page.html")
    assert {address: [(place.path, place.line) for place in places] for address, places in found.places.items()} == {
        f"{at}page.html": [(f"{at}page.html", 1)],
        "https://x.test/a": [(f"{at}page.html", 2)],
        f"{at}gone#part": [(f"{at}page.html", 3)],
        f"{at}x.png": [(f"{at}page.html", 3)],
    }


@pytest.mark.parametrize(
    ("depth", "linked", "not_linked"),
    [
        (0, {"docs/"}, {"docs/a.html"}),
        (1, {"docs/", "docs/a.html", "other.html"}, {"docs/b.html"}),
        (2, {"docs/", "docs/a.html", "docs/b.html"}, {"docs/c.html", "beside.html"}),
        (3, {"docs/", "docs/b.html", "docs/c.html"}, {"docs/d.html", "beside.html"}),
    ],
)
def test_pages_below_the_address_are_read_as_deep_as_asked(
    served: tuple[Path, str], depth: int, linked: set[str], not_linked: set[str]
) -> None:
    folder, at = served
    write(
        folder,
        docs__index_html='<a href="a.html">x</a><a href="../other.html">x</a>',
        docs__a_html='<a href="b.html#x">x</a><a href="./">x</a>',
        docs__b_html='<a href="c.html">x</a>',
        docs__c_html='<a href="d.html">x</a>',
        other_html='<a href="beside.html">x</a>',
    )
    found = {address.removeprefix(at).partition("#")[0] for address in read(f"{at}docs/", depth).places}
    assert linked <= found
    assert not found & not_linked


def test_a_site_is_read_where_its_address_leads(served: tuple[Path, str]) -> None:
    folder, at = served
    # Without its slash, the server redirects, and what is linked lies below where it leads.
    write(folder, new__index_html='<a href="a.html">x</a>', new__a_html='<a href="b.html">x</a>')
    found = read(f"{at}new", 2).places
    assert f"{at}new/b.html" in found
    write(folder, index_html='<a href="a.html">x</a>', a_html='<a href="b.html">x</a>')
    assert f"{at}b.html" in read(at, 2).places


@pytest.mark.parametrize("name", ["a.md", "a.png", "empty.html"])
def test_a_site_that_cannot_be_read_is_told(served: tuple[Path, str], name: str) -> None:
    folder, at = served
    (folder / name).write_text("" if name == "empty.html" else "[x](gone.md)")
    (finding,) = read(f"{at}{name}").findings
    assert (finding[1].code, finding[1].address) == ("unreadable", f"{at}{name}")
    kind = "empty" if name == "empty.html" else "no HTML and no sitemap"
    assert finding[1].happened.startswith(f"its links were not read: it is {kind} (")
    assert read(f"{at}{name}", 0).findings == [], "nothing in it was to be read"


def test_what_is_linked_and_no_page_is_left_to_the_check(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, a_html='<a href="b.bin">x</a><a href="c.md">x</a>', b_bin="x", c_md="x")
    assert read(f"{at}a.html", 3).findings == []


@pytest.mark.parametrize("name", ["sitemap.bin", "sitemap.xml.bin"])
def test_a_sitemap_of_no_kind_is_read(served: tuple[Path, str], name: str) -> None:
    """As packed ones often come: the server of the tests calls what it does not know application/octet-stream."""
    folder, at = served
    text = urlset("https://x.test/a").encode()
    (folder / name).write_bytes(gzip.compress(text) if "xml" in name else text)
    assert "https://x.test/a" in read(f"{at}{name}", 0).places


@pytest.mark.parametrize("name", ["sitemap.xml", "any.xml", "sitemap.xml.gz", "any.txt"])
def test_a_sitemap_lists_pages_and_their_links_are_read(served: tuple[Path, str], name: str) -> None:
    folder, at = served
    write(folder, a_html='<a href="https://x.test/a">x</a>')
    listed = (f"{at}a.html", "/relative")
    text = ("\n\n" + "\n\n".join(listed) if name == "any.txt" else urlset(*listed)).encode()
    (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    found = read(f"{at}{name}")
    assert [(place.path, place.line) for place in found.places[f"{at}a.html"]] == [(f"{at}{name}", 3)]
    assert [(place.path, place.line) for place in found.places["https://x.test/a"]] == [(f"{at}a.html", 1)]
    assert [(place.line, finding.code) for place, finding in found.findings] == [(5, "bad-address")]
    assert "https://x.test/a" not in read(f"{at}{name}", 0).places


def test_the_sitemaps_of_an_index_are_read_but_for_those_of_other_hosts(served: tuple[Path, str]) -> None:
    folder, at = served
    entries = "".join(
        f"<sitemap><loc>{address}</loc></sitemap>"
        for address in (f"{at}one.xml", f"{at}gone.xml", "https://x.test/two.xml")
    )
    write(
        folder,
        sitemap_xml=f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>',
        one_xml=urlset(f"{at}a.html"),
        a_html='<a href="https://x.test/a">x</a>',
    )
    found = read(f"{at}sitemap.xml")
    assert {f"{at}one.xml", f"{at}gone.xml", "https://x.test/two.xml", f"{at}a.html", "https://x.test/a"} < {
        *found.places
    }
    assert found.findings == []


def test_it_is_told_where_there_are_more_pages_than_are_read(served: tuple[Path, str]) -> None:
    folder, at = served
    write(
        folder,
        index_html="".join(f'<a href="{n}.html">x</a>' for n in range(9)),
        **{f"{n}_html": "x" for n in range(9)},
    )
    assert [finding.code for _, finding in read(at, 2, most_pages=5).findings] == ["cut-off"]
    assert read(at, 2, most_pages=5).files == 5
    assert read(at, 2, most_pages=10).findings == []


def test_a_private_host_is_not_asked_unless_it_is_allowed(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, index_html='<a href="https://x.test/a">x</a>')
    assert [*read(at, allowed="elsewhere.test").places] == [at]
    assert "https://x.test/a" in read(at).places


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<a href="https://[bad">x</a>', "bad-address"),
        ('<a href="javascript:alert(1)">x</a>', "refused-scheme"),
        ('<base href="https://[bad"><a href="a.html">x</a>', ""),
        ("<a href='\x00'>x</a>", "unreadable"),
        ('<a href="http://x.test:99999/">x</a>', "bad-address"),
    ],
)
def test_a_hostile_page_is_told_and_stops_nothing(served: tuple[Path, str], html: str, code: str) -> None:
    folder, at = served
    write(folder, index_html=html)
    assert [finding.code for _, finding in read(at).findings] == ([code] if code else [])


def test_a_page_cannot_steer_a_terminal(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, sitemap_xml=urlset(f"{at}a.html&#10;&#13;[31m"), a_html="")
    assert all(place.path.isprintable() for places in read(f"{at}sitemap.xml").places.values() for place in places)


@pytest.mark.parametrize(
    "html",
    ["<!doctype html><p>See sitemaps.org", "<!doctype html><!-- <urlset> --><p>x", "<?xml version='1.0'?><html>"],
)
def test_a_page_about_sitemaps_is_none(served: tuple[Path, str], html: str) -> None:
    folder, at = served
    write(folder, a_html=f"{html}<a href='https://x.test/a'>x</a>")
    found = read(f"{at}a.html")
    assert (found.findings, "https://x.test/a" in found.places) == ([], True)


def test_a_bomb_is_refused(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, sitemap_xml='<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset>&a;</urlset>')
    assert [finding.code for _, finding in read(f"{at}sitemap.xml").findings] == ["bad-sitemap"]


QUICK = Settings(allowed=frozenset({"127.0.0.1"}), seconds=3, backoff=0.05, most_wait=3)


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    with answering(tmp_path) as found:
        yield found


def crawled(address: str, settings: Settings, depth: int = 1) -> Written:
    async def run() -> Written:
        async with client(settings) as asking:
            return await read_web(address, asking, depth)

    return asyncio.run(run())


def told(written: Written) -> list[tuple[str, str, str]]:
    return [(place.path, finding.code, finding.happened) for place, finding in written.findings]


def test_pages_that_fail_once_are_read_the_next_time(sites: Sites) -> None:
    written = crawled(f"{sites.http}/to-once", QUICK, depth=2)
    assert (written.files, written.findings) == (4, [])


@pytest.mark.parametrize(
    ("path", "happened"),
    [
        ("/503", "its links could not be read: answered 503"),
        ("/403", "its links could not be read: answered 403"),
        ("/always/429", "its links could not be read: answered 429"),
        ("/long/429", "its links could not be read: the host asks to wait 3,600 s"),
        ("/gzip/cut", "its links could not be read: the answer broke off: the compressed body is cut off"),
        ("/redirect-without-target", "its links could not be read: answered 302 without saying where"),
        ("/loop", "its links could not be read: a redirect leads back to {}"),
    ],
)
def test_a_page_that_cannot_be_read_is_told(sites: Sites, path: str, happened: str) -> None:
    address = f"{sites.http}{path}"
    assert told(crawled(address, QUICK)) == [(address, "unreadable", happened.format(address))]


def test_what_is_gone_is_left_to_the_check(sites: Sites) -> None:
    assert crawled(f"{sites.http}/404", QUICK).findings == []


def test_a_crawl_ends_with_the_time_of_the_whole_check(sites: Sites) -> None:
    address = f"{sites.http}/hang"
    settings = replace(QUICK, seconds=20, deadline=0.3)
    assert told(crawled(address, settings)) == [
        (address, "unreadable", "its links could not be read: the time for the whole check was over")
    ]


def test_a_crawl_that_is_cancelled_ends_at_once_and_leaves_what_it_read(sites: Sites) -> None:
    written = Written()

    async def run() -> None:
        async with client(replace(QUICK, seconds=600)) as asking:
            crawl = asyncio.create_task(read_web(f"{sites.http}/hang", asking, written=written))
            await asyncio.sleep(0.2)
            crawl.cancel()
            await asyncio.wait([crawl])
            assert crawl.cancelled()
            assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())
    assert [*written.places] == [f"{sites.http}/hang"]
    assert [finding.code for _, finding in written.findings] == ["cut-off"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/", "http://[bad"])
def test_an_address_that_cannot_be_asked_for_is_told_and_not_asked(address: str) -> None:
    written = read(address)
    assert [finding.code for _, finding in written.findings] == ["bad-address"]
    assert written.places == {}


def test_a_sitemap_leads_to_no_address_that_cannot_be_asked_for(served: tuple[Path, str]) -> None:
    folder, at = served
    write(folder, sitemap_xml=urlset("http://127.0.0.1:99999/"))
    written = read(f"{at}sitemap.xml")
    assert [(place.line, finding.code) for place, finding in written.findings] == [(3, "bad-address")]
    assert [*written.places] == [f"{at}sitemap.xml"]


def test_a_secret_that_a_server_repeats_is_in_nothing_that_is_taken_in(sites: Sites) -> None:
    host = sites.http.removeprefix("http://")
    settings = replace(QUICK, headers=(HostHeader(host, "Authorization", "Bearer sesame-open"),))
    written = crawled(f"{sites.http}/echo/link", settings)
    assert f"{sites.http}/seen-***" in written.places
    assert "sesame-open" not in repr(written)


def test_a_page_is_read_in_its_own_charset(served: tuple[Path, str]) -> None:
    folder, at = served
    (folder / "a.html").write_bytes('<a href="größe.html">x</a>'.encode("utf-16"))
    assert f"{at}größe.html" in read(f"{at}a.html").places
