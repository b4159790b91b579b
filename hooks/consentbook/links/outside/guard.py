"""Keeps the link check away from the machine's own network: only public addresses are connected to."""

import ipaddress
from collections.abc import Collection
from socket import AF_UNSPEC, AddressFamily

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

# Both can carry a private IPv4 address inside, and Python 3.11 calls them global.
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


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


class GuardedResolver(AbstractResolver):
    """Resolves names to public addresses only, except for the hosts in ``allowed``."""

    def __init__(self, allowed: Collection[str]) -> None:
        self.allowed = allowed
        self.inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of ``host``; raises ``NotPublic`` if one of them is not public."""
        found = await self.inner.resolve(host, port, family)
        if host not in self.allowed:
            for result in found:
                check_public(result["host"])
        return found

    async def close(self) -> None:
        """Nothing is kept open."""
        await self.inner.close()
