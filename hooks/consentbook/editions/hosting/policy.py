"""The Content-Security-Policy of a release: nothing but what its pages need, from the site itself.

The theme has a few inline scripts. Each is named by the hash of its text, computed after the last program that writes
pages, and every page gets the hashes of the whole release.
"""

import base64
import hashlib
import re
from collections.abc import Iterable

# https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element: with another type it is only data.
_RUNS = re.compile(
    r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script"
    r"|text/(?:javascript1\.[0-5]|jscript|livescript)",
    re.IGNORECASE,
)
_START = re.compile(rb"<script", re.IGNORECASE)
# A script that can be read without a parser: plain attributes, and a text in which no other script or comment begins.
# It never looks at a byte twice.
_PLAIN = re.compile(
    rb'<script(?P<attributes>(?:\s++[a-z-]++(?:="[^"<>&]*+")?+)*+)>'
    rb"(?P<text>(?:[^<\r\0]++|<(?![/!]|script))*+)</script>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r'([a-z-]++)(?:="([^"]*+)")?+')


def inline_hashes(pages: Iterable[bytes]) -> frozenset[str]:
    """Return the hashes of the inline scripts in ``pages``, such as ``sha256-47DEQpj8HBSa+/...=``.

    Only scripts that run are counted, as a browser reads the page: none in a comment, a text field, a template or with
    a type of data. Few pages are parsed: only those with a script that was not seen before.
    """
    known: set[str] = set()
    for page in pages:
        if not _adds_nothing(page, known):
            known |= _parsed(page)
    return frozenset(known)


def _adds_nothing(page: bytes, known: set[str]) -> bool:
    """Say whether all scripts of ``page`` are plain, and known or none that need a hash: then it need not be parsed."""
    plain = list(_PLAIN.finditer(page))
    if len(plain) != len(_START.findall(page)):
        return False
    for script in plain:
        attributes = dict(reversed(_ATTRIBUTE.findall(script["attributes"].decode("ascii", "replace").lower())))
        if _is_inline(attributes) and _hash(script["text"].decode("utf-8", "replace")) not in known:
            return False
    return True


def _parsed(page: bytes) -> set[str]:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - where nothing is published, nothing is parsed

    return {_hash(script.text()) for script in LexborHTMLParser(page).css("script") if _is_inline(script.attributes)}


def _is_inline(attributes: dict[str, str | None]) -> bool:
    sources = attributes.keys() & {"src", "href", "xlink:href"}  # the last two on a script in a drawing
    return not sources and bool(_RUNS.fullmatch((attributes.get("type") or "").strip()))


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def content_security_policy(hashes: Iterable[str]) -> str:
    """Return the policy for pages whose inline scripts have ``hashes``, as the value of a header."""
    scripts = " ".join(f"'{value}'" for value in sorted(hashes))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".rstrip(),
            "style-src 'self'",
            "img-src 'self' data:",  # the theme's style sheets draw their icons from data: addresses
            "connect-src 'self'",  # the search index, versions.json, the variables of texts
            "worker-src 'self'",  # the search
            "base-uri 'none'",
            "form-action 'none'",  # the only form is the search box, which a script answers
            "frame-ancestors 'none'",
        )
    )


# For the published texts themselves: a fragment of HTML has nothing to run and nothing to load.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
