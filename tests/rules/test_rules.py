"""The rules on wording: each has texts that fail it and texts that pass, in every language it speaks."""

import pytest

from consentbook.rules.engine import review_text, rules

FAILING = [
    (code, language, text) for code, rule in rules().items() for language, texts in rule.fails.items() for text in texts
]
PASSING = [
    (code, language, text)
    for code, rule in rules().items()
    for language, texts in rule.passes.items()
    for text in texts
]


@pytest.mark.parametrize(("code", "language", "text"), FAILING)
def test_fails(code: str, language: str, text: str) -> None:
    found = [finding for finding in review_text(text, language) if finding.code == code]
    assert found
    assert all(text[finding.start : finding.end] == finding.words for finding in found)


@pytest.mark.parametrize(("code", "language", "text"), PASSING)
def test_passes(code: str, language: str, text: str) -> None:
    assert not [finding for finding in review_text(text, language) if finding.code == code]


def test_a_rule_with_patterns_has_texts_for_each_language() -> None:
    for code, rule in rules().items():
        languages = set(rule.patterns) - {"any"}
        assert languages <= set(rule.fails), code
        assert languages <= set(rule.passes), code
        assert bool(rule.patterns) == bool(rule.fails), code


def test_a_rule_of_one_language_is_not_applied_to_another() -> None:
    assert [finding.code for finding in review_text("We never ask.", "en")] == ["absolute-claim"]
    assert not list(review_text("We never ask.", "de"))


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "[" * 50_000, "[a " * 30_000, "if you continue " * 5_000, "your use of our site " * 3_000]
)
def test_no_text_makes_a_rule_hang(text: str) -> None:
    """Patterns that backtrack would take minutes here; the suite's own time shows it."""
    for language in ("en", "fr", "de", "es", "pt-BR"):
        list(review_text(text, language))
