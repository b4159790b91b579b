"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Change = tuple[Literal["same", "gone", "new"], str]
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


def word_diff(before: str, after: str) -> list[Change]:
    """Return the runs of words that stayed, went and came; joined without the new ones they give ``before``."""
    return list(_joined(_runs(TOKEN.findall(before), TOKEN.findall(after))))


def _runs(before: list[str], after: list[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield "same", "".join(before[start:end])
        else:
            yield "gone", "".join(before[start:end])
            yield "new", "".join(after[new_start:new_end])


def _joined(runs: Iterator[Change]) -> Iterator[Change]:
    return ((kind, words) for kind, words in runs if words)
