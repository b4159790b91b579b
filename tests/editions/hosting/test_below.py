"""A site below a path of a host that has more: a proxy in front takes the path off, and nobody sees a difference."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.editions.hosting.headers import FOREVER
from tests.editions.conftest import URL
from tests.editions.hosting.nginx import Nginx, nginx_serving

HOST = "\nserver {\n    listen 8443;\n    include below.conf;\n}\n"
TEXT = "/consent/wording/link/policy/r1/en.txt"


def host(place: Path, work: Path, line: str = "", instead: str = "") -> Iterator[Nginx]:
    """Give a host with the site at /consent/, a ``line`` of the configuration changed."""
    work.mkdir()

    def change(text: str) -> str:
        text = text.replace(line, instead) if line else text
        return text + HOST if text.startswith("# Without TLS") else text

    with nginx_serving(place, work, change=change) as nginx, Nginx({"8080": nginx.ports["8443"]}).another() as client:
        yield client


@pytest.fixture
def below(made: Path, tmp_path: Path) -> Iterator[Nginx]:
    yield from host(made / "place", tmp_path / "work")


def asked_for(page: bytes, address: str) -> list[str]:
    """Return the paths of scripts, style sheets, icons and links that a page at ``address`` names."""
    nodes = LexborHTMLParser(page).css("link[href], script[src], a[href], img[src]")
    found = {urljoin(address, node.attributes.get("href") or node.attributes.get("src") or "") for node in nodes}
    origin = URL.removesuffix("/consent/")
    return sorted(one.partition("#")[0].removeprefix(origin) for one in found if one.startswith(f"{origin}/"))


@pytest.mark.parametrize("path", ["nothing", "latest/guide/nothing/", "latest/", "2026.11/guide/how/", ""])
def test_all_that_a_page_asks_for_is_there(below: Nginx, path: str) -> None:
    page = below.ask(f"/consent/{path}")
    assert page.status == (404 if "nothing" in path else 200)
    paths = asked_for(page.body, URL + path)
    assert len(paths) > 1 or not path
    assert {one: below.ask(one).status for one in paths} == dict.fromkeys(paths, 200)


def test_the_page_for_wrong_addresses_needs_the_path_that_was_published(made: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    with nginx_serving(made / "place", tmp_path / "work") as nginx:
        page = nginx.ask("/nothing")
        styles = [path for path in asked_for(page.body, URL) if path.endswith(".css")]
        assert styles
        assert {nginx.ask(path).status for path in styles} == {404}


def test_headers_and_redirects_are_as_without_the_path(below: Nginx) -> None:
    for path in ("/consent/2026.11", "/consent/latest/guide"):
        assert (below.ask(path).status, below.ask(path)["location"]) == (301, f"{path}/")
    text = below.ask(TEXT)
    assert (text.status, text["cache-control"], text["access-control-allow-origin"]) == (200, FOREVER, "*")
    assert below.ask(TEXT, if_none_match=text["etag"]).status == 304
    assert below.ask(TEXT, if_match='"x"')["cache-control"] == "no-cache"
    assert below.ask("/consent/latest/", accept_encoding="gzip")["content-encoding"] == "gzip"
    assert below.ask("/consent/latest/")["content-security-policy"].startswith("default-src 'none'")
    assert below.ask("/latest/").status == 404


@pytest.mark.parametrize(
    ("line", "path", "name", "right"),
    [
        ("proxy_redirect / /consent/;", "/consent/2026.11", "location", "/consent/2026.11/"),
        ("absolute_redirect off;", "/consent/2026.11", "location", "/consent/2026.11/"),
        ("proxy_http_version 1.1;", "/consent/latest/", "content-encoding", "gzip"),
    ],
)
def test_a_line_that_is_missing_would_be_seen(
    made: Path, tmp_path: Path, line: str, path: str, name: str, right: str
) -> None:
    for below in host(made / "place", tmp_path / "work", line):
        assert below.ask(path, accept_encoding="gzip")[name] != right
