"""Connects to servers: looks at the address really connected to, and remembers when certificates run out."""

import ssl
from datetime import UTC, datetime
from typing import Any

import aiohttp

from consentbook.links.outside.guard import GuardedResolver, NotPublic, check_public
from consentbook.links.outside.settings import Settings


class Connector(aiohttp.TCPConnector):
    """A pool of connections with one cache of names. ``expiries`` says by host when its certificate runs out."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            resolver=GuardedResolver(settings),
            limit=0,
            ssl=_with_authority(settings.authority) if settings.authority else True,
            ttl_dns_cache=300,
            keepalive_timeout=30,
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
        host = req.url.raw_host or ""
        peer = transport.get_extra_info("peername") if transport else None
        if peer and not req.proxy and host not in self.allowed:
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


def _with_authority(file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(file)
    return context
