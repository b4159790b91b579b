"""Addresses as they are written: cut and compared by hand, since a library would write them in its own way."""

import re

END_OF_HOST = re.compile(r"[/?#]")


def bare_of(address: str) -> str:
    """Return an address without its fragment, and else as it is written."""
    return address.partition("#")[0]


def host_of_written(address: str) -> str:
    """Return what stands between scheme and path: host and port, with a user if there is one, in small letters."""
    return END_OF_HOST.split(address.partition("://")[2], 1)[0].lower()


def rest_below(address: str, prefix: str) -> str | None:
    """Return what follows in an address that is ``prefix`` or below it; None for another, as of a longer host.

    Scheme and host are the same in capitals, and an address without a path is that of the root.
    """
    written = address if address.startswith(prefix) else _with_root(address)
    rest = written.removeprefix(prefix)
    if not written.startswith(prefix) or not (prefix.endswith("/") or rest[:1] in {"", "/", "?", "#"}):
        return None
    return rest


def _with_root(address: str) -> str:
    scheme, _, rest = address.partition("://")
    host = END_OF_HOST.split(rest, 1)[0]
    path = rest[len(host) :]
    return f"{scheme.lower()}://{host.lower()}{path if path.startswith('/') else f'/{path}'}"
