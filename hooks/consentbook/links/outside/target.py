"""What is asked for, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from consentbook.links.addresses import bare_of
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

    Several links of the register can lead to one page, so ``expected`` has what is expected of each by its address,
    with its fragment. ``named`` says that the register has it; ``seen`` is what was found of it the last time, if that
    can still hold.
    """

    address: str
    fragments: frozenset[str] = frozenset()
    expected: tuple[tuple[str, "Expectation"], ...] = ()
    named: bool = False
    seen: Seen | None = None

    @property
    def whole(self) -> bool:
        """Whether all of the page has to be read."""
        return bool(self.fragments) or any(expected.text or expected.anchor for _, expected in self.expected)


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


def targets(addresses: Collection[str], named: Iterable[tuple[str, "Expectation | None"]] = ()) -> list[Target]:
    """Return each distinct address once, with the fragments that are linked on it.

    ``named`` has the register's addresses, each with what is expected of it; those among ``addresses`` come first.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        bare, _, fragment = address.partition("#")
        wanted[bare] |= {fragment} if fragment else set()
    hopes: dict[str, list[tuple[str, Expectation]]] = {}
    for address, expected in named:
        if address in addresses:
            hopes.setdefault(bare_of(address), []).extend([(address, expected)] if expected else [])
    found = [
        Target(bare, frozenset(marks), tuple(hopes.get(bare, ())), bare in hopes) for bare, marks in wanted.items()
    ]
    return sorted(found, key=lambda target: not target.named)
