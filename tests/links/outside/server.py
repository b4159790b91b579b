"""Web servers on the loopback addresses that answer well and badly, over HTTP and over TLS with an authority of its own."""

import asyncio
import gzip
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from urllib.parse import quote

import trustme
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
GOOD = (
    "<!doctype html><title>Privacy settings</title><h1 id=top-of-it>Settings</h1><a name=old>x</a><p id='größe'>x</p>"
)
asked: Counter[str] = Counter()
moments: dict[str, list[float]] = {}
heard: list[tuple[str, str, str]] = []  # host, path and Authorization of each request


def _page(html: str = GOOD, status: int = 200, content_type: str = "text/html", **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=html, content_type=content_type, headers=headers)

    return answer


def _titled(title: str, heading: str = "") -> Handler:
    return _page(f"<title>{title}</title><h1>{heading or title}</h1>")


def _redirect(to: str, status: int = 302) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": to})

    return answer


async def _hang(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


async def _reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _reset_in_the_middle(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "100000"})
    await response.prepare(request)
    await response.write(b"<title>Half")
    assert request.transport is not None
    request.transport.abort()
    return response


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    for _ in range(300):
        await response.write(b" ")
        await asyncio.sleep(0.1)
    return response


def _encoded(body: bytes) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})

    return answer


async def _western(_: web.Request) -> web.Response:
    return web.Response(
        body="<a id='größe'>Ã</a>".encode("latin-1"), headers={"Content-Type": 'text/html; Charset="ISO-8859-1"'}
    )


async def _cyrillic(_: web.Request) -> web.Response:
    return web.Response(body="<a id='цель'>".encode("koi8-r"), headers={"Content-Type": "text/html;charset=KOI8-R"})


def _first(times: int, status: int, **headers: str) -> Handler:
    """Fail the first ``times`` requests to a path with a query of its own, then answer well."""

    async def answer(request: web.Request) -> web.Response:
        asked[request.path_qs] += 1
        moments.setdefault(request.path_qs, []).append(time.monotonic())
        if asked[request.path_qs] <= times:
            return web.Response(status=status, headers=headers)
        return web.Response(text=GOOD, content_type="text/html")

    return answer


async def _soon(request: web.Request) -> web.Response:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    return await _first(1, 429, **{"Retry-After": date})(request)  # type: ignore[return-value]


async def _chain(request: web.Request) -> web.Response:
    left = int(request.match_info["left"])
    raise web.HTTPFound(f"/chain/{left - 1}" if left else "/ok")


async def _cookie_needed(request: web.Request) -> web.Response:
    if request.cookies.get("seen") == "1":
        return web.Response(text=GOOD, content_type="text/html")
    return web.Response(status=302, headers={"Location": "/cookie", "Set-Cookie": "seen=1; Path=/"})


async def _no_cookie_wanted(request: web.Request) -> web.Response:
    return web.Response(status=404 if request.cookies else 200)


async def _robots_unwelcome(request: web.Request) -> web.Response:
    return web.Response(status=403 if "compatible" in request.headers["User-Agent"] else 200)


async def _head_lies(request: web.Request) -> web.Response:
    return web.Response(status=404 if request.method == "HEAD" else 200, text="" if request.method == "HEAD" else GOOD)


async def _head_flatters(request: web.Request) -> web.Response:
    return web.Response(status=200 if request.method == "HEAD" else 404)


async def _counted(request: web.Request) -> web.Response:
    """Answer as the name in the path says, and count how often each path was asked for."""
    path, name = request.path_qs, request.match_info["name"]
    asked[path] += 1
    kind = "soft" if "soft" in name else "page"
    headers = {"etag": {"ETag": '"one"'}, "modified": {"Last-Modified": "Fri, 20 Nov 2026 00:00:00 GMT"}}
    given = headers.get(name.partition("-")[0], {})
    if request.headers.get("If-None-Match") == '"one"' or request.headers.get("If-Modified-Since"):
        asked[f"304 {path}"] += 1
        return web.Response(status=304, headers=given)
    status = {"refused": 403, "gone": 404, "moved": 301}.get(name, 200)
    if name.startswith("dies") and asked[path] > 1:
        status = 503 if "503" in name and asked[path] == 3 else 404
    if status == 301:
        given = {"Location": "/ok"}
    text = "<title>Page not found</title>" if kind == "soft" else GOOD
    return web.Response(status=status, text=text, content_type="text/html", headers=given)


async def _late(request: web.Request) -> web.Response:
    moments.setdefault(request.path_qs, []).append(time.monotonic())
    await asyncio.sleep(0.3)
    return web.Response(text=GOOD, content_type="text/html")


