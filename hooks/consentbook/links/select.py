"""Which of the links are checked: the ones named, those of files that changed, those of one part of many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Self
from urllib.parse import urlsplit

from consentbook.links.outside.target import Finding
from consentbook.links.sources.places import Place, Written, visible

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


def only(written: Written, patterns: Iterable[str], names: Mapping[str, str]) -> Written:
    """Return what of ``written`` fits one of ``patterns`` by its address or file, or is named by one in the register.

    ``names`` has the addresses of the register. Raises ``NothingFits`` for a pattern that nothing fits, so that a
    mistake in it does not pass for a check.
    """
    kept: dict[str, set[Place]] = {}
    inside: set[tuple[Place, Finding]] = set()
    for pattern in patterns:
        found = _fitting(written.places, pattern, names)
        told = {(place, one) for place, one in written.findings if _fits(pattern, place.path, one.address)}
        if not found and not told:
            raise NothingFits(f'"{pattern}" fits no address, no name of the register and no file')
        for address, some in found.items():
            kept.setdefault(address, set()).update(some)
        inside |= told
    places = {address: sorted(kept[address]) for address in written.places if address in kept}
    return Written(places, sorted(inside), written.files)


def _fits(pattern: str, *words: str) -> bool:
    return any(fnmatchcase(word, pattern) for word in words)


def _fitting(places: Places, pattern: str, names: Mapping[str, str]) -> dict[str, list[Place]]:
    found = {}
    for address, written in places.items():
        whole = address == names.get(pattern) or address == pattern or fnmatchcase(address, pattern)
        some = written if whole else [place for place in written if fnmatchcase(place.path, pattern)]
        if some:
            found[address] = some
    return found


def in_files(written: Written, files: Iterable[PurePath]) -> Written:
    """Return what is written in ``files``, and what is wrong in others with links to them."""
    names = {visible(path.as_posix()) for path in files}
    found = {address: [place for place in some if place.path in names] for address, some in written.places.items()}
    places = {address: some for address, some in found.items() if some}
    inside = [(place, one) for place, one in written.findings if place.path in names or visible(one.final) in names]
    return Written(places, inside, len({place.path for some in places.values() for place in some}))
