"""What an HTML page leads to: links, images, scripts, frames, forms, refreshes, styles; and its anchors."""

import re
from collections.abc import Iterator
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from consentbook.links.nesting import TOO_DEEP, is_too_deep
from consentbook.links.sources.document import Document
from consentbook.links.sources.styles import by_address, style_addresses, without_comments

# Parts of drawings that lead to other parts or files, and attributes that say so as a style does (SVG 2, 13 and 14).
DRAWN = ("use", "image", "feimage", "mpath", "textpath", "lineargradient", "radialgradient", "pattern", "animate")
PAINTED = ("fill", "stroke", "filter", "mask", "clip-path", "marker-mid", "marker-end", "marker-start")
# Each attribute that holds an address, with the elements on which it does; none named: on any.
ADDRESSES: dict[str, frozenset[str]] = {
    "href": frozenset(("a", "area", "link", *DRAWN)),
    "xlink:href": frozenset(),
    "src": frozenset(),
    "srcset": frozenset(),
    "imagesrcset": frozenset(("link",)),
    "poster": frozenset(("video",)),
    "data": frozenset(("object",)),
    "action": frozenset(("form",)),
    "formaction": frozenset(),
    "cite": frozenset(("blockquote", "q", "ins", "del")),
    "background": frozenset(),
    "manifest": frozenset(("html",)),
    "usemap": frozenset(("img", "object")),
    "content": frozenset(("meta",)),
    "style": frozenset(),
    **dict.fromkeys(PAINTED, frozenset()),
}
# What finds the elements that hold them, by an attribute or the beginning of a tag on a page that has such elements: a
# selector of everything takes longer than all the rest. Of links and ids there are many, so they are looked for alone.
BY_NAME = {
    "src": "[src]",
    "srcset": "[srcset]",
    "usemap": "[usemap]",
    "imagesrcset": "link[imagesrcset]",
    "style": "[style]",
    "action": "[action]",
    "formaction": "[formaction]",
    "http-equiv": "meta[http-equiv]",
} | {name: f"[{name}]" for name in ("poster", "data", "cite", "background", "manifest", *PAINTED)}
BY_TAG = {"link": "link[href]", "base": "base[href]"} | {tag: tag for tag in ("style", *DRAWN)}
NAME = re.compile(r"[a-z-]+\Z")
TAG = re.compile(f"<({'|'.join(BY_TAG)})")
LONGEST_NAME = 13  # letters, with one before it
MANY = 100_000  # attributes and tags, of which it would take too much memory to look at each
# A form answers only what it is sent, and these name hosts, not pages.
SENT = {"action", "formaction"}
SEVERAL = {"srcset", "imagesrcset"}  # in one attribute
NO_LINKS = {"preconnect", "dns-prefetch", "canonical"}
REFRESH = re.compile(
    r"\s{0,20}[\d.]{0,20}\s{0,20}[;,]\s{0,20}(?:url\s{0,20}=\s{0,20})?[\"']?([^\"']{1,2000})", re.IGNORECASE
)
CONTROLS = str.maketrans("", "", "\t\r\n")
CANDIDATE = re.compile(r"([^\s,]\S*)(?<!,)[^,]*")
# In small letters or in capitals: ignoring case altogether takes five times as long.
WRITTEN = {*ADDRESSES, *map(str.upper, ADDRESSES)}
BEFORE = re.compile(r"""[\s"'/]([A-Za-z:-]{1,12})\Z""")
VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def read_html(text: str) -> Document:
    """Return what an HTML page leads to; `html_lines` says where. A page that is nested too deep is left out."""
    if is_too_deep(text):
        return Document(left_out=((1, f"{TOO_DEEP}, so it was not read"),))
    return document_of(LexborHTMLParser(text), text)


