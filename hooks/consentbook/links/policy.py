"""What links in pages and snippets must hold to: known names, files that are there, the rules of the register."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from yarl import URL

from consentbook.cms.page import is_cms_page
from consentbook.links.register import REGISTER, Register, Rule
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import CODE_SPAN, Line, Page
from consentbook.reading.strict_yaml import Tree
from consentbook.wording import render
from consentbook.wording.model import Library, Snippet

SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
SCHEMES = ("https", "http", "mailto", "tel")
# Read out of its sentence, as screen readers list links, such a text says nothing (WCAG 2.2, 2.4.4).
SAYS_NOTHING = re.compile(
    r"\[(?P<words>(?:click )?here|this|this (?:link|page)|link|(?:read )?more)\]\(", re.IGNORECASE
)


class LinkCheck:
    """Checks the links of a book's pages and snippets; ``uris`` are the files that the site will have below docs/."""

    def __init__(self, register: Register, lines: Tree, library: Library, uris: set[str]) -> None:
        self.register, self.lines, self.library, self.uris = register, lines, library, uris
        # Names that are written but wrong are known, so that one mistake is not reported wherever it is used.
        self.names = {path[1] for path in lines.lines if len(path) == 2 and path[0] == "links"}

    def offences(self, pages: Iterable[Page]) -> Iterator[Offence]:
        """Yield everything that is wrong with the links of ``pages``, of the snippets, and with the rules."""
        by_uri = {page.uri: page for page in pages}
        for page in by_uri.values():
            for link in page.links:
                yield from self._link(page, link)
            if not is_cms_page(page.meta):  # which is taken as it is exported
                yield from _says_nothing(page)
        for snippet in self.library.snippets.values():
            yield from self._snippet(snippet)
        for number, rule in enumerate(self.register.rules):
            yield from self._rule(rule, self.lines.line(("rules", number)), by_uri)

    def _link(self, page: Page, link: Line) -> Iterator[Offence]:
        scheme = SCHEME.match(link.text)
        if not scheme:
            yield from self._path(page, link)
        elif scheme[1] == "link":
            yield from self._name(page.path, link.number, link.text.removeprefix("link:"))
        elif scheme[1] == "snippet":
            name = link.text.removeprefix("snippet:").partition("#")[0]
            if name not in self.library.ids:
                meant = did_you_mean(name, self.library.ids)
                yield Offence(page.path, link.number, f'unknown snippet "{name}"', LIST, meant)
        elif scheme[1].lower() in {"http", "https"} and not _readable(link.text):
            wrong = f'"{link.text[:80]}" is no address'
            yield Offence(page.path, link.number, wrong, "Write scheme, host and path.")
        elif (name := self._named(link.text)) and not is_cms_page(page.meta):
            wrong = f'"{link.text[:80]}" is an address of the register'
            yield Offence(
                page.path, link.number, wrong, f"Write its name, `link:{name}`, so that it is mended in one place."
            )
        elif scheme[1].lower() not in SCHEMES:
            wrong = f'a link leads to "{link.text[:80]}"'
            yield Offence(page.path, link.number, wrong, f"Write an address of {', '.join(SCHEMES)}.")

    def _named(self, address: str) -> str:
        """Return the name that the register has for an address, its fragment apart; nothing where it has none."""
        bare = address.partition("#")[0].rstrip("/")
        links = self.register.links.items()
        return next((name for name, link in links if link.url.partition("#")[0].rstrip("/") == bare), "")

    def _name(self, path: str, line: int, name: str) -> Iterator[Offence]:
        if self.lines.lines and name not in self.names:
            meant = did_you_mean(name, map(str, self.names))
            yield Offence(
                path, line, f'unknown link name "{name}"', f"Add it to {REGISTER}, or use a name there.", meant
            )

    def _path(self, page: Page, link: Line) -> Iterator[Offence]:
        path = unquote(link.text.partition("#")[0].partition("?")[0])
        if not path or (path.startswith("/") and not path.startswith("//") and is_cms_page(page.meta)):
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), path))
        if path.startswith("/"):
            yield Offence(
                page.path, link.number, f'the link "{link.text}" begins with /', "Write it relative to this file."
            )
        elif target.startswith(".."):
            yield Offence(page.path, link.number, f'the link "{link.text}" leaves docs/', "Link to a file below docs/.")
        elif target not in self.uris:
            wrong = f'the link "{link.text}" leads to docs/{target}, which is not there'
            meant = did_you_mean(target, self.uris)
            yield Offence(page.path, link.number, wrong, "Write the path of a file, relative to this one.", meant)

    def _snippet(self, snippet: Snippet) -> Iterator[Offence]:
        for name in snippet.meta.sources:
            yield from self._name(snippet.path, 1, name)

    def _rule(self, rule: Rule, line: int, pages: dict[str, Page]) -> Iterator[Offence]:
        known = {*map(str, self.names), *self.library.names}
        for name in (*rule.all, *rule.any):
            if name not in known:
                meant = did_you_mean(name, known)
                yield Offence(
                    REGISTER, line, f'a rule names "{name}", which is neither a link nor a variable', MEND, meant
                )
        for uri in rule.pages:
            if uri not in pages:
                yield Offence(REGISTER, line, f'a rule names the page "{uri}"', MEND, did_you_mean(uri, pages))
            else:
                names = {link.text.removeprefix("link:") for link in pages[uri].links}
                yield from _unmet(rule, names, pages[uri].path)
        for snippet, text in self.library.texts:
            if snippet.meta.form in rule.forms:
                targets = {target.strip("{ }") for target in render.links(text.blocks)}
                yield from _unmet(rule, targets, text.path)


def _says_nothing(page: Page) -> Iterator[Offence]:
    for line in page.body:
        prose = CODE_SPAN.sub("", line.text)
        for found in SAYS_NOTHING.finditer(prose):
            wrong = f'the link text "{found["words"]}" says nothing'
            yield Offence(page.path, line.number, wrong, "Say where the link leads.")


def _readable(address: str) -> bool:
    try:
        return bool(URL(address).host) and bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _unmet(rule: Rule, linked: set[str], path: str) -> Iterator[Offence]:
    for name in rule.all:
        if name not in linked:
            yield Offence(path, 1, f'no link to "{name}"', f"Add one. {rule.why}")
    if rule.any and linked.isdisjoint(rule.any):
        yield Offence(path, 1, f"no link to any of {', '.join(rule.any)}", f"Add one. {rule.why}")


LIST = "Write one of the ids that `consentbook wording list` prints."
MEND = "Correct the name, or delete it."
