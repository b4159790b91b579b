"""How the outside is asked: limits and pace, and what the command was told of single hosts."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from consentbook.links.addresses import rest_below

if TYPE_CHECKING:
    from yarl import URL

AGENT = "Mozilla/5.0 (compatible; consentbook; link check)"
SHORTEST_SECRET = 6  # letters; a shorter one would blot out words


@dataclass(frozen=True, slots=True)
class HostHeader:
    """A header that one host gets, over TLS or where the host is allowed by name. Its value is a secret.

    ``host`` may end with a port; without one, the header is for the usual port alone.
    """

    host: str
    name: str
    value: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The value and its longer words, also as they stand in addresses, the longest first.

        A server that repeats them must not get them into a report. A word before others, such as Bearer, is no secret.
        """
        words = {self.value, *(self.value.split()[1:] or [self.value])}
        written = {form for word in words for form in (word, quote(word), quote(word, safe=""), quote_plus(word))}
        return tuple(sorted((word for word in written if len(word) >= SHORTEST_SECRET), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Remap:
    """Addresses that begin with ``prefix`` are asked for at ``to``, and told as they are written."""

    prefix: str
    to: str

    def there(self, address: str) -> str:
        """Return where ``address`` is asked for."""
        rest = rest_below(address, self.prefix)
        return address if rest is None else self.to + rest

    def back(self, address: str) -> str:
        """Return the address that is asked for at ``address``."""
        return self.prefix + address.removeprefix(self.to) if address.startswith(self.to) else address


@dataclass(frozen=True, slots=True)
class Settings:
    """How the outside is asked. Times are in seconds.

    ``seconds`` is for one attempt, ``connect_seconds`` for its connection with TLS, ``deadline`` for the whole run;
    ``gap`` is the time between two requests to a host; ``most_wait`` is the longest that a host may make us wait before
    its address counts as not checked. ``fixed`` has IP addresses by host, ``proxies`` addresses by scheme.
    """

    allowed: frozenset[str] = frozenset()
    seconds: float = 20
    connect_seconds: float = 10
    at_once: int = 128
    per_host: int = 4
    gap: float = 0.0
    attempts: int = 3
    backoff: float = 0.5
    most_wait: float = 30
    deadline: float | None = None
    expiry_days: int = 14
    authority: str = ""  # a file with certificate authorities besides those of the system
    agent: str = AGENT
    headers: tuple[HostHeader, ...] = ()
    remaps: tuple[Remap, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    proxies: Mapping[str, str] = field(default_factory=dict)

    def since(self, begun: float) -> "Settings":
        """Return the settings for the rest of a run that began at ``begun``, by `time.monotonic`."""
        if self.deadline is None:
            return self
        return replace(self, deadline=max(0.0, self.deadline - (time.monotonic() - begun)))

    def there(self, address: str) -> str:
        """Return where ``address`` is asked for: there, or where the first remap that fits leads."""
        if not self.remaps:
            return address
        found = (there for remap in self.remaps if (there := remap.there(address)) != address)
        return next(found, address)

    def back(self, address: str) -> str:
        """Return the address that is asked for at ``address``."""
        if not self.remaps:
            return address
        return next((remap.back(address) for remap in self.remaps if address.startswith(remap.to)), address)

    def headers_for(self, url: "URL") -> dict[str, str]:
        """Return the headers that the host of ``url`` gets; none over a line that anybody can read."""
        if not self.headers:
            return {}
        safe = url.scheme == "https" or url.raw_host in self.allowed
        names = {f"{url.raw_host}:{url.port}", *([url.raw_host] if url.is_default_port() else [])}
        return {header.name: header.value for header in self.headers if safe and header.host in names}

    def proxy_for(self, url: "URL") -> str | None:
        """Return the proxy to ask through, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say."""
        if not self.proxies:
            return None
        from urllib.request import (  # type: ignore[attr-defined] # noqa: PLC0415 - there, not in typeshed, and large
            proxy_bypass_environment,
        )

        bypassed = proxy_bypass_environment(f"{url.raw_host}:{url.port}", dict(self.proxies))
        return None if bypassed else self.proxies.get(url.scheme) or self.proxies.get("all") or None

    @property
    def proxy_hosts(self) -> frozenset[str]:
        """The hosts of the proxies, which may be private."""
        hosts = (_host(self.proxies[kind]) for kind in ("http", "https", "all") if kind in self.proxies)
        return frozenset(host for host in hosts if host)

    def without_secrets(self, text: str) -> str:
        """Return ``text`` with every secret blotted out."""
        for header in self.headers:
            for secret in header.secrets:
                text = text.replace(secret, "***")
        return text

    def bytes_without_secrets(self, body: bytes) -> bytes:
        """Return the body of an answer with every secret blotted out."""
        for header in self.headers:
            for secret in header.secrets:
                body = body.replace(secret.encode(), b"***")
        return body

    def way_to(self, address: str) -> str:
        """Return what stands for where and with which headers an address is asked for, if that is not as it is written.

        Another place makes another question of it, and so do other headers. Secrets are in it.
        """
        there = self.there(address)
        to = self.fixed.get(_host(there), "") if self.fixed else ""
        headers = self.headers_for(_url(there)) if self.headers else {}
        return f"{there} {to} {sorted(headers.items())}" if to or headers or there != address else ""


def _host(address: str) -> str:
    return _url(address).raw_host or ""


def _url(address: str) -> "URL":
    from yarl import URL  # noqa: PLC0415 - it is long to load, and a run that asks for little does without

    return URL(address)
