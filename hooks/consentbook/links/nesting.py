"""Keeps pages from the parser that would take it minutes, or all memory: those nested thousands deep, and their like.

Its time grows with the sum of the depths of all tags: at each tag it looks through the elements that are open. It opens
elements for letters, such as ``<b>``, anew in each block after one in which they were not closed. At each attribute it
looks through those that the element has, and at each option through those of its list. So all of this is summed up
here. An end tag counts only where the parser would surely heed it: what is not known makes a page deeper.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

FEW = 2_000  # tags that can do no harm
SHORT, LONG = 20_000, 2_000  # characters of a page that can do no harm with few tags, and of a tag that may do some
MOST_STEPS = 100_000_000  # half a second
MOST_OPENED_AGAIN = 500_000  # elements, of half a kilobyte each
TOO_DEEP = "its markup is so deep, or so full, that it would take too long"

_SPACE = r"[\t\n\f\r ]"
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+"""
_ATTRIBUTE = rf"(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)(?:{_SPACE}*+={_SPACE}*+{_VALUE})?+"
ATTRIBUTES = re.compile(_ATTRIBUTE)
# A tag as the parser reads it (HTML, 13.2.5), or the beginning of what holds no tags. It always fits at once, or not.
TOKEN = re.compile(
    rf"<(?:(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+(?:>|\Z)"
    r"|(?P<hides>!--|!\[CDATA\[|[!?]|/(?![A-Za-z>])))"
)
HIDDEN_UNTIL = {"!--": "-->", "![CDATA[": "]]>"}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _names(
    "area base basefont bgsound body br col embed frame head hr html img input link meta param source track wbr"
)
RAW = _names("script style textarea title")
LETTERS = _names("a b big code em font i nobr s small strike strong tt u")
PLAIN = _names(
    "abbr cite circle defs dfn ellipse g kbd label line lineargradient mark path polygon polyline q rect samp span stop"
    " sub sup time use var"
)
CELLS = _names("p td th")
ROWS = CELLS | {"tr"}
PARTS = ROWS | {"tbody", "tfoot", "thead"}
TABLE_PARTS = (PARTS | {"caption", "colgroup"}) - {"p"}  # nothing elsewhere
OPTIONAL = PARTS | _names("dd dt li optgroup option rb rp rt rtc")
# Elements that end whatever of the last two kinds is open in them.
BLOCKS = _names(
    "address article aside blockquote button center dd details dialog div dl dt fieldset figcaption figure footer form"
    " header hgroup li main menu nav object ol pre ruby section select summary table tbody td tfoot th thead tr ul"
)
MARKERS = _names("applet marquee object table template")  # letters outside cannot be ended inside
FOREIGN = _names("math svg")
TABLES = FOREIGN | {"table", "template"}
ITEMS = _names("p dd dt")
ENDED_BY = {
    "p": _names("p"),
    "option": _names("option"),
    "li": _names("p li"),
    "a": _names("a"),
    "dd": ITEMS,
    "dt": ITEMS,
    "td": CELLS,
    "th": CELLS,
    "tr": ROWS,
    "tbody": PARTS,
    "tfoot": PARTS,
    "thead": PARTS,
}


def is_too_deep(text: str) -> bool:
    """Return whether the parser would take too long or too much memory for a page."""
    if text.count("<") <= FEW and (len(text) <= SHORT or not _has_long_tag(text)):
        return False
    page, until, next_ends = _Page(), 0, dict.fromkeys((*HIDDEN_UNTIL.values(), ">"), -1)
    for token in TOKEN.finditer(text):
        if token.start() >= until:
            page.floor = 0
        if hides := token["hides"]:
            sign = HIDDEN_UNTIL.get(hides, ">")
            if next_ends[sign] < token.end():
                next_ends[sign] = _after(text, sign, token.end())
            until, page.floor = max(until, next_ends[sign]), len(page.stack)
            continue
        name = token["name"].lower()
        if token["end"]:
            page.close(name)
        else:
            page.look_through(name, token[0])
        if not token["end"] and name not in VOID:
            page.open(name, token[0])
            if name in RAW and token.start() >= until and not page.has(FOREIGN):
                until, page.floor, page.raw = _end_of(text, name, token.end()), len(page.stack), name
        if page.steps > MOST_STEPS or page.again > MOST_OPENED_AGAIN:
            return True
    return False


def _has_long_tag(text: str) -> bool:
    return any(token.end() - token.start() > LONG for token in TOKEN.finditer(text))


