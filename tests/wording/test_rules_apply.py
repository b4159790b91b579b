"""Every rule on wording has a project that breaks it, and the finding carries the rule's code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.reading.offences import Offence, Rejected
from consentbook.rules.engine import rules
from consentbook.wording.check import notices
from tests.test_bad_input import CASES, OPT_IN, replace

ENGLISH_CHANGED = replace(OPT_IN, "Refuse recording", "Do not record")


def lapsed(root: Path) -> None:
    reviewed = (
        "status: reviewed\n  reviewer: counsel\n  reviewed_on: 2025-01-01\n  review_by: 2025-06-01\n  revision: 1"
    )
    replace(OPT_IN, "status: draft", reviewed)(root)


BREAKING: dict[str, Callable[[Path], None]] = {
    "placeholder-left": CASES["placeholder left"][0],
    "absolute-claim": CASES["absolute claim"][0],
    "implied-consent": CASES["implied consent"][0],
    "necessary-category": CASES["necessary category"][0],
    "accept-without-reject": CASES["accepting without refusing"][0],
    "notice-in-opt-in-region": CASES["notice where a yes is needed"][0],
    "too-long": CASES["too long"][0],
    "missing-part": CASES["missing part"][0],
    "missing-element": CASES["element not covered"][0],
    "undeclared-variable": CASES["undeclared variable"][0],
    "unused-variable": CASES["variable nobody uses"][0],
    "stale-translation": ENGLISH_CHANGED,
    "unreleased": ENGLISH_CHANGED,
    "review-lapsed": lapsed,
}


def found(root: Path) -> tuple[Offence, ...]:
    try:
        book = read_book(root)
    except Rejected as rejected:
        return rejected.offences
    return tuple(notices(book.library, date(2026, 11, 24)))


def test_no_rule_is_forgotten() -> None:
    assert BREAKING.keys() == rules().keys()


@pytest.mark.parametrize("code", BREAKING)
def test_a_project_that_breaks_the_rule_is_told_its_code(project: Path, code: str) -> None:
    assert code not in {offence.code for offence in found(project)}
    BREAKING[code](project)
    assert code in {offence.code for offence in found(project)}
