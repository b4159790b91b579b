"""Reads the links of anybody's site from its own address: of one page, of the pages below it, or of a sitemap."""

import asyncio
import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import urldefrag, urljoin, urlsplit

from consentbook.links.ending import Ended
from consentbook.links.outside.answer import Answer, Trouble
from consentbook.links.outside.asking import asker
from consentbook.links.outside.charset import decoded
from consentbook.links.outside.engine import host_of
from consentbook.links.outside.fetch import Client, client
from consentbook.links.outside.judge import GONE, by_status
from consentbook.links.outside.loop import ended_by_signals, new_loop
from consentbook.links.outside.pace import Pace
from consentbook.links.outside.settings import Settings
from consentbook.links.sources.disk import Unreadable
from consentbook.links.sources.elsewhere import BAD, leads_elsewhere
from consentbook.links.sources.html import html_lines, read_html
from consentbook.links.sources.places import Place, Written, visible
from consentbook.links.sources.sitemap import is_sitemap, read_sitemap, wrong_lines

MOST_PAGES = 2_000
KINDS = ("html", "xml", "gzip", "text/plain")
LISTING = (*KINDS, "octet-stream")  # of what may be a sitemap, packed as it is


def read_sites(sites: Sequence[str], depth: int, settings: Settings, ended: Ended) -> list[Written]:
    """Return what is linked on each of ``sites``; ended by a signal, what is known by then. See `read_web`."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(_read_sites(sites, depth, settings, ended))


async def _read_sites(sites: Sequence[str], depth: int, settings: Settings, ended: Ended) -> list[Written]:
    found = [Written() for _ in sites]
    begun = time.monotonic()
    with ended_by_signals(ended), suppress(asyncio.CancelledError):
        async with client(settings) as asking:
            for site, written in zip(sites, found, strict=True):
                await read_web(site, replace(asking, settings=settings.since(begun)), depth, written=written)
    return found


async def read_web(
    address: str,
    client: Client,
    depth: int = 1,
    *,
    most_pages: int = MOST_PAGES,
    written: Written | None = None,
) -> Written:
    """Return what is linked at ``address``, which is that of a page or of a sitemap.

    With ``depth`` 0 that is the page itself, or what the sitemap lists; with 1 also what is linked on these pages; with
    more, pages below the folder of ``address`` are read in their turn. At most ``most_pages`` are read, and it is told
    if there are more. A place is the address of a page and a line in it. A page that cannot be read has no links, and
    is told; its own address is among those returned, so that the check of these tells more.

    What is read is added to ``written``, if it is given, as it comes: there it is found by whoever cancels this.
    """
    crawl = _Crawl(client, address, most_pages, written if written is not None else Written())
    try:
        await crawl.run(depth)
    except asyncio.CancelledError:
        crawl.cut_off("was not read to its end, since the check was stopped")
        raise
    return crawl.written.in_order()


@dataclass(frozen=True, slots=True)
class _Host:
    """How fast a host is asked, and how many requests it gets at once."""

    pace: Pace
    slots: asyncio.Semaphore


class _Crawl:
    """Asks for pages, a few of each host at once, and collects what is linked on them."""

    def __init__(self, client: Client, address: str, most_pages: int, written: Written) -> None:
        self.asker, self.settings = asker(client), client.settings
        self.address, self.left, self.most_pages = address, most_pages, most_pages
        self.start = address  # or where it led
        self.written = written
        self.first: Answer | None = None  # what was answered already when the address was looked at
        self.hosts: dict[str, _Host] = {}

    async def run(self, depth: int) -> None:
        """Read the page or the sitemap at the address, and what is below it."""
        pages = await self._begin(told=depth > 0) if self._take(self.address, self.address, [1]) else []
        seen = set(pages)
        for _ in range(depth):
            pages = [page for page in await self.read(pages) if page not in seen]
            seen.update(pages)

    async def _begin(self, *, told: bool) -> list[str]:
        """Return the pages with which to begin: those that a sitemap lists, or the one at the address."""
        answer = await self.ask(self.address, LISTING)
        if answer and _lists(answer):
            return await self.sitemap(answer, self.address)
        if answer and answer.body and "html" in answer.content_type:
            self.first, self.start = answer, answer.final
            return [self.address]
        if answer and told:
            kind = "empty" if not answer.body and "html" in answer.content_type else "no HTML and no sitemap"
            words = f"its links were not read: it is {kind} ({answer.content_type[:80]})"
            self._tell(self.address, 1, "unreadable", self.address, words)
        return []

    async def ask(self, address: str, kinds: Collection[str] = KINDS) -> Answer | None:
        """Return a good answer, None for any other; tells what could not be read."""
        host = self._host(address)
        async with host.slots:
            answer = await self.asker.ask(address, host.pace, whole=True, kinds=kinds)
        if isinstance(answer, Answer) and not by_status(answer)[0]:
            return answer
        if isinstance(answer, Trouble) or answer.status not in GONE:  # of these, the check of the address tells enough
            words = answer.words if isinstance(answer, Trouble) else by_status(answer)[1]
            self._tell(address, 1, "unreadable", address, f"its links could not be read: {words}")
        return None

    def _host(self, address: str) -> _Host:
        name = host_of(self.settings.there(address))
        if name not in self.hosts:
            self.hosts[name] = _Host(Pace(self.settings.gap), asyncio.Semaphore(self.settings.per_host))
        return self.hosts[name]

    def _tell(self, page: str, line: int, code: str, address: str, happened: str) -> None:
        """Add something that is wrong on a page. A server may repeat secrets in anything that it says."""
        clean = self.settings.without_secrets
        self.written.tell(Place(visible(clean(page)), line), code, clean(address), clean(happened))

    def _take(self, page: str, target: str, lines: Iterable[int]) -> str:
        """Add a link that stands on a page; return where it leads, if that is an address to ask for."""
        way = leads_elsewhere(target) if target else BAD
        address = self.settings.without_secrets(way.address)
        if address:
            self.written.add(address, [Place(visible(self.settings.without_secrets(page)), line) for line in lines])
        for line in lines if way.code else ():
            self._tell(page, line, way.code, target, way.happened)
        return address

    async def sitemap(self, answer: Answer, address: str) -> list[str]:
        """Take what a sitemap lists, and the sitemaps of an index; return the addresses of pages."""
        pages, sitemaps = self._take_sitemap(answer, address)
        own = self._bounded(listed for listed in sitemaps if host_of(listed) == host_of(address))
        more = await asyncio.gather(*map(self._listed, own))
        return list(dict.fromkeys([*pages, *chain.from_iterable(more)]))

    async def _listed(self, address: str) -> list[str]:
        """Return what a sitemap of an index lists. An index lists no indexes, as the protocol says, so this ends."""
        answer = await self.ask(address, LISTING)
        return self._take_sitemap(answer, address)[0] if answer else []

    def _take_sitemap(self, answer: Answer, address: str) -> tuple[list[str], list[str]]:
        """Take what a sitemap lists; return the addresses of pages, and of more sitemaps."""
        self.written.files += 1
        try:
            found = read_sitemap(answer.body)
        except Unreadable as why:
            self._tell(address, 1, "bad-sitemap", address, str(why))
            return [], []
        if not answer.whole:
            self._tell(address, 1, "bad-sitemap", address, f"is larger than {len(answer.body):,} bytes")
        for line, code, listed, words in wrong_lines(found):
            self._tell(address, line, code, listed or address, words)
        pages = [self._take(address, listed, [line]) for listed, line in found.pages]
        sitemaps = [self._take(address, listed, [line]) for listed, line in found.sitemaps]
        return [*filter(None, pages)], [*filter(None, sitemaps)]

    async def read(self, pages: Iterable[str]) -> list[str]:
        """Read pages, as many as are left to be read; return those below the address of the whole that they lead to."""
        below = await asyncio.gather(*map(self._page, self._bounded(pages)))
        return list(dict.fromkeys(chain.from_iterable(below)))

    async def _page(self, page: str) -> list[str]:
        first, self.first = self.first, None
        answer = first or await self.ask(page)
        return self._take_page(page, answer) if answer and "html" in answer.content_type else []

    def _take_page(self, page: str, answer: Answer) -> list[str]:
        """Take the links on a page; return the pages below the address of the whole that it leads to."""
        self.written.files += 1
        text = decoded(answer.body, answer.charset)
        if "\x00" in text:
            self._tell(page, 1, "unreadable", page, "it is not text: it holds a zero byte")
            return []
        document, lines = read_html(text), html_lines(text)
        base = _joined(answer.final, document.base) or answer.final
        for line, words in document.left_out:
            self._tell(page, line, "unreadable", page, words)
        if not answer.whole:
            self._tell(
                page, 1, "unreadable", page, f"is longer than {len(answer.body):,} bytes, and the rest was not read"
            )
        found = [self._take(page, _joined(base, target), lines.get(target, (1,))) for target in document.targets]
        return [urldefrag(address).url for address in found if address and self._is_below(address)]

    def _bounded(self, addresses: Iterable[str]) -> list[str]:
        """Return as many addresses as are left to be read; tells if there are more."""
        addresses = list(addresses)
        chosen = addresses[: self.left]
        self.left -= len(chosen)
        if len(chosen) < len(addresses):
            self.cut_off(f"leads to more than {self.most_pages:,} pages, and the rest was not read")
        return chosen

    def cut_off(self, words: str) -> None:
        """Tell that not everything was read."""
        self._tell(self.address, 1, "cut-off", self.address, words)

    def _is_below(self, address: str) -> bool:
        return any(_is_in_folder_of(start, address) for start in {self.address, self.start})


def _is_in_folder_of(start: str, address: str) -> bool:
    page, other = urlsplit(start), urlsplit(address)
    same = (page.scheme, page.netloc) == (other.scheme, other.netloc)
    return same and (other.path or "/").startswith(page.path.rpartition("/")[0] + "/")


def _lists(answer: Answer) -> bool:
    """Return whether an answer is a sitemap, in XML or in text."""
    in_text = "text/plain" in answer.content_type and answer.body.lstrip().startswith((b"https://", b"http://"))
    return in_text or is_sitemap(answer.body)


def _joined(base: str, target: str) -> str:
    """Return where ``target`` leads from ``base``; nothing where it cannot be read as an address."""
    try:
        return urljoin(base, target)
    except ValueError:
        return ""
