"""The options of ``consentbook links`` that say how the outside is asked."""

import functools
import ipaddress
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from consentbook.links.outside.settings import AGENT, HostHeader, Remap, Settings

R = TypeVar("R")
Pairs = tuple[tuple[str, str], ...]

ASKING = (
    click.option("--allow-host", "allowed", multiple=True, metavar="HOST", help="A host that may be private."),
    click.option(
        "--timeout", "seconds", type=click.FloatRange(0.1, 300), default=20.0, help="Seconds for one attempt."
    ),
    click.option(
        "--connect-timeout",
        "connect_seconds",
        type=click.FloatRange(0.1, 300),
        default=10.0,
        help="Seconds of them for a connection, with TLS.",
    ),
    click.option(
        "--deadline", type=click.FloatRange(1), help="Seconds for the whole check; the rest is not checked then."
    ),
    click.option(
        "--pace", "gap", type=click.FloatRange(0, 60), default=0.0, help="Seconds between two requests to a host."
    ),
    click.option("--per-host", type=click.IntRange(1, 64), default=4, help="Requests to a host at once."),
    click.option("--at-once", type=click.IntRange(1, 1024), default=128, help="Requests in all at once."),
    click.option("--attempts", type=click.IntRange(1, 10), default=3, help="How often to ask a server that fails."),
    click.option(
        "--most-wait", type=click.FloatRange(0), default=30.0, help="The longest wait in seconds a host may ask for."
    ),
    click.option(
        "--expiry",
        "expiry_days",
        type=click.IntRange(0, 365),
        default=14,
        help="Tell of certificates that run out in so many days.",
    ),
    click.option(
        "--authority", type=click.Path(exists=True, dir_okay=False), help="A file with more certificate authorities."
    ),
    click.option("--user-agent", "agent", default=AGENT, show_default=False, help="What to call oneself."),
    click.option(
        "--header",
        "headers",
        nargs=3,
        multiple=True,
        metavar="HOST NAME VARIABLE",
        help="Send HOST a header with what the environment variable holds.",
    ),
    click.option(
        "--remap",
        "remaps",
        nargs=2,
        multiple=True,
        metavar="PREFIX TO",
        help="Ask for addresses that begin with PREFIX at TO, another prefix or a folder.",
    ),
    click.option(
        "--resolve", "fixed", nargs=2, multiple=True, metavar="HOST IP", help="Connect to HOST at the address IP."
    ),
)


def pass_settings(command: Callable[..., R]) -> Callable[..., R]:
    """Give ``command`` the options above as ``settings``; ``remaps`` to folders stay an option of its own."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> R:
        asking = {name: options.pop(name) for name in NAMES}
        folders = tuple((_prefix(prefix), _folder(to)) for prefix, to in asking["remaps"] if not _is_address(to))
        return command(*args, settings=settings_from(**asking), folders=folders, **options)

    wrapped: Callable[..., R] = run
    for option in reversed(ASKING):
        wrapped = option(wrapped)
    return wrapped


NAMES = (
    *("allowed", "seconds", "connect_seconds", "deadline", "gap", "per_host", "at_once", "attempts", "most_wait"),
    *("expiry_days", "authority", "agent", "headers", "remaps", "fixed"),
)


def settings_from(  # noqa: PLR0913 - one for each option that is not taken as it is
    *,
    allowed: Iterable[str],
    authority: str | None,
    agent: str,
    headers: Iterable[tuple[str, str, str]],
    remaps: Pairs,
    fixed: Pairs,
    **plain: Any,
) -> Settings:
    """Return the settings that the options make; raises ``click.BadParameter`` for what cannot be."""
    return Settings(
        allowed=frozenset(map(_host, allowed)),
        authority=_authority(authority),
        agent=_agent(agent),
        headers=tuple(_header(*parts) for parts in headers),
        remaps=tuple(Remap(_prefix(prefix), _prefix(to)) for prefix, to in remaps if _is_address(to)),
        fixed={_host(host): _ip(address) for host, address in fixed},
        proxies=_proxies(),
        **plain,
    )


def _host(host: str) -> str:
    """Return a host as addresses are compared with it: in small letters, and a name of other letters as it is asked."""
    try:
        return ipaddress.ip_address(host.strip("[]")).compressed
    except ValueError:
        pass
    try:
        return host.lower().encode("idna").decode() if not host.isascii() else host.lower()
    except UnicodeError:
        raise click.BadParameter(f'"{host}" is no name of a host.') from None


def _header(host: str, name: str, variable: str) -> HostHeader:
    value = os.environ.get(variable)
    if not value:
        raise click.BadParameter(
            f"there is no environment variable {variable}, or nothing in it.", param_hint="--header"
        )
    if not value.isprintable() or not name.isascii() or not name.replace("-", "").isalnum():
        raise click.BadParameter(f'the header "{name}" or its value cannot be sent.', param_hint="--header")
    name_of_host, colon, port = host.rpartition(":") if host.rpartition(":")[2].isdecimal() else (host, "", "")
    return HostHeader(f"{_host(name_of_host)}{colon}{port}", name, value)


def _is_proxy(address: str) -> bool:
    from yarl import URL  # noqa: PLC0415 - it is long to load, and most runs need no proxy

    try:
        return _is_address(address) and bool(URL(address).raw_host)
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _prefix(address: str) -> str:
    """Return an address with at least a slash behind its host, so that no other host begins with it."""
    parts = urlsplit(address)
    if not _is_address(address) or not parts.hostname:
        raise click.BadParameter(f'"{address}" is no address.', param_hint="--remap")
    return address if parts.path else f"{address}/"


def _folder(path: str) -> str:
    if not os.path.isdir(path):  # noqa: PTH112 - it stays as it was written
        raise click.BadParameter(f'"{path}" is neither an address nor a folder.', param_hint="--remap")
    return path


def _authority(file: str | None) -> str:
    """Return the file, if it holds certificates."""
    if file:
        import ssl  # noqa: PLC0415 - few runs need it

        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
        except OSError:
            raise click.BadParameter(f"{file} holds no certificate in PEM form.", param_hint="--authority") from None
    return file or ""


def _agent(text: str) -> str:
    if not text.isprintable() or not text.isascii():
        raise click.BadParameter("it holds signs that cannot be sent.", param_hint="--user-agent")
    return text


def _ip(address: str) -> str:
    try:
        return ipaddress.ip_address(address).compressed
    except ValueError:
        raise click.BadParameter(f'"{address}" is no IP address.', param_hint="--resolve") from None


def _proxies() -> dict[str, str]:
    """Return the proxies that the environment names, by scheme; "no" has the hosts that are asked directly."""
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return {}
    from urllib.request import getproxies_environment  # noqa: PLC0415 - it loads much that few runs need

    found = {kind: proxy for kind, proxy in getproxies_environment().items() if kind in {"http", "https", "all", "no"}}
    for kind, proxy in found.items():
        if kind != "no" and not _is_proxy(proxy):
            words = f"{kind}_proxy names no http proxy, and no other can be used."
            raise click.UsageError(f"The environment variable {words}")
    return found
