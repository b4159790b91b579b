"""Keeps the link check away from the machine's own network: only public addresses are connected to."""

import ipaddress
import re
from collections.abc import Collection
from functools import lru_cache

from yarl import URL

# They can carry a private IPv4 address inside, and Python 3.11 calls them global (RFC 6052, 8215, 3056, 2765, 4291).
TRANSLATED = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::ffff:0:0:0/96", "::/96"))
)
SITE_LOCAL = ipaddress.ip_network("fec0::/10")  # given up by RFC 3879, and still in use
NAME = re.compile(r"[a-z0-9_.-]+", re.ASCII)  # nothing that two readers of an address could take for different hosts
# What browsers read as an IPv4 address, whatever stands before (https://url.spec.whatwg.org/#ends-in-a-number-checker).
NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?")
LOCAL = (".localhost", ".local", ".internal", ".localdomain", ".lan", ".home", ".home.arpa", ".intranet", ".corp")


class NotPublic(OSError):
    """The host's address is private, loopback, link-local or translated."""


class NotOfTheWeb(ValueError):
    """A redirect leads to a scheme that is not asked for."""


def check_public(address: str) -> None:
    """Raise ``NotPublic`` unless the IP ``address`` is one of the public internet, ``ValueError`` if it is none."""
    if wrong := _wrong(address):
        raise NotPublic(wrong)


@lru_cache(4096)
def _wrong(address: str) -> str:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in SITE_LOCAL:
            return f"{address} is not a public address"
        if any(ip in network for network in TRANSLATED):
            return f"{address} carries another address inside"
        ip = ip.ipv4_mapped or ip
    if not ip.is_global or ip.is_multicast:
        return f"{address} is not a public address"
    return ""


def is_host(host: str) -> bool:
    """Return whether ``host``, in the letters of the name system, can be one: a name or a number."""
    return _is_number(host) or NAME.fullmatch(host) is not None


def guarded(address: str, allowed: Collection[str]) -> URL:
    """Return the address as it is asked for, with its host in the letters of the name system.

    Raises ``NotPublic`` for a host written as a number that is not public, ``NotOfTheWeb`` for other schemes, and
    ``ValueError`` for what is no host. Names are looked at when it is known where they lead.
    """
    url = URL(address)
    if url.scheme not in {"http", "https"}:
        raise NotOfTheWeb(f"a redirect leads to the scheme {url.scheme or 'none'}")
    host = url.raw_host or ""
    if _is_number(host):
        if host not in allowed:
            check_public(host)
    elif not NAME.fullmatch(host):
        raise ValueError(f"{host[:80]!r} is no name of a host")
    elif host not in allowed and NUMBER.fullmatch(host[host.rstrip(".").rfind(".") + 1 :]):
        raise NotPublic(f"{host[:80]} is a number that may be read as a private address")
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

    Only names tell here, and one without a dot is of that network. Which address a name has is the proxy's to find, and
    to refuse.
    """
    host = (url.raw_host or "").rstrip(".")
    local = f".{host}".endswith(LOCAL) or not ("." in host or ":" in host)
    if host not in allowed and (local or host == URL(proxy).raw_host):
        raise NotPublic(f"{host} is a name of the proxy's own network")
