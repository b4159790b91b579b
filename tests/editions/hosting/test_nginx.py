"""The configuration in ``deploy/`` as a real nginx serves it, and that each check of it fails on a broken one."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from consentbook.editions.hosting.headers import FOREVER
from consentbook.editions.hosting.policy import DATA_POLICY
from tests.editions.hosting.install import brotli_module
from tests.editions.hosting.nginx import Answer, Nginx, nginx_serving, the
from tests.editions.hosting.releases import TEXT, make_release, serve, small_files

HTML, JSON, TXT = "text/html; charset=utf-8", "application/json; charset=utf-8", "text/plain; charset=utf-8"
JS, CSS = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
DATA = "/wording/banner/opt-in/r3/de"
OPEN = "*"
# What an error has: a cache that keeps errors may keep none of it for long
AS_PAGES = {"cache-control": "no-cache", "access-control-allow-origin": ""}


class Kind(NamedTuple):
    """How files of one kind are served."""

    path: str
    type: str
    cache: str = "no-cache"
    cors: str = ""
    packed: bool = True


KINDS = (
    Kind("/", HTML),
    Kind("/2026.11/", HTML),
    Kind("/2026.11/guide/why/", HTML),
    Kind("/latest/guide/why/", HTML),
    Kind("/latest/wording/banner/opt-in/", HTML),
    Kind(f"{DATA}.txt", TXT, FOREVER, OPEN),
    Kind(f"{DATA}.md", "text/markdown; charset=utf-8", FOREVER, OPEN),
    Kind(f"{DATA}.html", HTML, FOREVER, OPEN),
    Kind(f"{DATA}.json", JSON, FOREVER, OPEN),
    Kind("/2026.11/wording/index.json", JSON, cors=OPEN),
    Kind("/latest/wording/index.json", JSON, cors=OPEN),
    Kind("/latest/wording/banner/opt-in/de.txt", TXT, cors=OPEN),
    Kind("/2026.11/checklists/index.json", JSON, cors=OPEN),
    Kind("/2026.11/links/index.json", JSON, cors=OPEN),
    Kind("/2026.11/changes/2026.10.json", JSON, cors=OPEN),
    Kind("/versions.json", JSON, cors=OPEN, packed=False),
    Kind("/editions.json", JSON, cors=OPEN),
    Kind("/sbom.cdx.json", JSON, cors=OPEN),
    Kind("/changes.atom", "application/atom+xml; charset=utf-8", cors=OPEN),
    Kind("/SHA256SUMS", TXT, cors=OPEN, packed=False),
    Kind("/SHA256SUMS.sig", TXT, cors=OPEN, packed=False),
    Kind("/robots.txt", TXT, packed=False),
    Kind("/2026.11/sitemap.xml", "application/xml; charset=utf-8"),
    Kind("/2026.11/search/search_index.json", JSON),
    Kind("/latest/search/part.0b6a519875eddd60.json", JSON, FOREVER),
    Kind("/2026.11/assets/javascripts/bundle.a5f9d56c.min.js", JS, FOREVER),
    Kind("/2026.11/assets/javascripts/workers/search.2c215733.min.js", JS, FOREVER),
    Kind("/2026.11/assets/javascripts/lunr/min/lunr.de.min.js", JS),
    Kind("/2026.11/assets/javascripts/", HTML),
    Kind("/latest/assets/javascripts/bundle.b.min.js/", HTML),
    Kind("/2026.11/assets/stylesheets/main.484c7ddc.min.css", CSS, FOREVER),
    Kind("/2026.11/assets/stylesheets/palette.ab4e12ef.min.css", CSS, FOREVER),
    Kind("/latest/assets/stylesheets/notes/", HTML),
    Kind("/2026.11/assets/stylesheets/notes.json", JSON),
    Kind("/2026.11/assets/consentbook/consentbook.mjs", JS),
    Kind("/2026.11/assets/consentbook/logo.svg", "image/svg+xml; charset=utf-8", packed=False),
    Kind("/2026.11/assets/images/favicon.png", "image/png", packed=False),
)
NOT_THERE = (
    "/nothing",
    "/2026.11/nothing/",
    f"{DATA.replace('r3', 'r4')}.txt",  # may come, so nobody may keep that it is not there
    "/wording/banner/",
    "/.git/config",
    "/2026.11/.hidden",
    "/_headers",
    "/index.html.gz",
    "/2026.11/index.html.br",
    "/404.html",
    "/releases/one/index.html",
    "/%2e%2e/log.json",
    "/..%2flog.json",
    "/2026.11/..%5c..%5clog.json",
    "/latest/../../log.json",
)
# What a client can add to a request so that it is refused, and with which status
WRONG = {
    "a long header": (f"X-Long: {'a' * 40_000}", 400),
    "a bad header": ("b\x01d", 400),
    "two hosts": ("Host: b", 400),
    "another content": ('If-Match: "x"', 412),
    "an earlier time": ("If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT", 412),
    "a long body": ("Content-Length: 99999", 413),
    "an unknown coding": ("Transfer-Encoding: foo", 501),
}
REFUSED = ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")


def faults(nginx: Nginx) -> list[str]:
    """Return what is wrong with what ``nginx`` serves: an empty list if all is as it should be."""
    checks = (_kinds, _packed, _conditions, _moved, _not_there, _refused, _wrong)
    return [fault for check in checks for fault in check(nginx)]


def _kinds(nginx: Nginx) -> Iterator[str]:
    for kind in KINDS:
        answer = nginx.ask(kind.path)
        expected = {
            "content-type": kind.type,
            "cache-control": kind.cache,
            "access-control-allow-origin": kind.cors,
            "cross-origin-resource-policy": "cross-origin" if kind.cors else "same-origin",
            "accept-ranges": "bytes",
            "content-encoding": "",
            "server": "nginx",
            "set-cookie": "",
            "strict-transport-security": "",
        }
        yield from _differing(f"{kind.path}: ", answer, 200, expected)
        yield from _guarded(kind.path, answer)


def _differing(what: str, answer: Answer, status: int, expected: dict[str, str]) -> Iterator[str]:
    if answer.status != status:
        yield f"{what}status {answer.status}"
    for name, value in expected.items():
        if answer[name] != value:
            yield f"{what}{name} is {answer[name]!r}, not {value!r}"


def _guarded(path: str, answer: Answer) -> Iterator[str]:
    policy = answer["content-security-policy"]
    data = path.startswith("/wording/") and answer.status == 200
    if "'unsafe" in policy or (
        policy != DATA_POLICY if data else "default-src 'none'; script-src 'self' 'sha256-" not in policy
    ):
        yield f"{path}: policy {policy!r}"
    guards = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    }
    yield from _differing(f"{path}: ", answer, answer.status, guards)
    if "camera=()" not in answer["permissions-policy"]:
        yield f"{path}: permissions-policy"


def _packed(nginx: Nginx) -> Iterator[str]:
    brotli = "br" if brotli_module(the("nginx")) else "gzip"
    for kind in KINDS:
        for offered, packed in (
            ("gzip", "gzip"),
            ("gzip, deflate, br", brotli),
            ("identity", ""),
            ("br;q=0, gzip", "gzip"),
        ):
            answer = nginx.ask(kind.path, accept_encoding=offered, via="1.1 proxy")
            expected = {"content-encoding": packed if kind.packed else "", "content-type": kind.type}
            if kind.packed:
                expected["vary"] = "Accept-Encoding"
            yield from _differing(f"{kind.path} ({offered}): ", answer, 200, expected)


def _conditions(nginx: Nginx) -> Iterator[str]:
    for kind in KINDS:
        whole, head = nginx.ask(kind.path), nginx.ask(kind.path, "HEAD")
        if (head.status, head.body, head["content-length"]) != (200, b"", str(len(whole.body))):
            yield f"HEAD {kind.path}: {head.status}, {len(head.body)} of {head['content-length']} bytes"
        expected = {"etag": whole["etag"], "cache-control": kind.cache, "access-control-allow-origin": kind.cors}
        expected |= {name: whole[name] for name in ("content-security-policy", "cross-origin-resource-policy")}
        again = nginx.ask(kind.path, if_none_match=whole["etag"])
        yield from _differing(f"{kind.path} again: ", again, 304, expected)
        part = nginx.ask(kind.path, range="bytes=1-2")
        expected |= {"cache-control": "no-cache", "content-range": f"bytes 1-2/{len(whole.body)}"}
        yield from _differing(f"{kind.path} in part: ", part, 206, expected)
        if part.body != whole.body[1:3]:
            yield f"{kind.path} in part: {part.body!r}"
        none = nginx.ask(kind.path, range="bytes=999999-")
        if none.status != 416 or set(none["cache-control"].split(", ")) != {"no-cache"}:  # nginx sets it twice
            yield f"{kind.path} (no part): {none.status}, cache-control is {none['cache-control']!r}"


def _moved(nginx: Nginx) -> Iterator[str]:
    for path in ("/2026.11", "/latest/guide/why", "/2026.11/wording"):
        answer = nginx.ask(path, host="consent.example.com")
        yield from _differing(f"{path}: ", answer, 301, {"location": f"{path}/", "cache-control": "no-cache"})


def _not_there(nginx: Nginx) -> Iterator[str]:
    for path in NOT_THERE:
        answer = nginx.ask(path)
        if answer.status == 400 and ".." in path.replace("%2e", "."):  # it leads out of the root: no page is owed
            continue
        yield from _differing(f"{path}: ", answer, 404, {"content-type": HTML, **AS_PAGES})
        yield from _guarded(path, answer)
        if TEXT.encode() not in answer.body:
            yield f"{path}: not the page for wrong addresses"


def _refused(nginx: Nginx) -> Iterator[str]:
    for method in REFUSED:
        for path in ("/2026.11/", f"{DATA}.txt", "/nothing"):
            answer = nginx.ask(path, method)
            yield from _differing(f"{method} {path}: ", answer, 405, {"allow": "GET, HEAD", **AS_PAGES})
            yield from _guarded(path, answer)


def _wrong(nginx: Nginx) -> Iterator[str]:
    for path in (f"{DATA}.txt", "/2026.11/assets/javascripts/bundle.a5f9d56c.min.js", "/versions.json"):
        for what, (line, status) in WRONG.items():
            answer = nginx.send(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{line}\r\n\r\n")
            yield from _differing(f"{path} with {what}: ", answer, status, AS_PAGES)
            yield from _guarded(path, answer)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small release; ``log.json`` in it is for the publisher alone."""
    folder = tmp_path_factory.mktemp("published")
    make_release(folder, "one", small_files())
    serve(folder, "one")
    (folder / "log.json").write_text("[]")
    (folder / "releases" / "one" / ".git").mkdir()
    (folder / "releases" / "one" / ".git" / "config").write_text("secret")
    (folder / "releases" / "one" / "2026.11" / ".hidden").write_text("secret")
    return folder


