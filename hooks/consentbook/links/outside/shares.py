"""Parts many addresses by host, so that they can be asked for in several processes at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from consentbook.links.apart import processes
from consentbook.links.outside.engine import host_of
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Target

FEW = 500  # addresses for which a process of their own is not worth it
Share = tuple[list[Target], Settings]


def shares(wanted: Sequence[Target], settings: Settings) -> list[Share]:
    """Return what each process is to ask for, and how; nothing where all is to be asked for in one.

    A host is in one share alone, so that its pace is kept. There are no more requests at once than in one process.
    """
    many = processes(min(len(wanted) // FEW, settings.at_once))
    if many < 2:
        return []
    hosts = [host_of(settings.there(target.address)) for target in wanted]
    number_of = _evenly(Counter(hosts), many)
    parts: dict[int, list[Target]] = {}
    for target, host in zip(wanted, hosts, strict=True):
        parts.setdefault(number_of[host], []).append(target)
    if len(parts) < 2:
        return []
    each, more = divmod(settings.at_once, len(parts))
    return [(part, replace(settings, at_once=each + (number < more))) for number, part in enumerate(parts.values())]


def _evenly(hosts: Counter[str], many: int) -> dict[str, int]:
    """Return the number of the part to which each host belongs: the largest first, each to the smallest part."""
    sizes, number_of = [0] * many, {}
    for host, size in hosts.most_common():
        number_of[host] = sizes.index(min(sizes))
        sizes[number_of[host]] += size
    return number_of
