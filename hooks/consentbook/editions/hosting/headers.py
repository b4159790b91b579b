"""The headers of each path of a release: one table, written for nginx and for hosts that read a ``_headers`` file.

A pattern is one of such a file: ``*`` stands for anything, ``:name`` for one folder. There a path gets the headers of
every pattern that fits, and a header that two of them give is joined, so no two patterns that fit one path give the
same header, but for the policy: of two policies both hold.
"""

import re
from collections.abc import Iterable, Iterator

from consentbook.editions.hosting.policy import DATA_POLICY, content_security_policy

Headers = dict[str, str]

# The published texts, once for all editions. A byte of them never changes.
DATA = "/wording/:family/:name/:revision/*"
# Material, and we, name these files after their content. Beside them can lie what is not, and pages of authors.
HASHED = (
    "/:edition/assets/javascripts/bundle.*.min.js",
    "/:edition/assets/javascripts/workers/search.*.min.js",
    "/:edition/assets/stylesheets/main.*.min.css",
    "/:edition/assets/stylesheets/palette.*.min.css",
    "/:edition/search/part.*.json",
)
OWN = (
    *(f"/:edition/assets/{name}/*" for name in ("consentbook", "images", "javascripts", "stylesheets")),
    "/:edition/search/*",
)
FEED = (
    DATA,
    "/:edition/wording/*.json",
    "/:edition/wording/*.txt",
    "/:edition/checklists/*.json",
    "/:edition/links/*.json",
    "/:edition/changes/*.json",
    "/changes.atom",
    "/editions.json",
    "/versions.json",
    "/sbom.cdx.json",
    "/SHA256SUMS",
    "/SHA256SUMS.sig",
)
# By the ending of a file. Pages and style sheets are known to every server.
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}

CACHE = "Cache-Control"
_YEAR = "max-age=31536000"
FOREVER, NO_CACHE = f"public, {_YEAR}, immutable", "no-cache"
# Behind a sign-in only the reader's own browser may keep a file.
PRIVATE = "Private-Cache-Control"
PRIVATELY = {FOREVER: f"private, {_YEAR}, immutable", NO_CACHE: "private, no-cache"}
NO_FEATURE = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer "
    "microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock usb xr-spatial-tracking"
)
EVERYWHERE: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NO_FEATURE.split()) + ", clipboard-write=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What other paths have. Not for `_headers`, where it would be joined with the rest: such a host asks browsers to
# revalidate by itself, and cannot say "pages" in a pattern.
OTHERWISE: Headers = {CACHE: NO_CACHE, "Cross-Origin-Resource-Policy": "same-origin"}
SECURE, ALLOW = "Strict-Transport-Security", "Allow"
# Only these answers get what is said of a path. An error gets what pages get: a shared cache that keeps errors must not
# keep one for a year. nginx finds that a range is wrong only after the headers are set, so who asks for a part is told
# to ask again next time, whatever becomes of it.
STATUS = "(200|206|304)"
PART = "Part"
# Says of the file that was asked for, whatever becomes of the request, that it belongs to the feed
IN_FEED = "In-Feed"


def rules(hashes: Iterable[str]) -> list[tuple[str, Headers]]:
    """Return patterns with their headers, for pages whose inline scripts have ``hashes``."""
    shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    own = {"Cross-Origin-Resource-Policy": "same-origin"}
    return [
        (DATA, {CACHE: FOREVER, "Content-Security-Policy": DATA_POLICY}),
        *((pattern, {CACHE: FOREVER}) for pattern in HASHED),
        *((pattern, own) for pattern in OWN),
        *((pattern, shared) for pattern in FEED),
        ("/*", {**EVERYWHERE, "Content-Security-Policy": content_security_policy(hashes)}),
    ]


def static_headers(hashes: Iterable[str]) -> str:
    """Return the text of ``_headers``, which Cloudflare Pages, Netlify and others read in the root of a site."""
    types = [(f"/*.{ending}", {"Content-Type": kind}) for ending, kind in TYPES.items()]
    sums = [(f"/{name}", {"Content-Type": TYPES["txt"]}) for name in ("SHA256SUMS", "SHA256SUMS.sig")]
    blocks: dict[str, Headers] = {}
    for pattern, headers in [*rules(hashes), *types, *sums, ("/*", {SECURE: _YEAR})]:
        blocks.setdefault(pattern, {}).update(headers)
    return "".join(f"{pattern}\n{_lines(headers)}" for pattern, headers in blocks.items())


def _lines(headers: Headers) -> str:
    return "".join(f"  {name}: {value}\n" for name, value in headers.items())


def nginx_maps(hashes: Iterable[str]) -> str:
    """Return what nginx includes in its ``http`` block: for each header that depends on path and status, a map."""
    table = rules(hashes)
    otherwise = {**table[-1][1], **OTHERWISE}
    names = dict.fromkeys(name for _, headers in table[:-1] for name in headers)
    part = _map("$http_range", PART, [('""', ""), ("default", "a part")])
    keys = {CACHE: f'"$status${_variable(PART)} $uri"'}
    maps = [
        _map(keys.get(name, '"$status $uri"'), name, [*_cases(name, table[:-1]), ("default", otherwise.get(name, ""))])
        for name in names
    ]
    feed = _map("$uri", IN_FEED, [*((f'"~^{_regex(pattern)}$"', "*") for pattern in FEED), ("default", "")])
    # Only over TLS, and only where nginx itself ends it: on an address without, browsers must not hear it.
    secure = _map("$https", SECURE, [("on", _YEAR), ("default", "")])
    private = _map(f"${_variable(CACHE)}", PRIVATE, [(f'"{value}"', alone) for value, alone in PRIVATELY.items()])
    refused = _map("$request_method", ALLOW, [("GET", ""), ("HEAD", ""), ("default", "GET, HEAD")])
    return "\n".join([part, *maps, feed, private, secure, refused])


def _cases(name: str, table: list[tuple[str, Headers]]) -> list[tuple[str, str]]:
    return [(f'"~^{STATUS} {_regex(pattern)}$"', headers[name]) for pattern, headers in table if name in headers]


def _regex(pattern: str) -> str:
    return "/".join(_parts(pattern))


def _parts(pattern: str) -> Iterator[str]:
    for part in pattern.split("/"):
        yield "[^/]+" if part.startswith(":") else ".*".join(map(re.escape, part.split("*")))


def _map(source: str, name: str, cases: list[tuple[str, str]]) -> str:
    lines = "".join(f'    {case} "{value}";\n' for case, value in cases)
    return f"map {source} ${_variable(name)} {{\n{lines}}}\n"


def _variable(name: str) -> str:
    return "consentbook_" + name.lower().replace("-", "_")


def nginx_headers(*, signed_in: bool = False) -> str:
    """Return what nginx includes in its ``server`` blocks: the headers, with the variables of ``nginx_maps``.

    Where readers are ``signed_in``, no cache that several share may keep a file.
    """
    mapped = {name: f"${_variable(name)}" for _, headers in rules(())[:-1] for name in headers}
    mapped[CACHE] = f"${_variable(PRIVATE if signed_in else CACHE)}"
    every = {**EVERYWHERE, **mapped, **{name: f"${_variable(name)}" for name in (SECURE, ALLOW)}}
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in every.items())
