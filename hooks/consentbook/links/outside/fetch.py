"""Asks for one address: follows redirects hop by hop, never to where it must not go, and reads what is needed."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin

import aiohttp
from yarl import URL

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.body import HEAD, WHOLE, read
from consentbook.links.outside.connector import Connector
from consentbook.links.outside.guard import NotPublic, check_proxied, guarded
from consentbook.links.outside.settings import Settings

MOST_REDIRECTS = 10
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(slots=True)
class Client:
    """A session with the guard in front of it."""

    session: aiohttp.ClientSession
    connector: Connector
    settings: Settings

    async def ask(
        self, address: str, *, whole: bool = False, seen: Version | None = None, kinds: Collection[str] = ("html",)
    ) -> Answer | Trouble:
        """Return what became of ``address``; ``whole`` reads the page to its end, as far as ``WHOLE``.

        A page that is still in the version ``seen`` is not sent again. Only what one of ``kinds`` is in the content
        type of is read.
        """
        way = _Way(address, kinds)
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await self._follow(way, WHOLE if whole else HEAD, seen)
        except aiohttp.ConnectionTimeoutError:
            words = f"no connection within {self.settings.connect_seconds:g} s"
            return Trouble("no-answer", words, way.current, again=True)
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
        except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError) as error:
            return Trouble("no-answer", f"the proxy gave no way: {_short(error)}", way.current, again=True)
        except (aiohttp.ClientPayloadError, zlib.error) as error:
            return Trouble("broken-answer", f"the answer broke off: {_short(error)}", way.current, again=True)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Trouble(
                "no-answer", f"no answer: {_short(error)}", way.current, again=not isinstance(error, ValueError)
            )

    async def _follow(self, way: "_Way", most: int, seen: Version | None) -> Answer | Trouble:
        for _ in range(MOST_REDIRECTS + 1):
            url = guarded(self.settings.there(way.current), self.settings.allowed)
            conditions = seen.conditions if seen and way.current == seen.final else {}
            async with self._request(url, way, conditions) as response:
                way.keep_cookies(response, url)
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or not location:
                    return await self._answer(response, way, most, bool(conditions))
            if not way.go_on(location, response.status, self.settings):
                return Trouble("redirect-loop", f"a redirect leads back to {way.current}", way.current, answered=True)
        return Trouble("redirect-loop", f"more than {MOST_REDIRECTS} redirects", way.current, answered=True)

    def _request(self, url: URL, way: "_Way", headers: dict[str, str]) -> "aiohttp.client._RequestContextManager":
        """Return one hop. Each gets the headers of its own host, and nobody else's."""
        proxy = self.settings.proxy_for(url)
        if proxy:
            check_proxied(url, proxy, self.settings.allowed)
        headers = {**headers, **self.settings.headers_for(url)}
        return self.session.get(url, allow_redirects=False, cookies=way.cookies_for(url), headers=headers, proxy=proxy)

    async def _answer(
        self, response: aiohttp.ClientResponse, way: "_Way", most: int, conditional: bool
    ) -> Answer | Trouble:
        body, whole = b"", True
        if response.status < HTTPStatus.BAD_REQUEST and any(kind in response.content_type for kind in way.kinds):
            body, whole = await read(response, most)
        return Answer(
            status=response.status,
            final=way.current,
            hops=tuple(way.hops),
            retry_after=response.headers.get("Retry-After", ""),
            content_type=response.content_type,
            body=body,
            whole=whole,
            expires=self.connector.expiries.get(response.url.raw_host or ""),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            unchanged=conditional and response.status == HTTPStatus.NOT_MODIFIED,
        )


@dataclass(slots=True)
class _Way:
    """Where the redirects of one address have led so far. Cookies go along, and end with it."""

    current: str
    kinds: Collection[str] = ("html",)
    hops: list[tuple[str, int]] = field(default_factory=list)
    jar: aiohttp.CookieJar | None = None

    def keep_cookies(self, response: aiohttp.ClientResponse, url: URL) -> None:
        """Keep what the server set. Most set nothing, and a jar costs more than the rest of a small answer."""
        if response.cookies:
            self.jar = self.jar or aiohttp.CookieJar(unsafe=True)
            self.jar.update_cookies(response.cookies, url)

    def cookies_for(self, url: URL) -> "aiohttp.typedefs.LooseCookies | None":
        """Return the cookies for one hop."""
        return self.jar.filter_cookies(url) if self.jar else None

    def go_on(self, location: str, status: int, settings: Settings) -> bool:
        """Take the next hop; return whether it is a new one, or one to which cookies may open the door."""
        been = self.current
        self.hops.append((been, status))
        self.current = settings.back(urldefrag(urljoin(been, location)).url)
        return self.current != been or bool(self.jar)


def _certificate(error: aiohttp.ClientConnectorCertificateError) -> str:
    cause = error.certificate_error
    return str(getattr(cause, "verify_message", "") or cause)[:200]


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]


@asynccontextmanager
async def client(settings: Settings) -> AsyncIterator[Client]:
    """Give a client; no cookie and no connection outlives it."""
    connector = Connector(settings)
    headers = {"User-Agent": settings.agent, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}
    jar = aiohttp.DummyCookieJar()
    limits = aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_seconds)
    async with aiohttp.ClientSession(
        connector=connector, headers=headers, cookie_jar=jar, auto_decompress=False, timeout=limits
    ) as session:
        yield Client(session, connector, settings)
