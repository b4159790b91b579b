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
# What finds the elements that hold them, by what stands in the text of a page that has such elements: a selector of
# everything takes longer than all the rest. Of links and ids there are many, so they are looked for by themselves.
RARE = {
    "src": "[src], [srcset], link[imagesrcset]",
    "style": "[style], style",
    "action": "[action], [formaction]",
    "image": "image, feimage",
    "http-equiv": "meta[http-equiv]",
    "<link": "link[href]",
    "<base": "base[href]",
    "<use": "use",
    "<mpath": "mpath",
} | {name: f"[{name}]" for name in ("poster", "data", "cite", "background", "manifest")}
# A form answers only what it is sent, and these name hosts, not pages.
SENT = {"action", "formaction"}
NO_LINKS = {"preconnect", "dns-prefetch", "canonical"}
REFRESH = re.compile(
    r"\s{0,20}[\d.]{0,20}\s{0,20}[;,]\s{0,20}(?:url\s{0,20}=\s{0,20})?[\"']?([^\"']{1,2000})", re.IGNORECASE
)
CONTROLS = str.maketrans("", "", "\t\r\n")
CANDIDATE = re.compile(r"([^\s,]\S*)(?<!,)[^,]*")
# In small letters or in capitals: ignoring case altogether takes five times as long.
_NAMES = "|".join([*ADDRESSES, *map(str.upper, ADDRESSES)])
ATTRIBUTE = re.compile(rf"""[\s"'/]({_NAMES})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


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
    targets = dict.fromkeys(link.strip().translate(CONTROLS) for link in links)
    canonical = base = ""
    for node in _rare(tree, text):
        attributes, tag = node.attributes, node.tag or ""
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
    small = text.lower()
    selectors = [selector for sign, selector in RARE.items() if sign in small]
    return tree.css(", ".join(selectors)) if selectors else []


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
        candidates = (found[1] for found in CANDIDATE.finditer(value))
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
