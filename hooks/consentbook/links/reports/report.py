"""What a check of links found, placed where each link is written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from consentbook.links.codes import Weight, codes
from consentbook.links.outside.engine import Outcome
from consentbook.links.sources.places import Place
from consentbook.reading.files import HIDDEN

DOUBTFUL = {"soft-404", "login-wall", "sent-home", "parked"}
WEIGHTS: tuple[Weight, ...] = ("error", "warning", "unchecked", "hint")


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """A finding at one of the places where the address is written."""

    path: str
    line: int
    address: str
    code: str
    weight: Weight
    happened: str
    final: str
    mend: str

    def __str__(self) -> str:
        word = {"error": "is broken", "unchecked": "could not be checked", "hint": "could be better"}
        words = word.get(self.weight, "is probably not what was meant")
        return f"{self.path}:{self.line}: {self.address} {words}: {self.happened}. {self.mend} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Report:
    """Every finding in order, and how many addresses were looked at."""

    findings: tuple[Placed, ...]
    addresses: int
    answered: int

    def count(self, weight: Weight) -> int:
        """Return how many addresses have a finding of this weight."""
        return len({finding.address for finding in self.findings if finding.weight == weight})

    @property
    def summary(self) -> str:
        """One line on the whole."""
        words = ("broken", "doubtful", "could not be checked", "could be better")
        said = ", ".join(f"{self.count(weight)} {word}" for weight, word in zip(WEIGHTS, words, strict=True))
        return f"{self.addresses} addresses: {said}."


def report(outcomes: Iterable[Outcome], places: Mapping[str, list[Place]], named: Collection[str] = ()) -> Report:
    """Return the report on ``outcomes``; ``places`` says where each address, with its fragment, is written.

    What is doubtful of an address of the register, which ``named`` lists, is broken: these links are why there is one.
    """
    outcomes = tuple(outcomes)
    written: dict[str, list[tuple[str, Place]]] = {}
    for address, found in places.items():
        for key in {address, urldefrag(address).url}:
            written.setdefault(key, []).extend((address, place) for place in found)
    placed = (
        Placed(
            place.path,
            place.line,
            _visible(address),
            finding.code,
            "error" if finding.code in DOUBTFUL and address in named else finding.weight,
            _visible(finding.happened),
            _visible(finding.final),
            codes()[finding.code].mend,
        )
        for outcome in outcomes
        for finding in outcome.findings
        for address, place in written.get(finding.address, ())
    )
    return Report(
        tuple(sorted(set(placed))),
        len({outcome.address for outcome in outcomes}),
        sum(outcome.answered for outcome in outcomes),
    )


def _visible(text: str) -> str:
    """Return ``text`` on one line, without signs that would steer a terminal or break a report."""
    return HIDDEN.sub("\ufffd", " ".join(text.split()))
