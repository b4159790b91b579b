"""What any page is to a check of links: what it leads to, and where it can be entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """A page. ``targets`` are what it leads to, as written and each once; ``lines`` where that is known already.

    ``base`` and ``canonical`` are what an HTML page says of itself. ``left_out`` tells what could not be read in it,
    ``markdown`` that a forge shows it, where a folder needs no index.
    """

    targets: tuple[str, ...] = ()
    anchors: frozenset[str] = frozenset()
    base: str = ""
    canonical: str = ""
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    left_out: tuple[tuple[int, str], ...] = ()
    markdown: bool = False
