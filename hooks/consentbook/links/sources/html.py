"""What an HTML page leads to: links, images, scripts, frames, forms, refreshes, styles; and its anchors."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
# A page of 1.3 MB with 200,000 elements in each other takes the parser minutes; browsers stop at 512.
DEEPEST = 5_000
SMALL = 100_000  # characters of a page that cannot be deep enough to matter
TOO_DEEP = f"more than {DEEPEST:,} elements stand in each other, so it was not read"
TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]{0,40})[^<>]*>")
# Elements that end by themselves, or that the next of their kind ends.
SHALLOW = frozenset(
    "a area base br col embed form hr img input link meta param source track wbr "  # noqa: SIM905 - a list of quotes
    "body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr".split()
)


def read_html(text: str) -> Document:
    """Return what an HTML page leads to; `html_lines` says where. A page that is nested too deep is left out."""
    if len(text) > SMALL and _is_too_deep(text):
        return Document(left_out=((1, TOO_DEEP),))
    return document_of(LexborHTMLParser(text))


def _is_too_deep(text: str) -> bool:
    """Return whether more elements are open at some place than a page has, as far as its tags tell."""
    opened: Counter[str] = Counter()
    depth = 0
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1] and name not in SHALLOW and not tag[0].endswith("/>"):
            opened[name] += 1
            depth += 1
        elif tag[1] and opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            return True
    return False


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
