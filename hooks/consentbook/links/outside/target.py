"""What is asked for, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from consentbook.links.codes import CODES, Weight
from consentbook.links.outside.answer import Version

if TYPE_CHECKING:
    from consentbook.links.register import Expectation


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something found of an address: its code, the address as linked, what happened, and where it led."""

    address: str
    code: str
    happened: str
    final: str = ""

    @property
    def weight(self) -> Weight:
        """How much it weighs."""
        return CODES[self.code].weight


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of an address the last time, and in which version."""

    findings: tuple[Finding, ...]
    version: Version


@dataclass(frozen=True, slots=True)
class Target:
    """An address to ask for: without its fragment, the fragments that are linked, and what the register expects.

    ``named`` says that the register has it; ``seen`` is what was found of it the last time, if that can still hold.
    """

    address: str
    fragments: frozenset[str] = frozenset()
    expected: "Expectation | None" = None
    named: bool = False
    seen: Seen | None = None

    @property
    def whole(self) -> bool:
        """Whether all of the page has to be read."""
        return bool(self.fragments) or bool(self.expected and (self.expected.text or self.expected.anchor))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address without its fragment: what was found, and whether a server said anything.

    ``version`` is the state of the page that was seen. ``fine`` is when the address was last seen to be fine, and
    ``failing`` since when it is broken, as far as the cache knows.
    """

    address: str
    findings: tuple[Finding, ...]
    answered: bool
    version: Version | None = None
    fine: datetime | None = None
    failing: datetime | None = None

    @property
    def weights(self) -> set[Weight]:
        """How much each finding weighs."""
        return {finding.weight for finding in self.findings}


def not_reached(address: str) -> Outcome:
    """Return what is said of an address to which a run that was ended did not come."""
    return Outcome(address, (Finding(address, "too-late", "the check was stopped"),), answered=False)


def targets(addresses: Iterable[str], named: Mapping[str, "Expectation | None"] | None = None) -> list[Target]:
    """Return each distinct address once, with the fragments that are linked on it.

    ``named`` has the register's addresses with what is expected of each; they come first.
    """
    named = named or {}
    wanted: dict[str, set[str]] = defaultdict(set)
    hopes: dict[str, Expectation | None] = {}
    for address in addresses:
        bare, fragment = urldefrag(address) if "#" in address else (address, "")
        wanted[bare] |= {fragment} if fragment else set()
        if address in named:
            hopes[bare] = named[address] or hopes.get(bare)
    found = [Target(bare, frozenset(marks), hopes.get(bare), bare in hopes) for bare, marks in wanted.items()]
    return sorted(found, key=lambda target: not target.named)
