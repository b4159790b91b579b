"""The report on a check of links: what was found at each place, and the state of the register's links."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from consentbook.links.codes import CODES, Weight
from consentbook.reading.offences import harmless

WEIGHTS: tuple[Weight, ...] = ("error", "suspect", "warning", "unchecked", "hint")
STRICT = {"extra": "forbid", "strict": True}
State = Literal["fine", "error", "suspect", "warning", "unchecked", "hint", "unknown"]


@dataclass(frozen=True)
class Must:
    """What a value must be that is read. Pydantic asks for it, which is loaded only where a report is read."""

    pattern: str | None = None
    least: int | None = None
    most: int | None = None
    check: Callable[[str], str] | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], dict[str, Any]]) -> object:
        """Return the schema of the type with these limits, as pydantic wants it."""
        limits = {"pattern": self.pattern, "ge": self.least, "le": self.most}
        schema = handler(source) | {name: limit for name, limit in limits.items() if limit is not None}
        check = {"type": "no-info", "function": self.check}
        return {"type": "function-after", "function": check, "schema": schema} if self.check else schema


def _is_part(text: str) -> str:
    number, _, whole = text.partition("/")
    if int(number) > int(whole):
        raise ValueError("there is no such part")
    return text


def _is_known(code: str) -> str:
    if code not in CODES:
        raise ValueError("there is no such code")
    return code


Moment = Annotated[str, Must(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Line = Annotated[int, Must(least=1)]
Count = Annotated[int, Must(least=0, most=10**12)]
Shard = Annotated[str, Must(r"^[1-9][0-9]{0,5}/[1-9][0-9]{0,5}$", check=_is_part)]
Code = Annotated[str, Must(check=_is_known)]


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """A finding at one of the places where the address is written.

    ``final`` is where the address led, ``since`` the moment from which it fails, as far as it is known, and ``archive``
    where an archive shows the page as it was.
    """

    __pydantic_config__ = STRICT
    path: str
    line: Line
    address: str
    code: Code
    weight: Weight
    happened: str
    final: str
    mend: str
    since: Moment | Literal[""] = ""
    archive: str = ""

    def __str__(self) -> str:
        return harmless(f"{self.path}:{self.line}: {self.words}")

    @property
    def words(self) -> str:
        """What is told of it, without its place."""
        words = f"{self.address} {WORDS[self.weight]}: {self.happened}. {self.mend}"
        if self.weight == "suspect":
            words += f" It has been so since {self.since[:10]} only, and may mend itself."
        if self.archive:
            words += f" As it was: {self.archive}"
        return f"{words} [{self.code}]"


WORDS: dict[Weight, str] = {
    "error": "is broken",
    "suspect": "does not work for the time being",
    "warning": "is probably not what was meant",
    "unchecked": "could not be checked",
    "hint": "could be better",
}


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """The state of one link of the register; ``checked`` is when it was asked for, and empty if it was not."""

    __pydantic_config__ = STRICT
    name: str
    address: str
    state: State = "unknown"
    checked: Moment | Literal[""] = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every finding in order, and what was looked at. ``complete`` says that nothing was left out for want of time.

    ``version`` is that of this form, ``shard`` which part of how many this is, as in 3/10. ``files`` have been read,
    and ``counts`` has how many addresses have a finding of each weight.
    """

    __pydantic_config__ = STRICT
    version: Literal[1] = 1
    made: Moment
    shard: Shard | None = None
    complete: bool = True
    files: Count = 0
    addresses: Count
    answered: Count
    counts: dict[Weight, Count] = field(default_factory=dict)
    register: tuple[Named, ...] = ()
    findings: tuple[Placed, ...] = ()

    @property
    def summary(self) -> str:
        """One line on the whole."""
        words = ("broken", "failing for a short time", "doubtful", "could not be checked", "could be better")
        pairs = zip(WEIGHTS, words, strict=True)
        said = ", ".join(f"{self.counts[weight]} {word}" for weight, word in pairs if weight in self.counts)
        files = f"{self.files} {'file' if self.files == 1 else 'files'} and " if self.files else ""
        return f"{files}{self.addresses} {'address' if self.addresses == 1 else 'addresses'}: {said}."


def counted(findings: Iterable[Placed]) -> dict[Weight, int]:
    """Return how many addresses have a finding of each weight; of a short time only if there are any."""
    by_weight: dict[Weight, set[str]] = {weight: set() for weight in WEIGHTS}
    for finding in findings:
        by_weight[finding.weight].add(finding.address)
    return {weight: len(found) for weight, found in by_weight.items() if found or weight != "suspect"}


def moment(when: datetime) -> str:
    """Return a moment as reports write it."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
