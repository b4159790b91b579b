"""Which of the links are checked: the ones named, those of files that changed, those of one part of many."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Self
from urllib.parse import urlsplit

from consentbook.links.sources.places import Place

Places = Mapping[str, list[Place]]


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run: the ``number``-th of ``whole``. Hosts are dealt out by their name, the same way each time."""

    number: int
    whole: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shard that a text such as 3/10 names; raises ``ValueError`` on another text."""
        number, _, whole = text.partition("/")
        shard = cls(int(number), int(whole))
        if not 1 <= shard.number <= shard.whole <= 100_000:
            raise ValueError(f"{text} is no part of a whole")
        return shard

    def __str__(self) -> str:
        return f"{self.number}/{self.whole}"

    def has(self, name: str) -> bool:
        """Return whether a host, or a file, is dealt to this part."""
        import hashlib  # noqa: PLC0415 - few runs are split

        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.whole == self.number - 1

    def has_address(self, address: str) -> bool:
        """Return whether the host of an address is dealt to this part."""
        try:
            return self.has((urlsplit(address).hostname or "").rstrip("."))
        except ValueError:
            return self.has(address)


class NothingFits(Exception):
    """A pattern fits no address, no name of the register and no file. Says which."""


def only(places: Places, patterns: Iterable[str], names: Mapping[str, str]) -> dict[str, list[Place]]:
    """Return the places whose address or file fits one of ``patterns``, or whose name in the register is one.

    ``names`` has the addresses of the register. Raises ``NothingFits`` for a pattern that nothing fits, so that a
    mistake in it does not pass for a check.
    """
    kept: dict[str, set[Place]] = {}
    for pattern in patterns:
        found = _fitting(places, pattern, names)
        if not found:
            raise NothingFits(f'"{pattern}" fits no address, no name of the register and no file')
        for address, some in found.items():
            kept.setdefault(address, set()).update(some)
    return {address: sorted(kept[address]) for address in places if address in kept}


def _fitting(places: Places, pattern: str, names: Mapping[str, str]) -> dict[str, list[Place]]:
    found = {}
    for address, written in places.items():
        whole = address == names.get(pattern) or address == pattern or fnmatchcase(address, pattern)
        some = written if whole else [place for place in written if fnmatchcase(place.path, pattern)]
        if some:
            found[address] = some
    return found


def in_files(places: Places, files: Collection[str]) -> dict[str, list[Place]]:
    """Return the places that are in ``files``."""
    found = {address: [place for place in written if place.path in files] for address, written in places.items()}
    return {address: written for address, written in found.items() if written}
