"""Reads the links of anybody's site from its own address: of one page, of the pages below it, or of a sitemap."""

import asyncio
from collections.abc import Iterable
from itertools import chain
from urllib.parse import urldefrag, urljoin, urlsplit

from consentbook.links.outside.answer import Answer
from consentbook.links.outside.fetch import Client
from consentbook.links.outside.pace import Pace
from consentbook.links.sources.disk import Unreadable, text_of
from consentbook.links.sources.folder import BAD, leads_elsewhere
from consentbook.links.sources.html import html_lines, read_html
from consentbook.links.sources.places import Place, Written, visible
from consentbook.links.sources.sitemap import Sitemap, is_sitemap, read_sitemap, wrong_lines

MOST_PAGES = 2_000


async def read_web(address: str, client: Client, depth: int = 1, *, most_pages: int = MOST_PAGES) -> Written:
    """Return what is linked at ``address``, which is that of a page or of a sitemap.

    With ``depth`` 0 that is the page itself, or what the sitemap lists; with 1 also what is linked on these pages; with
    more, pages below the folder of ``address`` are read in their turn. At most ``most_pages`` are read, and it is told
    if there are more. A place is the address of a page and a line in it. A page that cannot be read has no links; its
    own address is among those returned, so that the check of these tells why.
    """
    crawl = _Crawl(client, address, most_pages)
    crawl.written.add(address, [Place(visible(address), 1)])
    answer = await crawl.ask(address)
    if answer and _lists(answer):
        pages = await crawl.sitemap(answer, address)
    else:
        pages = [address]
        crawl.first = answer
    seen = set(pages)
    for _ in range(depth):
        pages = [page for page in await crawl.read(pages) if page not in seen]
        seen.update(pages)
    return crawl.written.in_order()


class _Crawl:
    """Asks for pages, a few at once, and collects what is linked on them."""

    def __init__(self, client: Client, address: str, most_pages: int) -> None:
        self.client, self.address, self.left = client, address, most_pages
        self.most_pages = most_pages
        self.written = Written()
        self.first: Answer | None = None  # what was answered already when the address was looked at
        self.slots = asyncio.Semaphore(client.settings.per_host)
        self.pace = Pace(client.settings.gap)

    async def ask(self, address: str) -> Answer | None:
        """Return an answer that holds a page or a sitemap, None for any other."""
        async with self.slots:
            await self.pace.turn()
            answer = await self.client.ask(address, whole=True, kinds=("html", "xml", "gzip", "text/plain"))
        return answer if isinstance(answer, Answer) and answer.body else None

    async def sitemap(self, answer: Answer, address: str) -> list[str]:
        """Take what a sitemap lists, and the sitemaps of an index; return the addresses of pages."""
        found = self._take_sitemap(answer, address)
        host = urlsplit(address).netloc
        own = self._bounded(listed for listed, _ in found.sitemaps if urlsplit(listed).netloc == host)
        more = await asyncio.gather(*map(self._listed, own))
        return list(dict.fromkeys([*(page for page, _ in found.pages), *chain.from_iterable(more)]))

    async def _listed(self, address: str) -> list[str]:
        """Return what a sitemap of an index lists. An index lists no indexes, as the protocol says, so this ends."""
        answer = await self.ask(address)
        return [page for page, _ in self._take_sitemap(answer, address).pages] if answer else []

    def _take_sitemap(self, answer: Answer, address: str) -> Sitemap:
        shown = visible(address)
        self.written.files += 1
        try:
            found = read_sitemap(answer.body)
        except Unreadable as why:
            self.written.tell(Place(shown, 1), "bad-sitemap", address, str(why))
            return Sitemap()
        if not answer.whole:
            self.written.tell(Place(shown, 1), "bad-sitemap", address, f"is larger than {len(answer.body):,} bytes")
        for line, code, listed, words in wrong_lines(found):
            self.written.tell(Place(shown, line), code, listed or address, words)
        for listed, line in (*found.pages, *found.sitemaps):
            self.written.add(listed, [Place(shown, line)])
        return found

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
        try:
            text = text_of(answer.body, strict=False)
        except Unreadable as why:
            self.written.tell(Place(visible(page), 1), "unreadable", page, str(why))
            return []
        document, lines = read_html(text), html_lines(text)
        base = _joined(answer.final, document.base) or answer.final
        for line, words in document.left_out:
            self.written.tell(Place(visible(page), line), "unreadable", page, words)
        below = []
        for target in document.targets:
            places = [Place(visible(page), line) for line in lines.get(target, (1,))]
            joined = _joined(base, target)
            way = leads_elsewhere(joined) if joined else BAD
            if way.address:
                self.written.add(way.address, places)
                below += [urldefrag(way.address).url] if self._is_below(way.address) else []
            for place in places if way.code else ():
                self.written.tell(place, way.code, target, way.happened)
        return below

    def _bounded(self, addresses: Iterable[str]) -> list[str]:
        """Return as many addresses as are left to be read; tells if there are more."""
        addresses = list(addresses)
        chosen = addresses[: self.left]
        self.left -= len(chosen)
        if len(chosen) < len(addresses):
            words = f"leads to more than {self.most_pages:,} pages, and the rest was not read"
            self.written.tell(Place(visible(self.address), 1), "cut-off", self.address, words)
        return chosen

    def _is_below(self, address: str) -> bool:
        start, other = urlsplit(self.address), urlsplit(address)
        folder = start.path.rpartition("/")[0] + "/"
        same = (start.scheme, start.netloc) == (other.scheme, other.netloc)
        return same and (other.path or "/").startswith(folder)


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
