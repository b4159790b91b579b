"""What acts by itself on a built page: scripts, frames, handlers, style attributes, and requests to another host.

It has no place in content: a strict Content-Security-Policy would block it, and it could be an attack. The inline
scripts of the theme are known from the page 404.html, which no author writes.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

ACTING = ("style", "iframe", "frame", "object", "embed", "base", "applet", "portal", "math")
IN_CONTENT = ("script", "form", "meta", "link")
REQUESTS = ("src", "srcset", "poster", "data", "background")
SCHEMES = ("https:", "http:", "mailto:", "tel:")
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data")
ALWAYS = ("http-equiv", "srcdoc", "shadowrootmode")
# Only what may act is looked at, since looking at every element takes ten times as long. CSS names no beginning of an
# attribute's name, and no colon in it, so pages whose text might hold such attributes are looked at whole.
SUSPECTS = ", ".join(
    [
        *ACTING,
        *(f"article {tag}" for tag in IN_CONTENT),
        "article [style]",
        *(f"[{name}]" for name in dict.fromkeys((*ALWAYS, *REQUESTS, *ADDRESSES)) if ":" not in name),
    ]
)
HANDLER = re.compile(rb"""[\s"'/](?:[oO][nN][^\s=>]{1,40}\s{0,40}=|[xX][lL][iI][nN][kK]:)""")


def inline_scripts(tree: LexborHTMLParser) -> set[str]:
    """Return the texts of the scripts that stand in the page itself."""
    return {node.text() for node in tree.css("script:not([src])") if node.attributes.get("type") != "application/json"}


def acting(tree: LexborHTMLParser, raw: bytes, known: frozenset[str]) -> Iterator[str]:
    """Yield what acts on the page that was read from ``raw``; inline scripts in ``known`` are the theme's."""
    for script in inline_scripts(tree) - known:
        yield f"an inline script ({script.strip()[:40]})"
    suspects = "*" if HANDLER.search(raw) else SUSPECTS
    content = {node.mem_id for node in tree.css(f"article :is({suspects})")}
    for node in tree.css(suspects):
        if node.tag in ACTING or (node.mem_id in content and node.tag in IN_CONTENT):
            yield f"<{node.tag}>"
        yield from _attributes(node, node.mem_id in content)


def _attributes(node: LexborNode, in_content: bool) -> Iterator[str]:
    for name, value in node.attributes.items():
        address = "".join((value or "").split()).lower()
        if name.startswith("on") or name in ALWAYS or (name == "style" and in_content):
            yield f"the attribute {name}"
        elif name in ADDRESSES and _scheme(address) and not address.startswith(SCHEMES):
            yield f"an address of another scheme ({address[:40]})"
        elif _leaves(node, name, address):
            yield f"a request to another host ({address[:60]})"


def _scheme(address: str) -> bool:
    head = address.partition(":")
    return bool(head[1]) and head[0].replace("+", "").replace("-", "").replace(".", "").isalnum()


def _leaves(node: LexborNode, name: str, address: str) -> bool:
    asks = name in REQUESTS or (node.tag == "link" and name == "href" and node.attributes.get("rel") != "canonical")
    return asks and address.startswith(("//", "https:", "http:"))