async def _head_refused(request: web.Request) -> web.Response:
    return web.Response(status=405 if request.method == "HEAD" else 200)


async def _private(request: web.Request) -> web.Response:
    return web.Response(status=200 if request.headers.get("Authorization") else 401)


async def _to_other_name(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://localhost:{request.url.port}/ok")


async def _absolute(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"https://{request.headers['Host']}/ok")


async def _to_https(request: web.Request) -> web.Response:
    if request.secure:
        return web.Response(text=GOOD, content_type="text/html")
    raise web.HTTPFound("https://acme.test/to-https")


async def _echo(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently(f"/ok?you-said={request.headers.get('Authorization', '')}")


async def _echo_in_title(request: web.Request) -> web.Response:
    said = request.headers.get("Authorization", "")
    return web.Response(text=f"<title>Not found | {said}</title>", content_type="text/html")


async def _echo_far_in_title(request: web.Request) -> web.Response:
    said = request.headers.get("Authorization", "")
    return web.Response(text=f"<title>Not found | {'x' * 48}{said}</title>", content_type="text/html")


async def _echo_quoted(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently(f"/ok?you-said={quote(request.headers.get('Authorization', ''), safe='')}")


async def _echo_in_link(request: web.Request) -> web.Response:
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return web.Response(text=f"<a href='/seen-{said}'>x</a><a href='data:{said}'>y</a>", content_type="text/html")


@web.middleware
async def _hear(request: web.Request, handler: Handler) -> web.StreamResponse:
    heard.append((request.headers.get("Host", ""), request.path, request.headers.get("Authorization", "")))
    return await handler(request)


LATE = "<title>Long</title>" + "<p>word</p>" * 400_000 + "<h2 id=late>Late</h2>"

ROUTES: dict[str, Handler] = {
    "/": _titled("Start"),
    "/en/": _titled("Start"),
    "/ok": _page(),
    "/a b/ü": _page(),
    **{
        f"/{status}": _page(GOOD, status)
        for status in (204, 304, 400, 401, 403, 404, 405, 410, 418, 451, 500, 502, 503)
    },
    **{f"/moved/{status}": _redirect("/ok", status) for status in (301, 302, 303, 307, 308)},
    "/moved/part": _redirect("/ok#old", 301),
    "/moved/nowhere": _redirect("/ok#gone", 301),
    "/moved/both": _redirect("/moved/302", 301),
    "/relative/here": _redirect("../ok", 308),
    "/chain/{left}": _chain,
    "/loop": _redirect("/loop"),
    "/loop/a": _redirect("/loop/b"),
    "/loop/b": _redirect("/loop/a"),
    "/cookie": _cookie_needed,
    "/no-cookie": _no_cookie_wanted,
    "/robots": _robots_unwelcome,
    "/to-metadata": _redirect("http://169.254.169.254/latest/"),
    "/to-loopback": _redirect("http://127.0.0.2:1/"),
    "/to-nat64": _redirect("http://[64:ff9b::7f00:1]/"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-script": _redirect("javascript:alert(1)"),
    "/to-nowhere": _redirect("http://["),
    "/redirect-without-target": _page("", 302),
    "/to-once": _page("<a href=/once/500>x</a><a href=/once/503>x</a><a href=/once/429>x</a>"),
    "/western": _western,
    "/cyrillic": _cyrillic,
    "/empty": _page(""),
    "/forge": _page('<h2 id="user-content-install">Install</h2>'),
    "/to-home": _redirect("/"),
    "/en/index.html": _redirect("/"),
    "/to-language-home": _redirect("/en/"),
    "/to-login": _redirect("/login?next=/to-login"),
    "/login": _page("<title>Log in</title><form><input type=password></form>"),
    "/to-sign-in-help": _redirect("/help/sign-in"),
    "/help/sign-in": _titled("How to sign in"),
    "/hang": _hang,
    "/drip": _drip,
    "/reset": _reset,
    "/half": _reset_in_the_middle,
    "/once/500": _first(1, 500),
    "/once/503": _first(1, 503, **{"Retry-After": "1"}),
    "/once/429": _first(1, 429, **{"Retry-After": "1"}),
    "/soon/429": _soon,
    "/always/429": _first(10_000, 429),
    "/long/429": _first(10_000, 429, **{"Retry-After": "3600"}),
    "/long/503": _first(10_000, 503, **{"Retry-After": "1"}),
    "/counted/{name}": _counted,
    "/etag-ff": _page(GOOD, ETag="\udcff\udcfe\u00ff"),
    "/retry-overflow": _page(GOOD, 503, **{"Retry-After": "Mon, 99999999999 Jan 2020 00:00:00 GMT"}),
    "/modified-overflow": _page(GOOD, **{"Last-Modified": "Mon, 99999999999 Jan 2020 00:00:00 GMT"}),
    "/private": _private,
    "/to-localhost": _to_other_name,
    "/moved/absolute": _absolute,
    "/to-https": _to_https,
    "/moved/to-https": _redirect("https://acme.test/ok", 301),
    "/echo": _echo,
    "/echo/link": _echo_in_link,
    "/echo/title": _echo_in_title,
    "/echo/long-title": _echo_far_in_title,
    "/echo/quoted": _echo_quoted,
    "/late-by-a-third": _late,
    "/head/refused": _head_refused,
    "/head/lies": _head_lies,
    "/head/flatters": _head_flatters,
    "/gzip/good": _encoded(gzip.compress(GOOD.encode())),
    "/gzip/cut": _encoded(gzip.compress(GOOD.encode() * 1000)[:-40]),
    "/gzip/bomb": _encoded(gzip.compress(b"<title>Bomb</title>" + bytes(200_000_000))),
    "/late": _page(LATE),
    "/deep": _page("<title>Deep</title>" + "<div>" * 400_000),
    "/text": _page("Not found", content_type="text/plain"),
    "/json": _page("{}", content_type="application/json"),
    "/wrong-type": _page(GOOD, content_type="application/octet-stream"),
    "/soft/title": _titled("Page not found | Acme"),
    "/soft/last": _titled("Acme – 404"),
    "/soft/heading": _titled("Acme", "Sorry, we can't find that page"),
    "/soft/french": _titled("Page introuvable"),
    "/soft/german": _titled("Seite nicht gefunden"),
    "/soft/spanish": _titled("Página no encontrada"),
    "/hard/areas": _titled("404 areas of London"),
    "/hard/ok": _titled("OK 404"),
    "/hard/about": _titled("How to build a 404 page"),
    "/hard/lost": _titled("Lost and found"),
    "/parked": _titled("acme.test - this domain name is for sale"),
}


@dataclass
class Sites:
    """Where the servers listen. ``authority`` is the file with the certificate of the tests' own authority."""

    http: str
    authority: str
    tls: dict[str, str] = field(default_factory=dict)
    http6: str = ""


def certificates(folder: Path) -> tuple[Path, dict[str, SSLContext]]:
    """Return the authority's file and a TLS context for each kind of certificate, good and bad."""
    authority, stranger = trustme.CA(), trustme.CA()
    now = datetime.now(UTC)
    made = {
        "good": authority.issue_cert("127.0.0.1", not_after=now + timedelta(days=300)),
        "soon": authority.issue_cert("127.0.0.1", not_after=now + timedelta(days=5)),
        "expired": authority.issue_cert(
            "127.0.0.1", not_before=now - timedelta(days=9), not_after=now - timedelta(days=2)
        ),
        "other-name": authority.issue_cert("elsewhere.test"),
        "stranger": stranger.issue_cert("127.0.0.1"),
    }
    contexts = {}
    for name, certificate in made.items():
        contexts[name] = SSLContext(PROTOCOL_TLS_SERVER)
        certificate.configure_cert(contexts[name])
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path, contexts


def _app() -> web.Application:
    app = web.Application(middlewares=[_hear])
    for path, handler in ROUTES.items():
        app.router.add_route("*", path, handler)
    return app


@contextmanager
def answering(folder: Path, *hosts: str) -> Iterator[Sites]:
    """Answer on free ports of 127.0.0.1 and, over HTTP, on the same port of ``hosts``.

    Certificates are written to ``folder``. Raises ``OSError`` where a machine has no such address.
    """
    asked.clear()
    moments.clear()
    loop = asyncio.new_event_loop()
    authority, contexts = certificates(folder)
    runner = web.AppRunner(_app(), shutdown_timeout=0.1)
    sites = Sites("", str(authority))

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[-1][1]
        sites.http = f"http://127.0.0.1:{port}"
        for host in hosts:
            await web.TCPSite(runner, host, port).start()
        with suppress(OSError):
            await web.TCPSite(runner, "::1", 0).start()
            sites.http6 = f"http://[::1]:{runner.addresses[-1][1]}"
        for name, context in contexts.items():
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
            sites.tls[name] = f"https://127.0.0.1:{runner.addresses[-1][1]}"

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield sites
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
