"""Places what was found where each link is written, and says how much it weighs there."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consentbook.links.addresses import bare_of, host_of_written
from consentbook.links.codes import CODES, Weight
from consentbook.links.outside.target import Finding, Outcome
from consentbook.links.reports.report import WEIGHTS, Named, Placed, Report, counted, moment
from consentbook.links.sources.places import Place
from consentbook.reading.files import visible

# What is an error where a link of the register is concerned. What only says that robots are not welcome, or that a host
# wants to be asked later, is none: people can still read the page.
FAILING = {
    "soft-404",
    "login-wall",
    "sent-home",
    "parked",
    "server-error",
    "no-answer",
    "broken-answer",
    "other-scheme",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """How findings weigh: ``suspect`` is how long a link may fail that worked before.

    ``named`` are the register's addresses, and ``private`` the hosts of which no archive has anything.
    """

    now: datetime
    named: Collection[str] = ()
    suspect: timedelta = timedelta(0)
    private: Collection[str] = ()

    def weight(self, address: str, finding: Finding, outcome: Outcome) -> Weight:
        """Return what a finding weighs at the link ``address``.

        An address of the register that is doubtful or does not answer is broken: these links are why there is one. What
        worked before is suspect for a time; what never did is broken at once.
        """
        if address in self.named:
            return "error" if finding.code in FAILING else finding.weight
        young = outcome.fine and outcome.failing and self.now - outcome.failing < self.suspect
        return "suspect" if finding.weight == "error" and young and finding.code != "known-expired" else finding.weight


def report(
    outcomes: Iterable[Outcome],
    places: Mapping[str, list[Place]],
    rules: Rules,
    inside: Iterable[tuple[Place, Finding]] = (),
    files: int = 0,
) -> Report:
    """Return the report on ``outcomes``; ``places`` says where each address, with its fragment, is written.

    ``inside`` is what was found in ``files`` files, each finding with its place.
    """
    outcomes = tuple(outcomes)
    told = {finding.address for outcome in outcomes for finding in outcome.findings}
    written = _by_bare_address(places, told | set(map(bare_of, told)))
    placed = {
        _placed(place, address, finding, outcome, rules)
        for outcome in outcomes
        for finding in outcome.findings
        for address, place in written.get(finding.address) or written[bare_of(finding.address)]
    }
    of_files = Outcome("", (), answered=False)
    placed |= {_placed(place, found.address, found, of_files, rules) for place, found in inside}
    findings = tuple(sorted(placed))
    return Report(
        made=moment(rules.now),
        files=files,
        addresses=len({outcome.address for outcome in outcomes}),
        answered=len({outcome.address for outcome in outcomes if outcome.answered}),
        findings=findings,
        counts=counted(findings),
        complete=not any(finding.code == "too-late" for finding in findings),
    )


def _by_bare_address(places: Mapping[str, list[Place]], told: Set[str]) -> dict[str, list[tuple[str, Place]]]:
    """Return each link with its place, by its address and by the address without its fragment, of those in ``told``."""
    written: dict[str, list[tuple[str, Place]]] = {}
    for address, found in places.items():
        for key in {address, bare_of(address)} & told:
            written.setdefault(key, []).extend((address, place) for place in found)
    return written


def _placed(place: Place, address: str, finding: Finding, outcome: Outcome, rules: Rules) -> Placed:
    code, weight = CODES[finding.code], rules.weight(address, finding, outcome)
    failing = outcome.failing if weight in {"error", "suspect"} else None
    return Placed(
        visible(place.path),
        place.line,
        visible(address),
        finding.code,
        weight,
        visible(finding.happened),
        visible(finding.final),
        code.mend,
        moment(failing) if failing else "",
        visible(_archive(address, outcome.fine, rules.private)) if code.lost else "",
    )


def _archive(address: str, fine: datetime | None, private: Collection[str]) -> str:
    """Return where the Internet Archive shows the page, as it was when it was last fine; nothing of private hosts."""
    host = host_of_written(address)
    day = f"{fine:%Y%m%d}/" if fine else ""
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    return "" if name in private or "@" in host else f"https://web.archive.org/web/{day}{bare_of(address)}"


def with_register(found: Report, names: Mapping[str, str], asked: Collection[str]) -> Report:
    """Return the report with the state of each link of the register: ``names`` has addresses by name.

    What is not in ``asked``, or was not reached, is not known.
    """
    return replace(found, register=tuple(_named(found, *named, asked) for named in sorted(names.items())))


def _named(found: Report, name: str, address: str, asked: Collection[str]) -> Named:
    of_it = [finding for finding in found.findings if finding.address == address]
    told = tuple(sorted({finding.code for finding in of_it}))
    if bare_of(address) not in asked or told == ("too-late",):
        return Named(name, address)
    worst = min((finding.weight for finding in of_it), key=WEIGHTS.index, default=None)
    return Named(name, address, worst or "fine", found.made, told)
