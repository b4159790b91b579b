"""A web server on the loopback address that answers well and badly."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _status(status: int) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text="<title>Page</title>", content_type="text/html")

    return answer


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


async def _chain(request: web.Request) -> web.Response:
    left = int(request.match_info["left"])
    raise web.HTTPFound(f"/chain/{left - 1}" if left else "/ok")


ROUTES: dict[str, Handler] = {
    "/ok": _status(200),
    "/moved": _redirect("/ok", 301),
    "/kept": _redirect("ok", 308),
    "/chain/{left}": _chain,
    "/loop": _redirect("/loop"),
    "/to-metadata": _redirect("http://169.254.169.254/latest/"),
    "/to-loopback": _redirect("http://127.0.0.2:1/"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-nowhere": _redirect("http://["),
    "/hang": _hang,
    "/reset": _reset,
    "/redirect-without-target": _status(302),
    **{f"/{status}": _status(status) for status in (401, 403, 404, 410, 429, 500, 503)},
}


@contextmanager
def answering() -> Iterator[str]:
    """Answer on a free port of 127.0.0.1 and give the base address."""
    loop = asyncio.new_event_loop()
    app = web.Application()
    app.add_routes([web.get(path, handler) for path, handler in ROUTES.items()])
    runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return int(runner.addresses[0][1])

    port = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
