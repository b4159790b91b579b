"""The client under the link check, against servers that say byte by byte what they should not."""

import asyncio
import gzip
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvloop

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.body import Body
from consentbook.links.outside.fetch import client
from consentbook.links.outside.settings import HostHeader, Settings
from tests.links.outside.raw import Raw, page, raw_server, relay
from tests.links.outside.server import certificates

OK = Settings(allowed=frozenset({"127.0.0.1"}), seconds=2)
SECRET = "Bearer s3cret-t0ken"  # made up
LOOPS = [asyncio.SelectorEventLoop, uvloop.new_event_loop]


@pytest.fixture(params=["together", "one by one"])
def sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways in which sockets are watched: that of Linux, and that of all other systems."""
    if request.param == "one by one":
        monkeypatch.delattr(select, "epoll", raising=False)


@pytest.fixture
def raw() -> Iterator[Raw]:
    with raw_server() as server:
        yield server


def ask(*addresses: str, settings: Settings = OK, **how: object) -> list[Answer | Trouble]:
    """Ask for addresses one after the other, with one client."""

    async def run() -> list[Answer | Trouble]:
        async with client(settings) as asking:
            return [await asking.ask(address, **how) for address in addresses]  # type: ignore[arg-type]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


def said(found: Answer | Trouble) -> str:
    return f"{found.code}: {found.words}" if isinstance(found, Trouble) else str(found.status)


HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (EARLY * 50 + page(), "200"),
        (EARLY * 100_000, "no-answer: no answer: "),
        (page("X-Long: " + "x" * 9_000), "200"),
        (page("X-Long: " + "x" * 70_000), "no-answer: no answer: a header of more than 65,536 bytes"),
        (page(*(f"X-{number}: {'x' * 8_000}" for number in range(100))), "no-answer: no answer: "),
        (page("Location: /" + "x" * 100_000, status="302 Found"), "no-answer: no answer: a header of more than"),
        (b"HTTP/1.1 200 OK\r\n\xff\xfe: \x00\xff\r\nContent-Length: 0\r\n\r\n", ("200", "no-answer: no answer: ")),
        (b"<title>No head at all</title>", "no-answer: no answer: "),
        (b"HTTP/1.1 abc\r\n\r\n", "no-answer: no answer: "),
        (b"HTTP/1.1 200 OK\r\nConte", ("no-answer: no answer: ", "200")),
        (b"", "no-answer: no answer: "),
        (f"{HEAD}Content-Length: 90\r\n\r\nx".encode(), "broken-answer: the answer broke off: "),
        (f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nx".encode(), "broken-answer: the answer broke off: "),
        (f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n".encode(), "broken-answer: the answer broke off: "),
        (f"{HEAD}Content-Encoding: br\r\n\r\nx".encode(), "broken-answer: the answer broke off: the encoding br was"),
        (page("Content-Encoding: gzip", body=b"no gzip"), "broken-answer: the answer broke off: "),
        (page("Content-Encoding: gzip", body=gzip.compress(b"x" * 9_000)[:-9]), "broken-answer: the answer broke off:"),
        (page("Content-Encoding: gzip", body=gzip.compress(b"x")), "200"),
        (page("Content-Encoding: gzip", body=gzip.compress(b"x") + gzip.compress(b"y")), "200"),
        (page("Content-Encoding: utf-8"), "200"),
        (page("Content-Encoding:"), "200"),
        (page("Content-Encoding: gzip, br"), "broken-answer: the answer broke off: the encoding gzip, br was"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 90\r\n\r\nx", "404"),  # nobody wants the rest
        (b"HTTP/1.1 404 Not Found\r\nContent-Encoding: br\r\n\r\nx", "404"),
        (page("Location: file:///etc/passwd", status="302 Found"), "other-scheme: a redirect leads to the scheme file"),
        (page("Location: ftp://127.0.0.1/", status="302 Found"), "other-scheme: a redirect leads to the scheme ftp"),
        (page("Location: http://%31%32%37.1/", status="302 Found"), "no-answer: no answer: '%31%32%37.1' is no name"),
        (page("Location: http://127.0.0.2:1/", status="302 Found"), "not-asked: 127.0.0.2 is not a public address"),
    ],
    ids=range(28),
)  # fmt: skip
def test_what_a_server_says_wrongly_is_told(raw: Raw, answer: bytes, expected: str | tuple[str, ...]) -> None:
    raw.answers["/x"] = answer
    assert said(*ask(f"{raw.at}/x")).startswith(expected)


@pytest.mark.parametrize("host", ["127.1", "127.0.0.1."])
def test_a_host_is_asked_that_is_allowed_as_it_is_written(raw: Raw, host: str) -> None:
    raw.answers["/x"] = page()
    address = f"{raw.at.replace('127.0.0.1', host)}/x"
    assert said(*ask(address)).startswith("not-asked: ")
    assert said(*ask(address, settings=replace(OK, allowed=frozenset({host})))) == "200"


@pytest.mark.parametrize(
    ("body", "kept"),
    [(b"\n <p id=a>", True), (b"\xef\xbb\xbf<p>", True), (b"%PDF-1.7 <p>", False), (b"", False), (b"x" * 9_000, False)],
)
def test_a_body_of_no_kind_is_a_page_if_it_looks_like_one(raw: Raw, body: bytes, kept: bool) -> None:
    raw.answers["/x"] = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    (answer,) = ask(f"{raw.at}/x")
    assert isinstance(answer, Answer)
    assert (answer.body, "html" in answer.content_type) == (body if kept else b"", kept)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/a b/ü", "/a%20b/%C3%BC"),
        ("/a%20b/%c3%bc", "/a%20b/%C3%BC"),
        ("/%7euser/%2f", "/~user/%2F"),
        ("/a/../b/./c", "/b/c"),
        ("?q=ä b&c=%26", "/?q=%C3%A4+b&c=%26"),
        ("/x#part", "/x"),
        ("/x?#part", "/x?"),
        ("//twice//", "//twice//"),
        ("/[x]|{y}", "/%5Bx%5D%7C%7By%7D"),
    ],
)
def test_an_address_is_sent_as_browsers_write_it(raw: Raw, written: str, sent: str) -> None:
    ask(f"{raw.at}{written}")
    (head,) = raw.requests
    assert head.partition("\r\n")[0] in {f"GET {sent} HTTP/1.1", f"GET {sent.rstrip('?')} HTTP/1.1"}
    assert f"\r\nhost: 127.0.0.1:{raw.port}\r\n" in head.lower()


def test_a_location_in_other_bytes_is_asked_for_as_browsers_do(raw: Raw) -> None:
    raw.answers["/x"] = b"HTTP/1.1 302 Found\r\nLocation: /\xe9\r\nContent-Length: 0\r\n\r\n"
    (found,) = ask(f"{raw.at}/x")
    assert found.final == f"{raw.at}/%E9"
    assert raw.requests[1].startswith("GET /%E9 ")


def test_what_is_sent_says_who_asks_and_no_more(raw: Raw) -> None:
    ask(f"{raw.at}/x")
    names = [line.partition(":")[0].lower() for line in raw.requests[0].strip().splitlines()[1:]]
    assert sorted(names) == ["accept", "accept-encoding", "host", "user-agent"]
    assert OK.agent in raw.requests[0]


def test_nothing_is_left_over_from_the_request_before(raw: Raw) -> None:
    """All these go over one handle, one after the other."""
    host = HostHeader(f"127.0.0.1:{raw.port}", "Authorization", SECRET)
    raw.answers["/cookie"] = page("Set-Cookie: seen=1; Path=/", "Location: /next", status="302 Found")
    settings = replace(OK, allowed=OK.allowed | {"localhost"}, headers=(host,))
    other = f"http://localhost:{raw.port}"
    ask(
        f"http://u:p4ss@127.0.0.1:{raw.port}/user",
        f"{raw.at}/cookie",
        f"{raw.at}/plain",
        f"{other}/other",
        settings=settings,
    )
    assert SECRET.lower() in raw.head("/plain")
    assert "cookie: seen=1" in raw.head("/next")
    assert "cookie" not in raw.head("/plain") + raw.head("/other")
    assert "authorization" not in raw.head("/other")


def test_conditions_are_sent_for_the_page_that_was_seen_and_for_no_other(raw: Raw) -> None:
    seen = Version(f"{raw.at}/new", '"one"', "Fri, 20 Nov 2026 00:00:00 GMT")
    raw.answers["/old"] = page("Location: /new", status="302 Found")
    raw.answers["/new"] = b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
    (found,) = ask(f"{raw.at}/old", seen=seen)
    assert isinstance(found, Answer)
    assert found.unchanged
    assert "if-none-match" not in raw.head("/old")
    assert 'if-none-match: "one"' in raw.head("/new")


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nb", "a\0b"])
def test_no_line_can_be_smuggled_into_the_headers(raw: Raw, value: str) -> None:
    (found,) = ask(f"{raw.at}/x", seen=Version(f"{raw.at}/x", value))
    assert said(found) == "no-answer: no answer: a header with signs that cannot be sent"
    assert raw.requests == []


@pytest.mark.parametrize(
    ("cookie", "path", "sent"),
    [
        ("a=1", "/in/next", True),
        ("a=1; Path=/", "/next", True),
        ("a=1; Path=/other", "/next", False),
        ("a=1; Path=/in", "/inner", False),
        ("a=1; Domain=example.org", "/next", False),
        ("a=1; Max-Age=0; Path=/", "/next", False),
    ],
)
def test_a_cookie_goes_where_it_may(raw: Raw, cookie: str, path: str, sent: bool) -> None:
    raw.answers["/in/set"] = page(f"Set-Cookie: {cookie}", f"Location: {path}", status="302 Found")
    ask(f"{raw.at}/in/set")
    assert ("cookie: a=1" in raw.head(path)) is sent


def test_a_cookie_does_not_follow_to_another_host(raw: Raw) -> None:
    other = f"http://localhost:{raw.port}/other"
    raw.answers["/set"] = page("Set-Cookie: a=1; Path=/", f"Location: {other}", status="302 Found")
    ask(f"{raw.at}/set", settings=replace(OK, allowed=OK.allowed | {"localhost"}))
    assert "cookie" not in raw.head("/other")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "localhost", "a.localhost", "[::ffff:127.0.0.1]"]
)
def test_nothing_is_connected_to_that_is_not_public(raw: Raw, host: str) -> None:
    (found,) = ask(f"http://{host}:{raw.port}/x", settings=Settings(seconds=2))
    assert said(found).startswith("not-asked: ")
    assert raw.connections == 0


def test_a_name_with_a_private_address_is_not_connected_to(raw: Raw) -> None:
    fixed = Settings(seconds=2, fixed={"public.test": "127.0.0.1"})
    assert (
        said(*ask(f"http://public.test:{raw.port}/x", settings=fixed)) == "not-asked: 127.0.0.1 is not a public address"
    )
    assert raw.connections == 0


def test_a_connection_of_an_allowed_name_opens_no_way_for_another(raw: Raw) -> None:
    """The connection is kept, and would lead to the same machine."""
    fixed = Settings(allowed=frozenset({"in.test"}), seconds=2, fixed={"in.test": "127.0.0.1", "out.test": "127.0.0.1"})
    found = ask(
        f"http://in.test:{raw.port}/a", f"http://out.test:{raw.port}/b", f"http://in.test:{raw.port}/c", settings=fixed
    )
    assert [said(answer).partition(":")[0] for answer in found] == ["200", "not-asked", "200"]
    assert raw.connections == 1


@pytest.mark.parametrize("names", [{"http_proxy": "{}"}, {"ALL_PROXY": "{}"}, {"HTTP_PROXY": "{}", "http_proxy": "{}"}])
def test_the_environment_is_not_asked_for_a_proxy(
    raw: Raw, monkeypatch: pytest.MonkeyPatch, names: dict[str, str]
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value.format("http://127.0.0.1:9"))
    assert said(*ask(f"{raw.at}/x")) == "200"


def test_the_environment_leads_nobody_past_the_proxy(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    assert said(*ask("http://public.test/x", settings=Settings(seconds=2, proxies={"http": raw.at}))) == "200"
    assert raw.requests[0].startswith("GET http://public.test/x ")


def test_no_password_is_taken_from_the_home_folder(raw: Raw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password p4ss\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    ask(f"{raw.at}/x")
    assert "authorization" not in raw.head("/x")


def test_a_proxy_is_no_target(raw: Raw) -> None:
    through = Settings(seconds=2, proxies={"http": f"http://127.0.0.1:{raw.port}", "no": "127.0.0.1,localhost"})
    found = ask("http://public.test/a", f"{raw.at}/b", f"http://localhost:{raw.port}/c", settings=through)
    assert [said(answer).partition(":")[0] for answer in found] == ["200", "not-asked", "not-asked"]
    assert raw.connections == 1


def test_a_tunnel_through_a_proxy_hears_nothing_that_is_for_the_host(raw: Raw, tmp_path: Path) -> None:
    authority, contexts = certificates(tmp_path)
    with raw_server(contexts["soon"]) as inner:
        raw.answers[f"127.0.0.1:{inner.port}"] = lambda line: relay(line, ("127.0.0.1", inner.port))
        settings = replace(
            OK,
            authority=str(authority),
            proxies={"https": raw.at},
            headers=(HostHeader(f"127.0.0.1:{inner.port}", "Authorization", SECRET),),
        )
        (found,) = ask(f"https://127.0.0.1:{inner.port}/x", settings=settings)
        assert isinstance(found, Answer), found
        assert (found.status, found.body) == (200, b"<title>Fine</title>")
        assert found.expires
        assert SECRET.lower() in inner.head("/x")
    assert raw.requests[0].startswith("CONNECT ")
    assert "authorization" not in raw.requests[0].lower()


@pytest.mark.parametrize("answer", [page(status="403 Forbidden"), page(status="407 Who are you"), b""])
def test_a_proxy_that_gives_no_way_is_told(raw: Raw, answer: bytes) -> None:
    raw.answers["public.test:443"] = answer
    (found,) = ask("https://public.test/x", settings=Settings(seconds=2, proxies={"https": raw.at}))
    assert said(found).startswith("no-answer: the proxy gave no way: ")


def test_when_a_certificate_runs_out_is_known_on_a_connection_used_again_too(tmp_path: Path) -> None:
    authority, contexts = certificates(tmp_path)
    with raw_server(contexts["soon"]) as inner:
        at = f"https://127.0.0.1:{inner.port}"
        found = ask(f"{at}/a", f"{at}/b", settings=replace(OK, authority=str(authority)))
        assert [isinstance(answer, Answer) and answer.expires is not None for answer in found] == [True, True]
        assert inner.connections == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [("expired", "certificate has expired"), ("other-name", "127.0.0.1"), ("stranger", "unable to get local issuer")],
)
def test_a_certificate_that_is_bad_is_told_in_words(tmp_path: Path, kind: str, words: str) -> None:
    authority, contexts = certificates(tmp_path)
    with raw_server(contexts[kind]) as inner:
        (found,) = ask(f"https://127.0.0.1:{inner.port}/", settings=replace(OK, authority=str(authority)))
        assert said(found).startswith("bad-certificate: ")
        assert words in said(found)
        assert inner.requests == []


@pytest.mark.parametrize("in_folder", [False, True])
def test_what_python_trusts_is_trusted_and_an_authority_besides(
    in_folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first, contexts = certificates(tmp_path / "one")
    second, others = certificates(tmp_path / "two")
    if in_folder:
        (tmp_path / "nothing").mkdir()
        (tmp_path / "nothing" / "0a1b2c3d.0").write_bytes(first.read_bytes())
        (tmp_path / "nothing" / "0a1b2c3d.1").mkdir()  # is passed over
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem" if in_folder else first))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nothing"))
    with raw_server(contexts["good"]) as one, raw_server(others["good"]) as two:
        both = [f"https://127.0.0.1:{one.port}/", f"https://127.0.0.1:{two.port}/"]
        alone = ask(*both)
        assert [said(answer).partition(":")[0] for answer in alone] == ["200", "bad-certificate"]
        with_second = ask(*both, settings=replace(OK, authority=str(second)))
        assert [said(answer) for answer in with_second] == ["200", "200"]


def test_an_authority_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate\n")
    with pytest.raises(OSError, match=r"(?i)certificate"):
        ask("http://127.0.0.1:9/", settings=replace(OK, authority=str(tmp_path / "no.pem")))


def test_a_connection_that_does_not_come_about_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection, and says nothing about TLS
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert said(*ask(address, settings=replace(OK, connect_seconds=0.2))) == "no-answer: no connection within 0.2 s"
        assert said(*ask(address, settings=replace(OK, seconds=0.2))) == "no-answer: no answer within 0.2 s"


def test_the_time_is_for_all_redirects_together(raw: Raw) -> None:
    def slowly(line: socket.socket) -> None:
        time.sleep(0.15)
        line.sendall(page("Location: /slow?more", "Connection: close", status="302 Found"))

    raw.answers["/slow"] = raw.answers["/slow?more"] = slowly
    (found,) = ask(f"{raw.at}/slow", settings=replace(OK, seconds=0.2))
    assert said(found) == "no-answer: no answer within 0.2 s"


@pytest.mark.usefixtures("sockets")
@pytest.mark.parametrize("new_loop", LOOPS)
def test_many_are_asked_at_once_over_few_connections(
    raw: Raw, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def run() -> list[str]:
        async with client(OK) as asking:
            slots = asyncio.Semaphore(10)

            async def one(number: int) -> str:
                async with slots:
                    return said(await asking.ask(f"{raw.at}/{number}"))

            return await asyncio.gather(*(one(number) for number in range(200)))

    with asyncio.Runner(loop_factory=new_loop) as runner:
        assert runner.run(run()) == ["200"] * 200
    assert len({head.split(" ")[1] for head in raw.requests}) == 200
    assert raw.connections <= 10


@pytest.mark.usefixtures("sockets")
@pytest.mark.parametrize("new_loop", LOOPS)
def test_what_is_given_up_is_closed(raw: Raw, new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    raw.answers["/hang"] = lambda line: line.recv(1) and None  # until the other side closes

    async def run() -> str:
        async with client(replace(OK, seconds=20)) as asking:
            waiting = [asyncio.create_task(asking.ask(f"{raw.at}/hang")) for _ in range(5)]
            while len(raw.requests) < 5:  # noqa: ASYNC110 - the server is on another thread
                await asyncio.sleep(0.01)
            for task in waiting:
                task.cancel()
            ended = await asyncio.gather(*waiting, return_exceptions=True)
            assert all(isinstance(one, asyncio.CancelledError) for one in ended)
            return said(await asking.ask(f"{raw.at}/x"))

    with asyncio.Runner(loop_factory=new_loop) as runner:
        assert runner.run(run()) == "200"
    for _ in range(100):
        if not raw.open:
            break
        time.sleep(0.02)
    assert raw.open == 0


def test_a_body_that_is_not_wanted_is_not_fetched(raw: Raw) -> None:
    sent = 0

    def endless(line: socket.socket) -> None:
        nonlocal sent
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9000000000\r\n\r\n")
        while sent < 100_000_000:
            sent += line.send(bytes(65_536))

    raw.answers["/film"] = endless
    assert said(*ask(f"{raw.at}/film")) == "200"
    assert sent < 100_000_000


@pytest.mark.parametrize("packed", [False, True])
def test_no_more_of_a_page_is_kept_than_is_wanted(raw: Raw, packed: bool) -> None:
    text = b"<title>Long</title>" + bytes(50_000_000)
    raw.answers["/x"] = page(*["Content-Encoding: gzip"] * packed, body=gzip.compress(text, 1) if packed else text)
    (found,) = ask(f"{raw.at}/x")
    assert isinstance(found, Answer)
    assert (found.status, len(found.body), found.whole) == (200, 200_000, False)


def test_every_piece_of_a_packed_body_is_read() -> None:
    body = Body(1_000, "gzip")
    packed = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    for number in range(0, len(packed), 7):
        body.take(packed[number : number + 7])
    assert body.end() == b"one two three"
    bounded = Body(6, "gzip")
    bounded.take(packed)
    assert (bounded.end(), bounded.whole) == (b"one tw", False)
