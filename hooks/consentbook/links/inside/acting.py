"""What acts by itself on a built page: scripts, frames, handlers, style attributes, and requests to another host.

It has no place in content: a strict Content-Security-Policy would block it, and it could be an attack. The inline
scripts of the theme are known from the page 404.html, which no author writes.
"""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from consentbook.links.sources.html import PAINTED

ACTING = ("style", "iframe", "frame", "object", "embed", "base", "applet", "portal", "math")
IN_CONTENT = ("script", "form", "meta", "link")
LISTS = ("srcset", "imagesrcset", "ping", "attributionsrc")
REQUESTS = ("src", "poster", "data", "background", "action", "formaction", *LISTS)
SCHEMES = ("https:", "http:", "mailto:", "tel:")
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data")
ALWAYS = ("http-equiv", "srcdoc", "shadowrootmode")
COMPONENT = "data-md-component"  # what has it, the theme's scripts take for theirs, and ask other hosts for
IN_ARTICLES = f"article :is({', '.join(IN_CONTENT)}, [style], [{COMPONENT}])"
# Only what may act is looked at, since looking at every element takes ten times as long; of links, where they lead. CSS
# names no beginning of an attribute's name, and no colon in it: pages that might hold such are looked at whole.
SUSPECTS = ", ".join(
    [*ACTING, *(f"[{name}]" for name in (*ALWAYS, *REQUESTS, *PAINTED, "attributename")), "[href]:not(a, area)"]
)
AS_READ = {**dict.fromkeys(range(0x21)), ord("\\"): "/"}
PAINT = re.compile(r"url\(\s{0,20}[\"']?", re.IGNORECASE)
HANDLER = re.compile(rb"""on(?<=[\s"'/]on)[^\s=>]{1,40}+\s*+=""")  # what it begins with is quick to find


def inline_scripts(tree: LexborHTMLParser) -> set[str]:
    """Return the texts of the scripts that stand in the page itself."""
    scripts = (node for node in tree.css("script") if node.attributes.get("type") != "application/json")
    return {text for node in scripts if (text := node.text()) or "src" not in node.attributes}  # a drawing's runs both


def acting(tree: LexborHTMLParser, raw: bytes, links: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """Yield what acts on the page of ``raw`` with these ``links``; inline scripts in ``known`` are the theme's."""
    for script in inline_scripts(tree) - known:
        yield f"an inline script ({script.strip()[:40]})"
    yield from filter(None, map(_of_another_scheme, map(_bare, links)))
    small = raw.lower()
    suspects = "*" if b"xlink:" in small or HANDLER.search(small) else SUSPECTS
    for node in tree.css(IN_ARTICLES):
        name = COMPONENT if COMPONENT in node.attributes else "style"
        yield f"<{node.tag}>" if node.tag in IN_CONTENT else f"the attribute {name}"
    for node in tree.css(suspects):
        if node.tag in ACTING:
            yield f"<{node.tag}>"
        yield from _attributes(node)


def _attributes(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        address = _bare(value or "")
        if name.startswith("on") or name in ALWAYS:
            yield f"the attribute {name}"
        elif name.lower() == "attributename" and address.endswith("href"):
            yield "a link that is animated"
        elif name in ADDRESSES and (wrong := _of_another_scheme(address)):
            yield wrong
        elif leaving := _leaving(node, name, value or ""):
            yield f"a request to another host ({leaving[:60]})"


def _bare(address: str) -> str:
    """Return an address as browsers read it (https://url.spec.whatwg.org/#url-parsing), and a little shorter."""
    return address.translate(AS_READ).lower()


def _of_another_scheme(address: str) -> str:
    scheme, colon, _ = address.partition(":")
    named = colon and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()
    return f"an address of another scheme ({address[:40]})" if named and not address.startswith(SCHEMES) else ""


def _leaving(node: LexborNode, name: str, value: str) -> str:
    """Return the address of another host that an attribute lets a browser ask, or nothing."""
    leads = node.tag in {"a", "area"} or (node.tag == "link" and node.attributes.get("rel") == "canonical")
    if name not in (*REQUESTS, *PAINTED) and (leads or name not in {"href", "xlink:href"}):
        return ""
    if name in PAINTED and "\\" in value:  # which may hide what is written
        return value
    asked = map(_bare, _addresses(name, value))
    return next((address for address in asked if address.startswith(("//", "https:", "http:"))), "")


def _addresses(name: str, value: str) -> list[str]:
    if name in PAINTED:
        return PAINT.split(value)[1:]
    return re.split(r"[\s,]+", value) if name in LISTS else [value]
