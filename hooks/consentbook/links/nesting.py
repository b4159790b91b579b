"""Keeps pages from the parser that would take it minutes: those with elements nested thousands deep."""

import re
from collections import Counter

# A page of 1.3 MB with 200,000 elements in each other takes the parser minutes; browsers stop at 512.
DEEPEST = 5_000
SMALL = 100_000  # characters of a page that cannot be deep enough to matter
TOO_DEEP = f"more than {DEEPEST:,} elements stand in each other"
TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]{0,40})[^<>]*>")
# Elements that end by themselves, or that the next of their kind ends.
SHALLOW = frozenset(
    "a area base br col embed form hr img input link meta param source track wbr "  # noqa: SIM905 - a list of quotes
    "body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr".split()
)


def is_too_deep(text: str) -> bool:
    """Return whether more elements are open at some place than a page has, as far as its tags tell."""
    if len(text) < SMALL:
        return False
    opened: Counter[str] = Counter()
    depth = 0
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1] and name not in SHALLOW and not tag[0].endswith("/>"):
            opened[name] += 1
            depth += 1
        elif tag[1] and opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            return True
    return False
