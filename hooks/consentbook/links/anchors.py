"""Whether an anchor is on a page, in files and on fetched pages alike."""

import re
from collections.abc import Collection
from urllib.parse import unquote

# Of lines of a file, as the scripts of forges make them.
LINES = re.compile(r"L\d{1,9}(?:C\d{1,9})?(?:-L?\d{1,9}(?:C\d{1,9})?)?")


def has_anchor(anchors: Collection[str], fragment: str) -> bool:
    """Return whether a browser would go to ``fragment``: as written or decoded, or to the top (HTML, 7.4.6.3)."""
    if fragment in anchors:
        return True
    decoded = unquote(fragment.partition(":~:")[0])
    return not decoded or decoded in anchors or decoded.lower() == "top"