def document_of(tree: LexborHTMLParser, text: str) -> Document:
    """Return what a page, which is parsed and as ``text``, leads to, and its anchors."""
    anchors = {node.id or "" for node in tree.css("[id]")}
    anchors.update(node.attributes.get("name") or "" for node in tree.css("a[name], map[name]"))
    links = (node.attributes.get("href") or "" for node in tree.css("a[href], area[href]"))
    targets = dict.fromkeys(map(_as_read, links))
    canonical = base = ""
    for node in _rare(tree, text):
        attributes, tag = node.attributes, (node.tag or "").lower()  # parts of drawings have capitals
        kinds = (attributes.get("rel") or "").lower().split() if tag == "link" else ()
        if "canonical" in kinds:
            canonical = (attributes.get("href") or "").strip()
        elif tag == "base" and not base:
            base = (attributes.get("href") or "").strip()
        if NO_LINKS.isdisjoint(kinds):
            targets.update(dict.fromkeys(_targets(node, tag, attributes)))
    targets.pop("", None)
    return Document(tuple(targets), frozenset(anchors - {""}), base, canonical)


def _rare(tree: LexborHTMLParser, text: str) -> list[LexborNode]:
    """Return the elements with addresses of other kinds than links have."""
    selectors = sorted(_selectors(text.lower()))
    return tree.css(", ".join(selectors)) if selectors else []


def _selectors(small: str) -> set[str]:
    """Return the selectors of elements that are on a page, and may be a few that are not; ``small`` is its text."""
    if small.count("=") + small.count("<") > MANY:
        return {*BY_NAME.values(), *BY_TAG.values()}
    names = {piece.rstrip()[-LONGEST_NAME:] for piece in small.split("=")}
    by_name = {BY_NAME.get(found[0], "") for name in names if (found := NAME.search(name))}
    drawn = {"svg *"} if "xlink:" in small else set()  # no selector names an attribute with a colon
    return (by_name | drawn | {BY_TAG[tag] for tag in TAG.findall(small)}) - {""}


def _targets(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    for name, value in attributes.items():
        elements = ADDRESSES.get(name)
        holds = elements is not None and (not elements or tag in elements)
        if value and holds and (name != "content" or "http-equiv" in attributes):
            yield from addresses_in(name, value)
    if tag == "style":
        yield from (address for _, address in style_addresses(without_comments(node.text(), "/*", "*/")))


def addresses_in(name: str, value: str) -> list[str]:
    """Return the addresses in the ``value`` of the attribute ``name``."""
    if name in SEVERAL:
        candidates = (found[1] for found in CANDIDATE.finditer(value))
        return [candidate for candidate in candidates if not candidate.startswith("data:")]
    if name == "style" or name in PAINTED:
        return [address for _, address in style_addresses(value)]
    if name == "content":
        refresh = REFRESH.match(value)
        return [refresh[1].strip()] if refresh else []
    if name in SENT and value.lstrip().lower().startswith(("http:", "https:", "//")):
        return []
    return [_as_read(value)]


def _as_read(address: str) -> str:
    """Return an address as browsers read it: no blanks around it, no tab or line end within."""
    address = address.strip()
    return address if address.isprintable() else address.translate(CONTROLS)  # which takes long


def html_lines(text: str) -> dict[str, tuple[int, ...]]:
    """Return for each address in an HTML text the lines on which it is written, in the order of the file.

    Found in the text itself, since the parser tells no lines; what stands in comments is left out.
    """
    bare = without_comments(text, "<!--", "-->")
    written = [
        (offset + (max(value.find(address), value.find(escape(address)), 0) if name in SEVERAL else 0), address)
        for offset, name, value in _attributes(bare)
        for address in _in_attribute(name, value)
    ]
    return by_address(bare, [*written, *style_addresses(bare)])


def _attributes(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield what is written as an attribute that holds addresses: the offset of its value, its name and its value.

    Found by the equals sign, as looking for that takes least.
    """
    done, sign = 0, text.find("=")
    while sign >= 0:
        before = text[done:sign].rstrip()
        name = BEFORE.search(before[-LONGEST_NAME:])
        value = VALUE.match(text, sign + 1) if name and name[1] in WRITTEN else None
        if name and value:
            number = value.lastindex or 1
            yield value.start(number), name[1].lower(), value[number] or ""
        done = value.end() if value else sign + 1
        sign = text.find("=", done)


def _in_attribute(name: str, value: str) -> list[str]:
    return addresses_in(name, unescape(value) if "&" in value else value)
