"""What any page is to a check of links: what it leads to, and where it can be entered."""

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import unquote


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
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    left_out: tuple[tuple[int, str], ...] = ()
    markdown: bool = False


def has_anchor(anchors: Collection[str], fragment: str) -> bool:
    """Return whether a browser would go to ``fragment``: as written or decoded, or to the top (HTML, 7.4.6.3)."""
    if fragment in anchors:
        return True
    decoded = unquote(fragment.partition(":~:")[0])
    return not decoded or decoded in anchors or decoded.lower() == "top"
