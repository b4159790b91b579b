"""Asks for one address: follows redirects hop by hop, never to where it must not go, and reads what is needed."""

import asyncio
import ipaddress
import ssl
import zlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urldefrag, urljoin

import aiohttp
from yarl import URL

from consentbook import __version__
from consentbook.links.outside.guard import GuardedResolver, NotPublic, check_public
from consentbook.links.outside.pace import moment_of

MOST_REDIRECTS = 10
REDIRECTS = {301, 302, 303, 307, 308}
HEAD = 200_000  # bytes of a page that are read to know what it is
WHOLE = 30_000_000  # bytes of a page that are read to look for an anchor or a text
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Settings:
    """How the outside is asked. Times are in seconds.

    ``seconds`` is for one attempt, ``deadline`` for the whole run; ``gap`` is the time between two requests to a host;
    ``most_wait`` is the longest that a host may make us wait before its address counts as not checked.
    """

    allowed: frozenset[str] = frozenset()
    seconds: float = 20
    at_once: int = 128
    per_host: int = 4
    gap: float = 0.0
    attempts: int = 3
    backoff: float = 0.5
    most_wait: float = 30
    deadline: float | None = None
    expiry_days: int = 14
    authority: str = ""  # a file with certificate authorities besides those of the system


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end. ``hops`` are the addresses that redirected, each with its status."""

    status: int
    final: str
    hops: tuple[tuple[str, int], ...] = ()
    retry_after: str = ""
    content_type: str = ""
    body: bytes = b""
    whole: bool = True
    expires: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer: a code of what went wrong, and the words. ``again`` says whether to try once more."""

    code: str
    words: str
    final: str
    again: bool = False
    answered: bool = False


class Connector(aiohttp.TCPConnector):
    """Looks again at the address that it really connected to, and remembers when certificates run out."""

    def __init__(self, settings: Settings) -> None:
        context = ssl.create_default_context()
        if settings.authority:
            context.load_verify_locations(settings.authority)
        super().__init__(
            resolver=GuardedResolver(settings.allowed), limit=0, ssl=context, ttl_dns_cache=300, keepalive_timeout=30
        )
        self.allowed = settings.allowed
        self.expiries: dict[str, datetime] = {}

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: Any,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the name is aiohttp's
    ) -> Any:
        """Return a connection; raises ``NotPublic`` if it leads to an address that must not be asked."""
        connection = await super().connect(req, traces, timeout)
        transport = connection.transport
        host = req.url.host or ""
        peer = transport.get_extra_info("peername") if transport else None
        if peer and host not in self.allowed:
            try:
                check_public(str(peer[0]))
            except NotPublic:
                connection.close()
                raise
        certificate = transport.get_extra_info("peercert") if transport else None
        if certificate and "notAfter" in certificate:
            moment = ssl.cert_time_to_seconds(certificate["notAfter"])
            self.expiries[host] = datetime.fromtimestamp(moment, UTC)
        return connection


