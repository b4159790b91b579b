"""Asks for one address: follows redirects hop by hop, never to where it must not go, and reads what is needed."""

import ssl
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import pycurl
from yarl import URL

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.body import HEAD, WHOLE, BrokenBody
from consentbook.links.outside.connector import Connector
from consentbook.links.outside.guard import NotOfTheWeb, NotPublic, check_proxied, guarded
from consentbook.links.outside.request import options, prepare
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.transfer import Transfer
from consentbook.links.outside.troubles import trouble
from consentbook.links.outside.trust import bundle

MOST_REDIRECTS = 10


@dataclass(slots=True)
class Client:
    """Asks over one pool of connections. ``expiries`` says by host when its certificate runs out."""

    connector: Connector
    settings: Settings
    expiries: dict[str, datetime] = field(default_factory=dict)

    async def ask(
        self, address: str, *, whole: bool = False, seen: Version | None = None, kinds: Collection[str] = ("html",)
    ) -> Answer | Trouble:
        """Return what became of ``address``; ``whole`` reads the page to its end, as far as ``WHOLE``.

        A page that is still in the version ``seen`` is not sent again. Only what one of ``kinds`` is in the content
        type of is read.
        """
        end = self.connector.loop.time() + self.settings.seconds
        way = _Way(address, kinds, WHOLE if whole else HEAD, end)
        try:
            with self.connector.handle() as curl:
                return await self._follow(way, seen, curl)
        except NotPublic as refused:
            return Trouble("not-asked", str(refused), way.current)
        except NotOfTheWeb as refused:
            return Trouble("other-scheme", str(refused), way.current, answered=True)
        except BrokenBody as error:
            return Trouble("broken-answer", f"the answer broke off: {error}", way.current, again=True)
        except ValueError as error:
            return Trouble("no-answer", f"no answer: {str(error)[:200]}", way.current)

    async def _follow(self, way: "_Way", seen: Version | None, curl: pycurl.Curl) -> Answer | Trouble:
        for _ in range(MOST_REDIRECTS + 1):
            conditions = seen.conditions if seen and way.current == seen.final else {}
            transfer = self._transfer(way)
            prepare(curl, transfer, self.settings, conditions, way.end - self.connector.loop.time())
            code, words = await self.connector.run(curl)
            if failed := trouble(transfer, code, words, way.current, self.settings):
                return failed
            self._keep_expiry(transfer.url, curl)
            if not transfer.location:
                return self._answer(transfer, way, bool(conditions))
            if not way.go_on(transfer, self.settings):
                return Trouble("redirect-loop", f"a redirect leads back to {way.current}", way.current, answered=True)
        return Trouble("redirect-loop", f"more than {MOST_REDIRECTS} redirects", way.current, answered=True)

    def _transfer(self, way: "_Way") -> Transfer:
        allowed = self.settings.allowed
        url = guarded(self.settings.there(way.current), allowed)
        proxy = self.settings.proxy_for(url)
        if proxy:
            check_proxied(url, proxy, allowed)
        return Transfer(url, way.kinds, way.most, proxy=proxy, public=not proxy and url.raw_host not in allowed)

    def _keep_expiry(self, url: URL, curl: pycurl.Curl) -> None:
        """Keep when the certificate of a host runs out; a connection that is used again does not tell."""
        if url.scheme != "https":
            return
        for certificate in curl.getinfo_raw(pycurl.INFO_CERTINFO)[:1]:
            moment = dict(certificate)[b"Expire date"].decode()
            self.expiries[url.authority] = datetime.fromtimestamp(ssl.cert_time_to_seconds(moment), UTC)

    def _answer(self, transfer: Transfer, way: "_Way", conditional: bool) -> Answer:
        fields, body, content_type = transfer.fields, transfer.body, transfer.content_type
        return Answer(
            status=transfer.status,
            final=way.current,
            hops=tuple(way.hops),
            fragment=way.fragment,
            retry_after=fields.get("retry-after", ""),
            content_type=content_type,
            charset=transfer.charset,
            body=body.end() if body and any(kind in content_type for kind in way.kinds) else b"",
            whole=body.whole if body else True,
            expires=self.expiries.get(transfer.url.authority),
            etag=fields.get("etag", ""),
            last_modified=fields.get("last-modified", ""),
            unchanged=conditional and transfer.status == HTTPStatus.NOT_MODIFIED,
        )


@dataclass(slots=True)
class _Way:
    """Where the redirects of one address have led so far. ``end`` is on the loop's clock, ``most`` bytes are read."""

    current: str
    kinds: Collection[str]
    most: int
    end: float
    hops: list[tuple[str, int]] = field(default_factory=list)
    fragment: str = ""  # the last that a redirect has named
    cookies: bool = False

    def go_on(self, transfer: Transfer, settings: Settings) -> bool:
        """Take the next hop; return whether it is a new one, or one to which cookies may open the door."""
        been = self.current
        self.hops.append((been, transfer.status))
        joined, _, fragment = urljoin(been, transfer.location).partition("#")
        self.current, self.fragment = settings.back(joined), fragment or self.fragment
        self.cookies = self.cookies or "set-cookie" in transfer.fields
        return self.current != been or self.cookies


@asynccontextmanager
async def client(settings: Settings) -> AsyncIterator[Client]:
    """Give a client; no cookie and no connection outlives it. Raises ``OSError`` if the authority cannot be read."""
    with TemporaryDirectory(prefix="consentbook-") as folder:
        connector = Connector(options(settings, bundle(settings.authority, Path(folder))), 4 * settings.at_once)
        try:
            yield Client(connector, settings)
        finally:
            connector.close()
