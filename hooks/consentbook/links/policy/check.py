"""What links must hold to: known names and hosts, files that are there, texts that say something, the rules."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll
from yarl import URL

from consentbook.checklists.model import Checklists
from consentbook.cms.page import is_cms_page
from consentbook.links import REGISTER
from consentbook.links.policy.addresses import host_of, may_lead_to, names_user, read_address, same_page
from consentbook.links.policy.duties import Duties
from consentbook.links.policy.pages import PageLinks, read_links
from consentbook.links.policy.texts import other_host, says_nothing
from consentbook.links.register import Register
from consentbook.reading.files import visible
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import Page
from consentbook.reading.strict_yaml import Tree
from consentbook.wording import render
from consentbook.wording.model import Library, Snippet

SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
SCHEMES = ("https", "http", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a target is written, and whether addresses stand there as they are: in the register, on pages of a CMS."""

    path: str
    line: int
    as_is: bool = False


class LinkCheck:
    """Checks the links of a book; ``uris`` are the files that the site will have below docs/."""

    def __init__(
        self, register: Register, lines: Tree, library: Library, checklists: Checklists, uris: set[str]
    ) -> None:
        self.register, self.lines, self.library, self.uris = register, lines, library, uris
        self.checklists = checklists
        # Names that are written but wrong are known, so that one mistake is not reported wherever it is used.
        self.names = {str(path[1]) for path in lines.lines if len(path) == 2 and path[0] == "links"}
        read = {name: read_address(link.url) for name, link in reversed(register.links.items())}
        self.pages_of = {same_page(url): name for name, url in read.items() if url}
        self.hosts = {host_of(url) for url in read.values() if url} | set(register.hosts or ())

    def offences(self, pages: Iterable[Page]) -> Iterator[Offence]:
        """Yield everything that is wrong with the links of ``pages``, of the snippets and of the register."""
        written = {page.uri: read_links(page) for page in pages}
        for page in written.values():
            yield from self._page(page)
        for snippet in self.library.snippets.values():
            yield from self._snippet(snippet)
        for name, link in self.register.links.items():
            spot = _Spot(REGISTER, self.lines.line(("links", name, "url")), as_is=True)
            yield from self._address(spot, link.url)
        duties = Duties(self.register, self.lines, self.library, self.checklists, written, self._name_of)
        yield from duties.offences(self.names)

    def _page(self, written: PageLinks) -> Iterator[Offence]:
        page, exported = written.page, is_cms_page(written.page.meta)
        # What is read as Markdown is exact; what looks like a link is checked too, as readers of Markdown differ.
        targets = {(link.at, link.target) for link in written.links}
        targets |= {(link.number, unescapeAll(link.text)) for link in page.links}
        for line, target in sorted(targets):
            yield from self._target(page, _Spot(page.path, line, exported), target)
        for link in written.links:
            if not exported and not link.picture:
                yield from self._words(_Spot(page.path, link.line), link.words, link.target)

    def _target(self, page: Page, spot: _Spot, target: str) -> Iterator[Offence]:
        scheme = SCHEME.match(target)
        if not (target if scheme else unquote(target)).isprintable():
            yield Offence(spot.path, spot.line, HIDDEN, "Delete it.")
        elif not scheme:
            yield from self._path(page, spot, target)
        elif scheme[1] == "link":
            yield from self._name(spot, target.removeprefix("link:"))
        elif scheme[1] == "snippet":
            name = target.removeprefix("snippet:").partition("#")[0]
            if name not in self.library.ids:
                meant = did_you_mean(name, self.library.ids)
                yield Offence(spot.path, spot.line, f'unknown snippet "{name}"', LIST, meant)
        elif scheme[1].lower() in {"http", "https"}:
            yield from self._address(spot, target)
        elif scheme[1].lower() not in SCHEMES:
            mend = f"Write an address of {', '.join(SCHEMES)}."
            yield Offence(spot.path, spot.line, f'a link leads to "{target[:80]}"', mend)

    def _address(self, spot: _Spot, target: str) -> Iterator[Offence]:
        url, shown = read_address(target), f'"{target[:80]}"'
        if not url:
            yield Offence(spot.path, spot.line, f"{shown} is no address", "Write scheme, host and path.")
        elif names_user(target):
            wrong = f"{shown} leads to {host_of(url)}, and names a user before it"
            yield Offence(spot.path, spot.line, wrong, "Delete what stands before the @.")
        elif (name := self.pages_of.get(same_page(url))) and not spot.as_is:
            mend = f"Write its name, `link:{name}`, so that it is mended in one place."
            yield Offence(spot.path, spot.line, f"{shown} is an address of the register", mend)
        else:
            yield from self._host(spot, url)

    def _host(self, spot: _Spot, url: URL) -> Iterator[Offence]:
        hosts = self.register.hosts
        if hosts is not None and not may_lead_to(host_of(url), hosts):
            wrong = f'the host "{host_of(url)[:80]}" is not one that links may lead to'
            # A letter of another alphabet is as near as any other that differs, once it is shown as that letter.
            meant = did_you_mean(f"{url.host}"[:80], hosts)
            yield Offence(spot.path, spot.line, wrong, f"Correct it, or add it to `hosts` in {REGISTER}.", meant)

    def _name_of(self, target: str) -> str:
        """Return the name of a link's target: that which is written, or the register's for an address."""
        url = read_address(target)
        return (self.pages_of.get(same_page(url)) if url else None) or target.removeprefix("link:")

    def _name(self, spot: _Spot, name: str) -> Iterator[Offence]:
        if self.lines.lines and name not in self.names:
            mend = f"Add it to {REGISTER}, or use a name there."
            yield Offence(spot.path, spot.line, f'unknown link name "{name}"', mend, did_you_mean(name, self.names))

    def _path(self, page: Page, spot: _Spot, link: str) -> Iterator[Offence]:
        path = unquote(link.partition("#")[0].partition("?")[0])
        if not path or (path.startswith("/") and not path.startswith("//") and spot.as_is):
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), path))
        if path.startswith("/"):
            wrong = f'the link "{link}" begins with /'
            yield Offence(spot.path, spot.line, wrong, "Write it relative to this file.")
        elif target.startswith(".."):
            yield Offence(spot.path, spot.line, f'the link "{link}" leaves docs/', "Link to a file below docs/.")
        elif target not in self.uris:
            wrong = f'the link "{link}" leads to docs/{target}, which is not there'
            meant = did_you_mean(target, self.uris)
            yield Offence(spot.path, spot.line, wrong, "Write the path of a file, relative to this one.", meant)

    def _words(self, spot: _Spot, words: str, target: str) -> Iterator[Offence]:
        """Yield what is wrong with the text of a link to ``target``."""
        link = self.register.links.get(target.removeprefix("link:")) if target.startswith("link:") else None
        if says_nothing(words):
            shown = visible(words)[:80]
            wrong = f'the link text "{shown}" says nothing' if shown else "a link has no text"
            yield Offence(spot.path, spot.line, wrong, "Say where the link leads.")
        elif host := other_host(words, link.url if link else target, self.hosts):
            wrong = f"the link text names {host[:80]}, and the link leads elsewhere"
            yield Offence(spot.path, spot.line, wrong, "Say where the link leads, or lead it there.")

    def _snippet(self, snippet: Snippet) -> Iterator[Offence]:
        for number, name in enumerate(snippet.meta.sources):
            yield from self._name(_Spot(snippet.path, snippet.main.line("sources", number)), name)
        for text in snippet.texts.values():
            for part in text.parts:
                for words, target in render.linked(part.blocks):
                    spot = _Spot(text.path, part.line)
                    yield from self._words(spot, words, target)
                    if read_address(target):
                        yield from self._copied(spot, target)

    def _copied(self, spot: _Spot, target: str) -> Iterator[Offence]:
        """Yield what is wrong with an address in a snippet.

        A copy in a product cannot hold a name. So it holds an address as the register writes it: one that is checked,
        and that is told here when the register has another.
        """
        link = self.register.links.get(self._name_of(target))
        if not target.isprintable():
            yield Offence(spot.path, spot.line, HIDDEN, "Delete it.")
        elif not link:
            mend = f"Add it to {REGISTER}, so that it is checked, or lead the link to a blank."
            meant = did_you_mean(target, (known.url for known in self.register.links.values()))
            yield Offence(spot.path, spot.line, f'"{target[:80]}" is no address of the register', mend, meant)
        elif link.url.partition("#")[0] != target.partition("#")[0]:
            wrong = f'"{target[:80]}" is written otherwise than in the register'
            yield Offence(spot.path, spot.line, wrong, f"Write it as it stands there: {link.url}")


HIDDEN = "a link leads to an address with a hidden character"
LIST = "Write one of the ids that `consentbook wording list` prints."
