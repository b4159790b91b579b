"""What differs between two sides: things by their names, and what is known of a thing."""

from collections.abc import Iterator
from typing import TypeVar

from consentbook.editions.changes.model import Fact

S = TypeVar("S")


def both(old: dict[str, S], new: dict[str, S]) -> Iterator[tuple[str, S | None, S | None]]:
    """Yield each name with what stood there and what stands there, if that is not the same."""
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def facts_between(before: dict[str, str], after: dict[str, str]) -> tuple[Fact, ...]:
    """Return what is known otherwise after than before, by its name."""
    names = dict.fromkeys([*before, *after])
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(Fact(name, old, new) for name, old, new in pairs if old != new)
