"""What acts by itself on a built page: scripts, frames, handlers, style attributes, and requests to another host.

It has no place in content: a strict Content-Security-Policy would block it, and it could be an attack. The inline
scripts of the theme are known from the page 404.html, which no author writes.
"""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

ACTING = ("style", "iframe", "frame", "object", "embed", "base", "applet", "portal", "math")
IN_CONTENT = ("script", "form", "meta", "link")
REQUESTS = ("src", "srcset", "poster", "data", "background")
SCHEMES = ("https:", "http:", "mailto:", "tel:")
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data")
ALWAYS = ("http-equiv", "srcdoc", "shadowrootmode")
IN_ARTICLES = f"article :is({', '.join(IN_CONTENT)}, [style])"
# Only what may act is looked at, since looking at every element takes ten times as long; of links, where they lead. CSS
# names no beginning of an attribute's name, and no colon in it: pages that might hold such are looked at whole.
BY_ATTRIBUTE = dict.fromkeys((*ALWAYS, *REQUESTS, "action", "formaction"))
SUSPECTS = ", ".join([*ACTING, *(f"[{name}]" for name in BY_ATTRIBUTE), "[href]:not(a, area)"])
PASSED_OVER = dict.fromkeys(range(0x21))
HANDLER = re.compile(rb"""on(?<=[\s"'/]on)[^\s=>]{1,40}\s{0,40}=""")  # what it begins with is quick to find


def inline_scripts(tree: LexborHTMLParser) -> set[str]:
    """Return the texts of the scripts that stand in the page itself."""
    return {node.text() for node in tree.css("script:not([src])") if node.attributes.get("type") != "application/json"}


def acting(tree: LexborHTMLParser, raw: bytes, links: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """Yield what acts on the page of ``raw`` with these ``links``; inline scripts in ``known`` are the theme's."""
    for script in inline_scripts(tree) - known:
        yield f"an inline script ({script.strip()[:40]})"
    yield from filter(None, map(_of_another_scheme, map(_bare, links)))
    small = raw.lower()
    suspects = "*" if b"xlink:" in small or HANDLER.search(small) else SUSPECTS
    for node in tree.css(IN_ARTICLES):
        yield f"<{node.tag}>" if node.tag in IN_CONTENT else "the attribute style"
    for node in tree.css(suspects):
        if node.tag in ACTING:
            yield f"<{node.tag}>"
        yield from _attributes(node)


def _attributes(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        address = _bare(value or "")
        if name.startswith("on") or name in ALWAYS:
            yield f"the attribute {name}"
        elif name in ADDRESSES and (wrong := _of_another_scheme(address)):
            yield wrong
        elif _leaves(node, name, address):
            yield f"a request to another host ({address[:60]})"


def _bare(address: str) -> str:
    """Return an address without what browsers pass over in it (https://url.spec.whatwg.org/#url-parsing)."""
    return address.translate(PASSED_OVER).lower()


def _of_another_scheme(address: str) -> str:
    scheme, colon, _ = address.partition(":")
    named = colon and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()
    return f"an address of another scheme ({address[:40]})" if named and not address.startswith(SCHEMES) else ""


def _leaves(node: LexborNode, name: str, address: str) -> bool:
    asks = name in REQUESTS or (node.tag == "link" and name == "href" and node.attributes.get("rel") != "canonical")
    return asks and address.startswith(("//", "https:", "http:"))