def test_every_kind_of_file_is_served_as_it_should_be(published: Path, tmp_path: Path) -> None:
    with nginx_serving(published, tmp_path) as nginx:
        assert faults(nginx) == []
    assert (tmp_path / "error.log").read_text() == ""
    assert "127.0.0.1" not in (tmp_path / "access.log").read_text()


def test_links_of_another_owner_can_be_refused(published: Path, tmp_path: Path) -> None:
    with nginx_serving(
        published, tmp_path, change=lambda text: text.replace("disable_symlinks off;", "disable_symlinks if_not_owner;")
    ) as nginx:
        assert faults(nginx) == []


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("charset utf-8;", "", "/2026.11/: content-type is 'text/html'"),
        ("application/json json;", "", "/versions.json: content-type is 'application/octet-stream"),
        (
            "text/javascript js mjs;",
            "text/javascript js;",
            "consentbook.mjs: content-type is 'application/octet-stream",
        ),
        ("text/markdown md;", "", f"{DATA}.md: content-type is"),
        ("default_type text/plain;", "", "/SHA256SUMS: content-type is"),
        ("gzip_static on;", "", "/2026.11/ (gzip): content-encoding is ''"),
        ("gzip_vary on;", "", "/2026.11/ (gzip): vary is ''"),
        ("gzip_proxied any;", "", "/2026.11/ (gzip): content-encoding is ''"),
        ("etag on;", "etag off;", "/2026.11/ again: status 200"),
        ("index index.html;", "index none;", "/2026.11/: status 404"),
        (
            "disable_symlinks off;",
            "disable_symlinks on from=/srv/consentbook/current/;",
            "/latest/guide/why/: status 404",
        ),
        ("absolute_redirect off;", "", "/2026.11: location is 'http://"),
        ("error_page 403 404 =404 /404.html;", "", "/nothing: not the page"),
        ("error_page 403 404 =404 /404.html;", "error_page 404 /404.html;", "/wording/banner/: status 403"),
        ("(/\\.|^/_headers$|\\.(gz|br)$)", "^/_headers$", "/.git/config: status 200"),
        ("(/\\.|^/_headers$|\\.(gz|br)$)", "(/\\.|\\.br$)", "/_headers: status 200"),
        ("(/\\.|^/_headers$|\\.(gz|br)$)", "(/\\.|^/_headers$)", "/index.html.gz: status 200"),
        ("max_ranges 1;", "max_ranges 0;", f"{DATA}.txt in part: status 200"),
        ("server_tokens off;", "", "/2026.11/: server is 'nginx/"),
        ('!~ "^(GET|HEAD)$"', '= "none"', "POST /nothing: status 404"),
        ("include /srv/consentbook/nginx/headers.conf;", "", "/2026.11/: cache-control is ''"),
        ("include /srv/consentbook/nginx/headers.conf;", "", "POST /2026.11/: allow is ''"),
        ("location = /404.html {", "location = /404.html { add_header X-A b;", "/nothing: policy ''"),
        ("root /srv/consentbook/current;", "root /srv/consentbook;", "/releases/one/index.html: status 200"),
        ("# brotli_static on;", "", "(gzip, deflate, br): content-encoding is 'gzip'"),
    ],
)
def test_a_broken_configuration_would_be_seen(
    published: Path, tmp_path: Path, line: str, instead: str, fault: str
) -> None:
    if "brotli" in line and not brotli_module(the("nginx")):
        pytest.skip("this nginx has no module for Brotli")
    changed: list[str] = []

    def change(text: str) -> str:
        changed.extend(line for _ in range(text.count(line)))
        return text.replace(line, instead)

    with nginx_serving(published, tmp_path, change=change) as nginx:
        found = faults(nginx)
    assert changed, "no file has this line"
    assert any(fault in seen for seen in found), found[:5]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("immutable", "", f"{DATA}.txt: cache-control is"),
        (
            'default "no-cache"',
            'default "public, max-age=31536000, immutable"',
            f"{DATA.replace('r3', 'r4')}.txt: cache-control is",
        ),
        ("javascripts/bundle", "javascripts/none", "bundle.a5f9d56c.min.js: cache-control is"),
        ("$status", "200", f"{DATA}.txt with two hosts: cache-control is"),
        ("(200|206|304)", "200", f"{DATA}.txt again: cache-control is 'no-cache'"),
        ('default "";', 'default "*";', "/2026.11/: access-control-allow-origin is '*'"),
        ('json$" "*"', 'json$" ""', "/latest/wording/index.json: access-control-allow-origin is ''"),
        ('default "a part"', 'default ""', f"{DATA}.txt (no part): 416, cache-control is 'public"),
        ("sandbox", "", f"{DATA}.html: policy"),
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'", "/2026.11/: policy"),
    ],
)
def test_a_wrong_map_would_be_seen(published: Path, tmp_path: Path, old: str, new: str, fault: str) -> None:
    maps = (published / "nginx" / "maps.conf").read_text()
    assert old in maps
    (tmp_path / "maps.conf").write_text(maps.replace(old, new))
    with nginx_serving(
        published, tmp_path, change=lambda text: text.replace("/srv/consentbook/nginx/maps", "maps")
    ) as nginx:
        found = faults(nginx)
    assert any(fault in seen for seen in found), found[:5]
