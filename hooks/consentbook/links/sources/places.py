"""Where a link is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file and a line in it."""

    path: str
    line: int
