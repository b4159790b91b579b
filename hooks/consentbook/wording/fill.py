"""Filling the blanks of a text. Values are checked by type and put into the tree, so that every format escapes them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from consentbook.reading.files import HIDDEN
from consentbook.wording.meta import Variable
from consentbook.wording.model import Text
from consentbook.wording.text import Blank, Block, Bullets, Inline, Link, Mark, Paragraph, Styled, Words

MOST = 200
HTTPS = re.compile(r"https://[^\s/@<>\"'`\\]+(/[^\s<>\"'`\\]*)?")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
WHOLE = re.compile(r"[1-9][0-9]{0,8}")
AND = {"en": " and ", "fr": " et ", "de": " und ", "es": " y ", "pt-BR": " e "}


class WrongValue(ValueError):
    """A value that does not fit its variable; says what was meant."""


def check_value(name: str, variable: Variable, value: str) -> None:
    """Raise ``WrongValue`` unless ``value`` fits the type of ``variable``. The items of a list stand a line each."""
    if not value.strip() or len(value) > MOST:
        raise WrongValue(f"{name}: from 1 to {MOST} characters were meant")
    if HIDDEN.search(value):
        raise WrongValue(f"{name}: a hidden control character stands in the value")
    meant = {
        "https-url": ("an address that begins with https://, without user or password", HTTPS.fullmatch(value)),
        "email": ("an e-mail address", EMAIL.fullmatch(value)),
        "integer": ("a whole number from 1", WHOLE.fullmatch(value)),
        "enum": (f"one of {', '.join(variable.choices)}", value in variable.choices),
        "date": ("a day such as 2026-03-31", _is_day(value)),
    }
    what, fits = meant.get(variable.type, ("", True))
    if not fits:
        raise WrongValue(f'{name}: {what} was meant, not "{value}"')


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


T = TypeVar("T", bound=Block | Inline)


def fill(text: Text, variables: Mapping[str, Variable], values: Mapping[str, str]) -> Text:
    """Return ``text`` with the blanks filled for which there is a value.

    Raises ``WrongValue`` for the first value that does not fit. Blanks in values stay plain words.
    """
    for name, value in values.items():
        check_value(name, variables[name], value)
    shown = {name: _shown(variables[name], value, text.language) for name, value in values.items()}
    parts = tuple(replace(part, blocks=_filled(part.blocks, shown)) for part in text.parts)
    return replace(text, parts=parts)


def _shown(variable: Variable, value: str, language: str) -> str:
    if variable.type != "list":
        return " ".join(value.split())
    items = [" ".join(item.split()) for item in value.splitlines() if item.strip()]
    return AND[language].join(filter(None, [", ".join(items[:-1]), items[-1]]))


def _filled(nodes: Iterable[T], values: Mapping[str, str]) -> tuple[T, ...]:
    return tuple(_fill_one(node, values) for node in nodes)


def _fill_one(node: T, values: Mapping[str, str]) -> T:
    match node:
        case Blank(variable) if variable in values:
            return Words(values[variable])  # type: ignore[return-value]  # an inline for an inline
        case Link(target, children):
            return replace(node, target=_fill_target(target, values), children=_filled(children, values))
        case Styled(_, children) | Mark(_, children) | Paragraph(children):
            return replace(node, children=_filled(children, values))
        case Bullets(_, items):
            return replace(node, items=tuple(_filled(item, values) for item in items))
    return node


def _fill_target(target: str, values: Mapping[str, str]) -> str:
    before, braces, after = target.partition("{{ ")
    name = after.removesuffix(" }}")
    return before + values[name] if braces and name in values else target
