"""Checks addresses outside the site over HTTP: alive, gone, or could not be checked."""

import asyncio
import ipaddress
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urljoin

import aiohttp
from yarl import URL

from consentbook import __version__
from consentbook.links.guard import GuardedResolver, NotPublic, check_public

MOST_REDIRECTS = 10
AT_ONCE = 32  # hosts; each host is asked one address after the other
REDIRECTS = {301, 302, 303, 307, 308}
# The server is there, but will not say whether the page is: neither broken nor fine.
UNDECIDED = {401, 403, 407, 408, 425, 429, 451}

State = Literal["fine", "broken", "unchecked"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one address: its state, what happened, where redirects led, and whether a server said anything."""

    address: str
    state: State
    happened: str
    final: str
    answered: bool = False


async def check_addresses(
    addresses: Iterable[str], *, allowed: Collection[str] = (), seconds: float = 20
) -> AsyncIterator[Verdict]:
    """Yield a verdict for each address as it comes in.

    Hosts that are not on the public internet are refused, at the first hop and at every redirect, unless they are in
    ``allowed``. ``seconds`` is the longest time that one address may take.
    """
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        hosts[address.split("/", 3)[2]].append(address)
    slots, verdicts = asyncio.Semaphore(AT_ONCE), asyncio.Queue[Verdict]()

    async def ask(session: aiohttp.ClientSession, queue: list[str]) -> None:
        async with slots:
            for address in queue:
                await verdicts.put(await _verdict(session, address, allowed, seconds))

    async with _session(allowed) as session, asyncio.TaskGroup() as group:
        for queue in hosts.values():
            group.create_task(ask(session, queue))
        for _ in range(sum(map(len, hosts.values()))):
            yield await verdicts.get()


@asynccontextmanager
async def _session(allowed: Collection[str]) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(allowed), limit=AT_ONCE)
    agent = {"User-Agent": f"consentbook/{__version__} (link check)"}
    async with aiohttp.ClientSession(connector=connector, headers=agent) as session:
        yield session


async def _verdict(session: aiohttp.ClientSession, address: str, allowed: Collection[str], seconds: float) -> Verdict:
    try:
        async with asyncio.timeout(seconds):
            return await _follow(session, address, allowed)
    except TimeoutError:
        return Verdict(address, "unchecked", f"no answer within {seconds:g} s", address)
    except NotPublic as refused:
        return Verdict(address, "unchecked", f"not asked: {refused}", address)
    except aiohttp.ClientConnectorDNSError as error:
        cause = error.os_error
        if isinstance(cause, NotPublic):
            return Verdict(address, "unchecked", f"not asked: {cause}", address)
        return Verdict(address, "broken", "the host's name is not known", address)
    except aiohttp.ClientConnectorCertificateError as error:
        return Verdict(address, "broken", f"the certificate is not valid: {error.certificate_error}", address)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Verdict(address, "unchecked", f"no answer: {error}", address)


async def _follow(session: aiohttp.ClientSession, address: str, allowed: Collection[str]) -> Verdict:
    current = urldefrag(address).url
    for _ in range(MOST_REDIRECTS + 1):
        url = _guarded(current, allowed)
        async with session.get(url, allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return Verdict(address, *_judge(response.status), current, answered=True)
        current = urldefrag(urljoin(current, location)).url
    return Verdict(address, "broken", f"more than {MOST_REDIRECTS} redirects", current, answered=True)


def _guarded(address: str, allowed: Collection[str]) -> URL:
    """Return the address as the client reads it; refuse what the resolver never sees.

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


def _judge(status: int) -> tuple[State, str]:
    if status < 400:
        return "fine", f"answered {status}"
    if status in UNDECIDED or status >= 500:
        return "unchecked", f"answered {status}"
    return "broken", f"answered {status}"