@dataclass(slots=True)
class Client:
    """A session with the guard in front of it."""

    session: aiohttp.ClientSession
    connector: Connector
    settings: Settings

    async def ask(self, address: str, *, whole: bool = False) -> Answer | Trouble:
        """Return what became of ``address``; ``whole`` reads the page to its end, as far as ``WHOLE``."""
        way = _Way(address)
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await self._follow(way, WHOLE if whole else HEAD)
        except TimeoutError:
            return Trouble("no-answer", f"no answer within {self.settings.seconds:g} s", way.current, again=True)
        except NotPublic as refused:
            return Trouble("not-asked", str(refused), way.current)
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, NotPublic):
                return Trouble("not-asked", str(error.os_error), way.current)
            return Trouble("unknown-host", f"the name {error.host} is not known", way.current, again=True)
        except aiohttp.ClientConnectorCertificateError as error:
            return Trouble("bad-certificate", _certificate(error), way.current)
        except (aiohttp.ClientPayloadError, zlib.error) as error:
            return Trouble("broken-answer", f"the answer broke off: {_short(error)}", way.current, again=True)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Trouble(
                "no-answer", f"no answer: {_short(error)}", way.current, again=not isinstance(error, ValueError)
            )

    async def _follow(self, way: "_Way", most: int) -> Answer | Trouble:
        for _ in range(MOST_REDIRECTS + 1):
            url = guarded(way.current, self.settings.allowed)
            cookies = way.cookies.filter_cookies(url)
            async with self.session.get(url, allow_redirects=False, cookies=cookies) as response:
                way.cookies.update_cookies(response.cookies, url)
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or not location:
                    return await self._answer(response, way, most)
            if not way.go_on(location, response.status):
                return Trouble("redirect-loop", f"a redirect leads back to {way.current}", way.current, answered=True)
        return Trouble("redirect-loop", f"more than {MOST_REDIRECTS} redirects", way.current, answered=True)

    async def _answer(self, response: aiohttp.ClientResponse, way: "_Way", most: int) -> Answer:
        body, whole = b"", True
        if response.status < HTTPStatus.BAD_REQUEST and "html" in response.content_type:
            body, whole = await _read(response, most)
        return Answer(
            status=response.status,
            final=way.current,
            hops=tuple(way.hops),
            retry_after=response.headers.get("Retry-After", ""),
            content_type=response.content_type,
            body=body,
            whole=whole,
            expires=self.connector.expiries.get(response.url.host or ""),
            modified=moment_of(response.headers.get("Last-Modified", "")),
        )


@dataclass(slots=True)
class _Way:
    """Where the redirects of one address have led so far. Cookies go along, and end with it."""

    current: str
    hops: list[tuple[str, int]] = field(default_factory=list)
    cookies: aiohttp.CookieJar = field(default_factory=lambda: aiohttp.CookieJar(unsafe=True))

    def go_on(self, location: str, status: int) -> bool:
        """Take the next hop; return whether it is a new one, or one to which cookies may open the door."""
        been = self.current
        self.hops.append((been, status))
        self.current = urldefrag(urljoin(been, location)).url
        return self.current != been or bool(len(self.cookies))


async def _read(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """Return up to ``most`` bytes of the decompressed body, and whether that was all.

    Decompressed here, and never more than asked for: the client's own decompression takes a body that was cut off for a
    whole one. Raises ``ClientPayloadError`` for a body that is cut off or in another encoding.
    """
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise aiohttp.ClientPayloadError(f"the encoding {encoding[:40]} was not asked for")
    unpack = zlib.decompressobj(47) if encoding != "identity" else None
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += unpack.decompress(chunk, most - len(body)) if unpack else chunk
        if len(body) >= most:
            return bytes(body[:most]), False
    if unpack and body and not unpack.eof:
        raise aiohttp.ClientPayloadError("the compressed body is cut off")
    return bytes(body), True


def guarded(address: str, allowed: Collection[str]) -> URL:
    """Return the address as the client reads it; raises ``NotPublic`` on what the resolver never sees.

    That is a host written as a number, also in digits that only the client takes for digits, and other schemes.
    """
    url = URL(address)
    if url.scheme not in {"http", "https"}:
        raise NotPublic(f"a redirect leads to the scheme {url.scheme or 'none'}")
    host = url.host or ""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return url
    if host not in allowed:
        check_public(host)
    return url


def _certificate(error: aiohttp.ClientConnectorCertificateError) -> str:
    cause = error.certificate_error
    return str(getattr(cause, "verify_message", "") or cause)[:200]


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]


@asynccontextmanager
async def client(settings: Settings) -> AsyncIterator[Client]:
    """Give a client; no cookie and no connection outlives it."""
    connector = Connector(settings)
    agent = f"Mozilla/5.0 (compatible; consentbook/{__version__}; link check)"
    headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, cookie_jar=jar, auto_decompress=False
    ) as session:
        yield Client(session, connector, settings)
