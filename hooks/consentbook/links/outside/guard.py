"""Keeps the link check away from the machine's own network: only public addresses are connected to."""

import ipaddress
from collections.abc import Collection
from functools import lru_cache
from socket import AF_UNSPEC, AddressFamily

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from consentbook.links.outside.settings import Settings

# Both can carry a private IPv4 address inside, and Python 3.11 calls them global.
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
LOCAL = (".localhost", ".local", ".internal")


class NotPublic(OSError):
    """The host's address is private, loopback, link-local or translated."""


def check_public(address: str) -> None:
    """Raise ``NotPublic`` unless the IP ``address`` is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in TRANSLATED):
            raise NotPublic(f"{address} carries another address inside")
        ip = ip.ipv4_mapped or ip
    if not ip.is_global or ip.is_multicast:
        raise NotPublic(f"{address} is not a public address")


def guarded(address: str, allowed: Collection[str]) -> URL:
    """Return the address as the client reads it; raises ``NotPublic`` on what the resolver never sees.

    That is a host written as a number, also in digits that only the client takes for digits, and other schemes.
    """
    url = URL(address)
    if url.scheme not in {"http", "https"}:
        raise NotPublic(f"a redirect leads to the scheme {url.scheme or 'none'}")
    host = url.raw_host or ""
    if host not in allowed and _is_number(host):
        check_public(host)
    return url


@lru_cache(4096)
def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def check_proxied(url: URL, proxy: str, allowed: Collection[str]) -> None:
    """Raise ``NotPublic`` where a proxy, which finds addresses by itself, would be asked for its own network.

    Only names tell here: which address a name has is the proxy's to find, and to refuse.
    """
    host = (url.raw_host or "").rstrip(".")
    if host not in allowed and (host == URL(proxy).raw_host or f".{host}".endswith(LOCAL)):
        raise NotPublic(f"{host} is a name of the proxy's own network")


class GuardedResolver(AbstractResolver):
    """Resolves names to public addresses only, except for the hosts that are allowed and for proxies."""

    def __init__(self, settings: Settings) -> None:
        self.allowed = settings.allowed | settings.proxy_hosts
        self.fixed = settings.fixed
        self.inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of ``host``; raises ``NotPublic`` if one of them is not public."""
        found = await self.inner.resolve(self.fixed.get(host, host), port, family)
        if host not in self.allowed:
            for result in found:
                check_public(result["host"])
        return [{**result, "hostname": host} for result in found]

    async def close(self) -> None:
        """Nothing is kept open."""
        await self.inner.close()
