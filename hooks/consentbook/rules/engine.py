"""Applies the rules of rules.yml to plain text. Knows nothing of snippets, so that it can review any text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from consentbook.reading.schema import Name, Schema, read_data

RULES = Path(__file__).parent / "rules.yml"


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Rule(Schema):
    """A rule: what it says, where it comes from, and texts that fail and pass it, by language.

    A rule with patterns is applied to plain text here; one without is a check of the library that knows more than
    the text.
    """

    says: str = Field(description="one sentence that says what must be so")
    mend: str = Field(description="one sentence on how to mend a text that fails")
    source: str = Field(description="where the rule comes from: a law, a guideline, or our own practice")
    patterns: dict[str, tuple[Pattern, ...]] = Field({}, description="regular expressions by language, or `any`")
    fails: dict[str, tuple[str, ...]] = Field({}, description="texts that fail, by language")
    passes: dict[str, tuple[str, ...]] = Field({}, description="texts that pass, by language")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a text that breaks a rule: the rule's code, and the words with their offsets."""

    code: Name
    start: int
    end: int
    words: str


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its code. Raises ``Rejected`` if rules.yml is not right."""
    return read_data(Rule, RULES)


def review_text(text: str, language: str = "en") -> Iterator[Finding]:
    """Yield what breaks a rule in plain ``text`` of the given language, in the order of the rules, then of places."""
    for code, pattern in _patterns(language):
        for found in pattern.finditer(text):
            yield Finding(code, found.start(), found.end(), found[0])


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (code, re.compile(pattern, re.IGNORECASE))
        for code, rule in rules().items()
        for key in ("any", language)
        for pattern in rule.patterns.get(key, ())
    )
