"""The register's list of addresses that are known to be broken: borne with for a time, and told when it is over."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from consentbook.links.addresses import bare_of
from consentbook.links.outside.target import Finding, Outcome, Target

if TYPE_CHECKING:
    from consentbook.links.register import Excluded, KnownBroken


NOT_LOOKED_AT = {"too-late", "not-asked"}


def without_excluded(wanted: Collection[Target], excluded: "Iterable[Excluded]") -> list[Target]:
    """Return the targets that no pattern matches as a whole; one of the register is never left out."""
    patterns = [re.compile(entry.pattern) for entry in excluded]
    return [
        target
        for target in wanted
        if target.named or not any(pattern.fullmatch(target.address) for pattern in patterns)
    ]


def bear_with_known(outcomes: Iterable[Outcome], entries: "Collection[KnownBroken]", today: date) -> list[Outcome]:
    """Return the outcomes with what is known to be broken put in its place; ``entries`` that are over are errors.

    An entry for an anchor also bears with its page.
    """
    if not entries:
        return list(outcomes)
    known = {bare_of(entry.url): entry for entry in entries} | {entry.url: entry for entry in entries}
    needed: set[str] = set()
    borne = [replace(outcome, findings=tuple(_borne(outcome.findings, known, today, needed))) for outcome in outcomes]
    return [*borne, *(_needless(entry) for entry in entries if entry.url not in needed)]


def _borne(
    findings: tuple[Finding, ...], known: "dict[str, KnownBroken]", today: date, needed: set[str]
) -> Iterator[Finding]:
    for finding in findings:
        entry = known.get(finding.address)
        if not entry or finding.weight == "hint":
            yield finding
            continue
        # Of each that is for this page or one of its anchors, it is needed, or not known that it is not.
        needed.update(one.url for one in known.values() if finding.address in {one.url, bare_of(one.url)})
        if finding.code in NOT_LOOKED_AT or (finding.weight == "unchecked" and today > entry.until):
            yield finding
        elif today <= entry.until:
            words = f"{finding.happened}; borne with until {entry.until}: {entry.reason.rstrip('.')}"
            yield Finding(finding.address, "known-broken", words, finding.final)
        else:
            words = f"{finding.happened}; it was borne with until {entry.until}"
            yield Finding(finding.address, "known-expired", words, finding.final)


def _needless(entry: "KnownBroken") -> Outcome:
    words = f"the register bears with it until {entry.until}, and there is no need"
    return Outcome(entry.url, (Finding(entry.url, "known-needless", words),), answered=False)
