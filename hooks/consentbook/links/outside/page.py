"""What a fetched page says of itself: its title and headings, its anchors, whether it is really the page meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from consentbook.links.anchors import has_anchor
from consentbook.links.nesting import FEW, is_too_deep
from consentbook.links.outside.charset import decoded

# The whole title or heading, or all of it before a dash or bar: "OK 404" and "404 areas of London" are pages.
_NO_FIND = r"(?:can.?t|can ?not|couldn.t|could not|(?:are |were )?unable to) find"
_NOT_THERE = r"(?:(?:is|was|could|can) ?not|isn.t|wasn.t|couldn.t|can.?t) (?:be )?(?:found|available)"
_SOUGHT = r"(?: (?:that )?you(?:.re| are| were|.ve| have)?(?: looking for| requested| wanted))?"
_LOST = (
    r"(?:error |http )?404(?: error| \(?not found\)?)?(?:!!1)?"
    rf"|(?:the |this |that )?page{_SOUGHT} {_NOT_THERE}"
    r"|not found|page not (?:found|available)|(?:the |this |that )?page (?:does not|doesn.t|no longer) exists?"
    rf"|(?:sorry,? )?(?:we )?{_NO_FIND} (?:that|the|this) page{_SOUGHT}"
    r"|page (?:non|pas) trouv[ée]e?|page introuvable|seite (?:wurde )?nicht gefunden|p[áa]gina n[ãa]o encontrada"
    r"|p[áa]gina no encontrada|página não existe|pagina non trovata|pagina niet gevonden"
)
# Compiled where they are used, since that takes long, and most pages need no look.
LOST = rf"(?i)^\W*(?:oops\W*|sorry\W*|404\W+)?(?:{_LOST})\W*(?:[-|–—:·].*)?$"
LOST_LAST = rf"(?i)^.*[-|–—·]\s*(?:{_LOST})\W*$"
# A path that says so; a bare number does where nothing but a language stands before it, else it may be that of an item.
LOST_PATH = re.compile(
    r"(?:\A(?:/[a-z]{2}(?:-[a-z]{2,4})?)?/(?:error[-_]?)?404|/(?:error[-_]?)?(?:page[-_]?)?not[-_]?found)(?:\.[a-z]{2,5})?/?\Z",
    re.IGNORECASE,
)
ABOUT_IT = re.compile(r"(?<!\d)404(?!\d)|not[-_]?found", re.IGNORECASE)  # in the path of a page on that very status
# What is sent in place of the page until a browser has shown that it is one.
CHALLENGE = (
    r"(?i)^(?:just a moment\W*$|attention required! \| cloudflare|checking your browser(?: before accessing\b.*)?\W*$"
    r"|verify(?:ing)? (?:that )?you are human)"
)
PARKED = r"(?i)\bdomain (?:name )?(?:\S+ )?(?:is|may be) for sale|buy this domain|this domain is parked"
LOGIN = re.compile(r"/(?:log-?in|sign-?in|sso|saml2?|oauth2?|auth|account/login)(?:[/?#.]|$)", re.IGNORECASE)
SPACE = re.compile(r"\s+")
LONGEST = 2_000  # characters of a title or heading
MOST_SHORT = 100  # of them on a page that are looked at before it is parsed
BY_AUTHOR = "user-content-"  # what forges write before the anchors of authors, and links leave out
# What begins a title or heading that LOST or PARKED could fit. Looked for before a page is parsed, which takes longer,
# and in small letters: ignoring case takes longer too.
SHORT_TAGS = (b"<title", b"<h1")
SHORT = re.compile(rb"\b[^>]{0,400}>(.{0,600})", re.DOTALL)
ENDS = {tag: b"</" + tag[1:] for tag in SHORT_TAGS}
WORDS = re.compile(
    rb"404|found|find|avail|exist|trouv|gefunden|encontrad|trovat|gevonden|sale|parked|buy|&|moment|attention|brows|human"
)
# A field for the account, which some ask for first. A form for news has such a field too.
ACCOUNT = (
    "input:is([type=email], [autocomplete~=username], [name=identifier], [name*=user i], [name*=login i])"
    ":not([type=hidden])"
)
AT_LOGIN = re.compile(r"/(?:log-?in|sign-?in|authorize|identifier)(?:\.[a-z]{2,5})?/?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class FetchedPage:
    """An HTML page as a server sent it, who names its ``charset``; ``whole`` says whether all of it was read."""

    body: bytes
    whole: bool = True
    charset: str = ""

    @cached_property
    def source(self) -> str:
        """The page as text."""
        return decoded(self.body, self.charset)

    @cached_property
    def is_too_deep(self) -> bool:
        """Whether its elements are nested so deep that it is not read."""
        return self.body.count(b"<") > FEW and is_too_deep(self.source)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return LexborHTMLParser("" if self.is_too_deep else self.source)

    @cached_property
    def title(self) -> str:
        """The words of the title."""
        node = self.tree.css_first("title")
        return _words(node.text()) if node else ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The words of the first headings of the first level."""
        return tuple(_words(node.text()) for node in self.tree.css("h1")[:3])

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every id, and every name of an anchor."""
        ids = {node.attributes.get("id") or "" for node in self.tree.css("[id]")}
        return frozenset(ids | {node.attributes.get("name") or "" for node in self.tree.css("a[name], map[name]")})

    @cached_property
    def text(self) -> str:
        """The words of the page, without scripts and styles."""
        tree = LexborHTMLParser("" if self.is_too_deep else self.source)
        for node in tree.css("script, style, template, noscript"):
            node.decompose()
        return SPACE.sub(" ", tree.body.text(separator=" ") if tree.body else "").strip()

    @property
    def language(self) -> str:
        """The language that the page names, in small letters."""
        node = self.tree.css_first("html[lang]")
        return ((node.attributes.get("lang") or "") if node else "").strip().lower()

    @property
    def updated(self) -> datetime | None:
        """When the page says it was updated; see `dates`."""
        from consentbook.links.outside.dates import updated  # noqa: PLC0415 - few pages are held against a date

        return updated(self.tree, self.text, datetime.now(UTC))

    def has_anchor(self, fragment: str) -> bool:
        """Return whether a browser would go to ``fragment``, by itself or by the script of a forge."""
        return any(has_anchor(self.anchors, name) for name in (fragment, f"{BY_AUTHOR}{fragment}"))

    @property
    def may_be_lost(self) -> bool:
        """Whether it is worth to look if the page is lost or parked; what is not read as ASCII always is."""
        found = list(islice(_short(self.body.lower()), MOST_SHORT))
        return b"\0" in self.body[:64] or len(found) == MOST_SHORT or any(map(WORDS.search, found))

    @property
    def is_lost(self) -> bool:
        """Whether the page calls itself not found."""
        return any(
            re.match(LOST, words) or re.match(LOST_LAST, words) for words in (self.title, *self.headings) if words
        )

    @property
    def is_parked(self) -> bool:
        """Whether the page offers its domain for sale."""
        return any(re.search(PARKED, words) for words in (self.title, *self.headings))

    @property
    def is_challenge(self) -> bool:
        """Whether the page only asks the browser to show that it is one."""
        return re.match(CHALLENGE, self.title) is not None

    def asks_for_login(self, path: str) -> bool:
        """Return whether there is a field for a password; or, at a ``path`` as of a login, one for the account."""
        if self.tree.css_first("input[type=password]") is not None:
            return True
        account = AT_LOGIN.search(path) and self.tree.css_first("article") is None
        return bool(account) and self.tree.css_first(ACCOUNT) is not None


def _short(small: bytes) -> Iterator[bytes]:
    """Yield what stands in titles and headings of a page in small letters, or the beginning of it."""
    for tag in SHORT_TAGS:
        start = small.find(tag)
        while start >= 0:
            found = SHORT.match(small, start + len(tag))
            yield found[1].partition(ENDS[tag])[0] if found else b"&"  # which is looked at, as there is much in the tag
            start = small.find(tag, start + len(tag))


def _words(text: str) -> str:
    return SPACE.sub(" ", text[: 10 * LONGEST]).strip()[:LONGEST]
