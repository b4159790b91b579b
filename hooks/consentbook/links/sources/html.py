"""What an HTML page leads to: links, images, scripts, frames, forms, refreshes, styles; and its anchors."""

import re
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from consentbook.links.nesting import TOO_DEEP, is_too_deep
from consentbook.links.sources.document import Document
from consentbook.links.sources.styles import by_address, style_addresses, without_comments

# Each attribute that holds an address, with the elements on which it does; none named: on any.
ADDRESSES: dict[str, frozenset[str]] = {
    "href": frozenset(("a", "area", "link", "use", "image", "feimage", "mpath")),
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
    "content": frozenset(("meta",)),
    "style": frozenset(),
}
PLAIN = [name for name in ADDRESSES if ":" not in name and name != "content"]  # CSS cannot name xlink:href
SELECTOR = ", ".join(
    [f"[{name}]" for name in PLAIN]
    + ["use", "image", "style", "[id]", "a[name]", "map[name]", 'meta[http-equiv="refresh" i]']
)
# A form answers only what it is sent, and these name hosts, not pages.
SENT = {"action", "formaction"}
NO_LINKS = {"preconnect", "dns-prefetch", "canonical"}
REFRESH = re.compile(
    r"\s{0,20}[\d.]{0,20}\s{0,20}[;,]\s{0,20}(?:url\s{0,20}=\s{0,20})?[\"']?([^\"']{1,2000})", re.IGNORECASE
)
CONTROLS = str.maketrans("", "", "\t\r\n")
CANDIDATE = re.compile(r"[\s,]*(\S+)[^,]*")
# In small letters or in capitals: ignoring case altogether takes five times as long.
_NAMES = "|".join([*ADDRESSES, *map(str.upper, ADDRESSES)])
ATTRIBUTE = re.compile(rf"""[\s"'/]({_NAMES})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def read_html(text: str) -> Document:
    """Return what an HTML page leads to; `html_lines` says where. A page that is nested too deep is left out."""
    if is_too_deep(text):
        return Document(left_out=((1, f"{TOO_DEEP}, so it was not read"),))
    return document_of(LexborHTMLParser(text))


def document_of(tree: LexborHTMLParser) -> Document:
    """Return what a parsed page leads to, and its anchors."""
    targets: dict[str, None] = {}
    anchors: set[str] = set()
    canonical = ""
    for node in tree.css(SELECTOR):
        attributes, tag = node.attributes, node.tag or ""
        anchors.add(attributes.get("id") or "")
        if tag in {"a", "map"}:
            anchors.add(attributes.get("name") or "")
        kinds = (attributes.get("rel") or "").lower().split() if tag == "link" else ()
        if "canonical" in kinds:
            canonical = (attributes.get("href") or "").strip()
        if NO_LINKS.isdisjoint(kinds):
            targets.update(dict.fromkeys(_targets(node, tag, attributes)))
    base = tree.css_first("base[href]")
    targets.pop("", None)
    anchors.discard("")
    return Document(
        tuple(targets), frozenset(anchors), (base.attributes.get("href") or "").strip() if base else "", canonical
    )


def _targets(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    for name, value in attributes.items():
        elements = ADDRESSES.get(name)
        holds = elements is not None and (not elements or tag in elements)
        if value and holds and (name != "content" or "http-equiv" in attributes):
            yield from addresses_in(name, value)
    if tag == "style":
        yield from (address for _, address in style_addresses(node.text()))


def addresses_in(name: str, value: str) -> list[str]:
    """Return the addresses in the ``value`` of the attribute ``name``."""
    if name in {"srcset", "imagesrcset"}:
        candidates = (found[1].rstrip(",") for found in CANDIDATE.finditer(value))
        return [candidate for candidate in candidates if not candidate.startswith("data:")]
    if name == "style":
        return [address for _, address in style_addresses(value)]
    if name == "content":
        refresh = REFRESH.match(value)
        return [refresh[1].strip()] if refresh else []
    if name in SENT and value.lstrip().lower().startswith(("http:", "https:", "//")):
        return []
    return [value.strip().translate(CONTROLS)]


def html_lines(text: str) -> dict[str, tuple[int, ...]]:
    """Return for each address in an HTML text the lines on which it is written, in the order of the file.

    Found in the text itself, since the parser tells no lines; what stands in comments is left out.
    """
    bare = without_comments(text, "<!--", "-->")
    written = [(hit.start(1), address) for hit in ATTRIBUTE.finditer(bare) for address in _in_attribute(hit)]
    return by_address(bare, [*written, *style_addresses(bare)])


def _in_attribute(found: re.Match[str]) -> list[str]:
    value = next((group for group in found.groups()[1:] if group), "")
    return addresses_in(found[1].lower(), unescape(value))
