"""What libcurl is told: once for all requests, and anew for each of them."""

import re
from ipaddress import ip_address

import pycurl
from yarl import URL

from consentbook.links.outside.connector import IDLE_SECONDS, NAMES_SECONDS
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.transfer import Transfer

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
WANTED = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}

USUAL = [f"{name}: {value}".encode() for name, value in WANTED.items()]


def options(settings: Settings, authorities: str) -> dict[int, object]:
    """Return what holds for all requests. Nothing is taken from the environment or the user's own files."""
    return {
        pycurl.NOSIGNAL: 1,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
        pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,
        pycurl.HTTP09_ALLOWED: 0,
        pycurl.FOLLOWLOCATION: 0,  # each hop is looked at before it is asked for
        pycurl.PATH_AS_IS: 1,
        pycurl.NETRC: pycurl.NETRC_IGNORED,
        pycurl.NOPROXY: "",
        pycurl.HEADEROPT: pycurl.HEADER_SEPARATE,  # a proxy does not hear what is for the host
        pycurl.USERAGENT: settings.agent,
        pycurl.COOKIEFILE: "",  # keeps cookies, and reads no file
        pycurl.CAINFO: authorities,
        pycurl.PROXY_CAINFO: authorities,
        pycurl.OPT_CERTINFO: 1,
        pycurl.CONNECTTIMEOUT_MS: _milliseconds(settings.connect_seconds),
        pycurl.DNS_CACHE_TIMEOUT: NAMES_SECONDS,
        pycurl.MAXAGE_CONN: IDLE_SECONDS,
    }


def prepare(
    curl: pycurl.Curl, transfer: Transfer, settings: Settings, conditions: dict[str, str], seconds: float
) -> None:
    """Make a handle ready for one request, of which nothing is left over from the one before.

    Raises ``ValueError`` for a header or an address that cannot be sent.
    """
    url, headers = transfer.url, settings.headers_for(transfer.url)
    transfer.listen(curl)
    curl.setopt(pycurl.URL, _address(url))
    curl.setopt(pycurl.TIMEOUT_MS, _milliseconds(seconds))
    lines = _lines(WANTED | conditions, headers) if conditions or headers else USUAL
    given = {
        pycurl.USERNAME: url.user or "",
        pycurl.PASSWORD: url.password or "",
        pycurl.PROXY: transfer.proxy or "",
        pycurl.HTTPHEADER: lines,
    }
    if curl.given != given:
        curl.given = None  # as long as it is not known what it has
        for option, value in given.items():
            curl.setopt(option, value)
        curl.given = given
    if settings.fixed:
        curl.setopt(pycurl.RESOLVE, _resolved(settings, url, *([URL(transfer.proxy)] if transfer.proxy else [])))


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))  # none would be without end


def _address(url: URL) -> str:
    """Return the address in the only way in which it can be read: no user in front of the host, no fragment."""
    host = (url.raw_host or "").replace("%", "%25")
    host = f"[{host}]" if ":" in host else host
    port = "" if url.is_default_port() else f":{url.port}"
    return f"{url.scheme}://{host}{port}{url.raw_path_qs}"


def _lines(ours: dict[str, str], given: dict[str, str]) -> list[bytes]:
    """Return the lines of the headers ``given`` for a host, and of ours that it does not replace."""
    names = {name.lower() for name in given}
    headers = {name: value for name, value in ours.items() if name.lower() not in names} | given if names else ours
    lines = [f"{name}: {value}" if value.strip() else f"{name};" for name, value in headers.items()]
    if any(CONTROL.search(line) for line in lines):
        raise ValueError("a header with signs that cannot be sent")
    return [line.encode() for line in lines]


def _resolved(settings: Settings, *urls: URL) -> list[str]:
    """Return the addresses that were given for the hosts of ``urls``, as libcurl wants them."""
    hosts = {(url.raw_host or "", url.port): settings.fixed.get(url.raw_host or "") for url in urls}
    return [f"{host}:{port}:{ip_address(fixed)}" for (host, port), fixed in hosts.items() if fixed] or [""]
