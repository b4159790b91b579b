"""The internal portal: readers sign in at a proxy, programs send a token, and a token opens the feed alone."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.editions.hosting.nginx import Nginx, nginx_serving
from tests.editions.hosting.releases import make_release, serve, small_files

TOKEN = "Bearer 0b6f7c"
DATA = "/wording/banner/opt-in/r3/de.txt"
FEED = (DATA, "/latest/wording/index.json", "/versions.json", "/2026.11/checklists/index.json")
PAGES = ("/", "/latest/guide/why/", "/2026.11/wording/banner/opt-in/", "/2026.11/search/search_index.json", "/nothing")


class SignIn(BaseHTTPRequestHandler):
    """What stands for oauth2-proxy: whoever has the cookie is signed in."""

    def do_GET(self) -> None:
        known = self.headers.get("Cookie") == "session=good"
        status = {"/oauth2/auth": 202 if known else 401}.get(self.path.partition("?")[0], 200)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(f"signs in for {self.headers.get('X-Forwarded-Uri')}".encode() if status == 200 else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


def portal(folder: Path, change: Callable[[str], str] = str) -> Iterator[Nginx]:
    published, work = folder / "published", folder / "work"
    make_release(published, "one", small_files())
    serve(published, "one")
    work.mkdir()
    (work / "tokens.conf").write_text(f'"* {TOKEN}" 1;\n')
    with (
        nginx_serving(published, work, "sso.conf", change) as nginx,
        ThreadingHTTPServer(("127.0.0.1", nginx.ports["4180"]), SignIn) as server,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield nginx
        server.shutdown()


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    yield from portal(tmp_path)


def test_who_is_signed_in_reads_everything(nginx: Nginx) -> None:
    for path in (*FEED, *PAGES[:-1]):
        answer = nginx.ask(path, cookie="session=good")
        assert answer.status == 200, path
        assert answer["cache-control"].startswith("private, "), path
        assert answer["content-security-policy"].startswith("default-src 'none'"), path
    assert nginx.ask("/nothing", cookie="session=good").status == 404
    assert nginx.ask("/_headers", cookie="session=good").status == 404
    assert nginx.ask(DATA, cookie="session=good")["cache-control"] == "private, max-age=31536000, immutable"


def test_a_program_with_a_token_reads_the_feed(nginx: Nginx) -> None:
    for path in FEED:
        answer = nginx.ask(path, authorization=TOKEN)
        assert answer.status == 200, path
        assert answer["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("sent", [{"authorization": TOKEN}, {"cookie": "session=good"}])
def test_what_is_not_in_the_feed_yet_is_kept_by_nobody(nginx: Nginx, sent: dict[str, str]) -> None:
    for path in (DATA.replace("r3", "r4"), "/latest/links/none.json"):
        answer = nginx.ask(path, **sent)
        assert answer.status == 404, path
        assert answer["access-control-allow-origin"] == ""
        assert answer["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("token", ["", "Bearer wrong", "0b6f7c", "Bearer 0b6f7c0", "* Bearer 0b6f7c", "default"])
def test_another_token_opens_nothing(nginx: Nginx, token: str) -> None:
    for path in FEED:
        answer = nginx.ask(path, authorization=token)
        assert answer.status == 401, path
        assert answer.body == b"Send a token: Authorization: Bearer ...\n"
        assert "signs in" not in answer.body.decode()
        assert answer["access-control-allow-origin"] == ""
        assert answer["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        f"{DATA}/../../../../../2026.11/",
        "/wording/banner/opt-in/r3/../../../../2026.11/",
        "/2026.11/?x=/wording/banner/opt-in/r3/de.txt",
    ],
)
def test_a_token_opens_no_page(nginx: Nginx, path: str) -> None:
    answer = nginx.ask(path, authorization=TOKEN)
    assert answer.status == 302
    assert answer["location"].startswith("/oauth2/start?rd=/")


def test_a_reader_is_sent_to_the_sign_in_and_back(nginx: Nginx) -> None:
    answer = nginx.ask("/latest/guide/why/")
    assert answer.status == 302
    assert answer["location"] == "/oauth2/start?rd=/latest/guide/why/"
    assert answer["cache-control"] == "private, no-cache"
    assert nginx.ask(answer["location"]).body == b"signs in for /oauth2/start?rd=/latest/guide/why/"


def test_nobody_asks_the_sign_in_for_its_verdict(nginx: Nginx) -> None:
    assert nginx.ask("/oauth2/auth", cookie="session=good").status == 404


def test_a_sign_in_that_is_down_lets_nobody_in(tmp_path: Path) -> None:
    for nginx in portal(
        tmp_path, lambda text: text.replace("proxy_pass http://127.0.0.1:4180", "proxy_pass http://127.0.0.1:1")
    ):
        assert nginx.ask("/latest/guide/why/", cookie="session=good").status == 500


@pytest.mark.parametrize(
    ("line", "instead", "path", "status"),
    [
        ("auth_request /oauth2/auth;", "", "/latest/guide/why/", 200),
        ("default 0;", "default 1;", "/latest/guide/why/", 200),
        (
            '"$consentbook_in_feed $http_authorization"',
            '"* $http_authorization"',
            "/latest/guide/why/",
            200,
        ),
    ],
)
def test_an_open_portal_would_be_seen(tmp_path: Path, line: str, instead: str, path: str, status: int) -> None:
    for nginx in portal(tmp_path, lambda text: text.replace(line, instead)):
        assert nginx.ask(path, authorization=TOKEN).status == status
