"""Addresses as a browser reads them: which host they name, and which of them lead to the same page."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from yarl import URL

WEB = ("https", "http")
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f.]*:[0-9a-f:.]*")  # a name or IPv4, or IPv6
ANY = "*."


def read_address(address: str) -> URL | None:
    """Return an address of http or https as a browser reads it, or ``None`` where it has no host that can be read.

    The host is in small ASCII letters, dots and percent signs in the path are resolved.
    """
    try:
        url = URL(address)
        host = (url.raw_host or "").removesuffix(".")
        return url if url.scheme in WEB and HOST.fullmatch(host) and urlsplit(address).netloc else None
    except ValueError:
        return None


def host_of(url: URL) -> str:
    """Return the host without a dot at its end, and the port where it is not the scheme's own."""
    return url.host_port_subcomponent or ""


def names_user(address: str) -> bool:
    """Return whether something stands before the host, as in https://amplitude.com@evil.example/."""
    return "@" in urlsplit(address).netloc


def same_page(url: URL) -> str:
    """Return what is equal for addresses that lead to the same page: not scheme, fragment, and slashes at the end."""
    return f"{host_of(url)}{url.raw_path.rstrip('/')}?{url.raw_query_string}"


def may_lead_to(host: str, hosts: Collection[str]) -> bool:
    """Return whether ``host`` is one of ``hosts``, or lies below one that begins with ``*.``."""
    return host in hosts or any(host.endswith(known[1:]) for known in hosts if known.startswith(ANY))