def _after(text: str, sign: str, start: int) -> int:
    found = text.find(sign, start)
    return found + len(sign) if found >= 0 else len(text)


def _end_of(text: str, name: str, start: int) -> int:
    found = re.compile(rf"</{name}[\t\n\f\r />]", re.IGNORECASE).search(text, start)
    return found.start() if found else len(text)


def _can_stay_open(found: str, name: str) -> bool:
    """Return whether the end of ``name`` ends it although ``found`` is open in it."""
    if found in LETTERS:
        return True
    if name in TABLE_PARTS:
        return found in PARTS
    return found in PLAIN or (found in OPTIONAL and name in BLOCKS)


@dataclass(slots=True)
class _Page:
    """The elements that are open at most. Those below ``floor`` cannot be ended by what may be no tag at all.

    An element that may have ended already is ``doubted``: its end tag ends nothing else with it. ``raw`` is the last
    element of text without tags. ``kept`` are the tags of letters, by name, that were open when a block ended, and are
    opened again in the next: of those alike three (HTML, 13.2.4.3), while ``more`` may be open already.
    """

    stack: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    kept: dict[str, list[str]] = field(default_factory=dict)
    keeps: int = 0
    more: int = 0
    floor: int = 0
    steps: int = 0
    again: int = 0
    raw: str = ""
    options: int = 0  # of the list that is open
    gathered: set[str] = field(default_factory=set)  # attributes of <html> and <body>: each of their tags adds its own
    doubted: set[str] = field(default_factory=set)

    def has(self, names: frozenset[str]) -> bool:
        """Return whether an element of one of the names is open."""
        return any(self.count[name] for name in names)

    def open(self, name: str, tag: str) -> None:
        """Take a start tag."""
        if name in TABLE_PARTS and not self.has(TABLES):
            return
        ends = ENDED_BY.get(name)
        if ends and not self.has(FOREIGN):
            while len(self.stack) > self.floor and self.stack[-1] in ends:
                self._remove(len(self.stack) - 1)
        self.stack.append(name)
        self.tags.append(tag[:200] if name in LETTERS else "")
        self.count[name] += 1
        self.steps += len(self.stack) + self.keeps + self.more
        self.again += self.keeps

    def look_through(self, name: str, tag: str) -> None:
        """Sum up what the parser looks through at a start tag beside the elements that are open."""
        own = name in {"html", "body"}
        if own or len(tag) > LONG:
            names = [written.partition("=")[0] for written in ATTRIBUTES.findall(tag, len(name) + 1)]
            kept = self.gathered if own else set()
            kept.update(names)
            self.steps += len(names) * len(kept)
        if name == "option" and self.count["select"]:
            self.options += 1
            self.steps += self.options

    def close(self, name: str) -> None:
        """Take an end tag, if it is sure what it ends."""
        self.again += self.keeps
        at = self._find(name)
        if at is None and self.count[name]:
            self.doubted.add(name)
        if name in LETTERS:
            if at is not None:
                self._remove(at)
            elif self.kept.get(name) and not self.has(MARKERS | FOREIGN):
                self.kept[name].pop()
                self.keeps -= 1
        elif at is not None and name == "form":  # what is open in it stays so
            self._remove(at)
        elif at is not None:
            for position in range(len(self.stack) - 1, at - 1, -1):
                self._keep(self.stack[position], self.tags[position])
                self._remove(position)

    def _find(self, name: str) -> int | None:
        """Return where in the stack the element stands that an end tag surely ends."""
        if not self.count[name]:
            return None
        for position in range(len(self.stack) - 1, self.floor - 1, -1):
            self.steps += 1
            found = self.stack[position]
            if found == name:
                return position
            if name in self.doubted or not _can_stay_open(found, name):
                break
        return self._raw(name)

    def _raw(self, name: str) -> int | None:
        """Return the last element of text without tags, whose end tag ends it wherever it stands."""
        if name != self.raw or self.floor:
            return None
        self.raw = ""
        self.steps += len(self.stack)
        return len(self.stack) - 1 - self.stack[::-1].index(name)

    def _remove(self, position: int) -> None:
        name = self.stack.pop(position)
        self.count[name] -= 1
        if name == "select":
            self.options = 0
        self.tags.pop(position)

    def _keep(self, name: str, tag: str) -> None:
        if name not in LETTERS:
            return
        kept = self.kept.setdefault(name, [])
        if kept.count(tag) < 3 and not (kept and name in {"a", "nobr"}):
            kept.append(tag)
            self.keeps += 1
        else:
            self.more += 1
