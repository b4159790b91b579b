"""Where a link is written, and what was read: addresses with their places, and what is wrong between files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from consentbook.links.outside.target import Finding
from consentbook.reading.files import HIDDEN


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file and a line in it."""

    path: str
    line: int


@dataclass(slots=True)
class Written:
    """What was read: each address outside with its places, what is wrong between the files, how many files."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    findings: list[tuple[Place, Finding]] = field(default_factory=list)
    files: int = 0

    def add(self, address: str, places: Iterable[Place]) -> None:
        """Add an address outside and where it is written."""
        self.places.setdefault(address, []).extend(places)

    def tell(self, place: Place, code: str, address: str, happened: str, final: str = "") -> None:
        """Add something that is wrong."""
        self.findings.append((place, Finding(address, code, happened, final)))

    def in_order(self) -> "Written":
        """Return the same with everything sorted, and each thing once."""
        places = {address: sorted(set(found)) if found[1:] else found for address, found in sorted(self.places.items())}
        return Written(places, sorted(set(self.findings)), self.files)


@lru_cache(256)
def visible(name: str) -> str:
    """Return the name of a file or page on one line, without signs that would steer a terminal."""
    readable = name.encode("utf-8", "backslashreplace").decode()
    return HIDDEN.sub("\ufffd", readable.replace("\n", "\ufffd").replace("\r", "\ufffd").replace("\t", "\ufffd"))
