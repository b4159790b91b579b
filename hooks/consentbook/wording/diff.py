"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from typing import Literal

from rapidfuzz.distance import LCSseq

Change = tuple[Literal["same", "gone", "new"], str]
TOKEN = re.compile(r"\s+|[\w-]{1,80}(?:/[\w-]{1,80})+|\w+|[^\w\s]")  # an id such as banner/opt-in is one word


def word_diff(before: str, after: str) -> list[Change]:
    """Return the runs of words that stayed, went and came; joined without the new ones they give ``before``."""
    changes: list[Change] = []
    gone = new = ""
    for kind, words in [*_runs(TOKEN.findall(before), TOKEN.findall(after)), ("same", "")]:
        if kind == "gone":
            gone += words
        elif kind == "new":
            new += words
        elif words.isspace() and (gone or new):  # white space alone does not part two changes
            gone, new = gone + words, new + words
        else:
            changes += _apart(gone, new)
            changes.append(("same", words))
            gone = new = ""
    return [change for change in changes if change[1]]


def _runs(before: list[str], after: list[str]) -> Iterator[Change]:
    for step in LCSseq.opcodes(before, after):
        if step.tag == "equal":
            yield "same", "".join(before[step.src_start : step.src_end])
        else:
            yield "gone", "".join(before[step.src_start : step.src_end])
            yield "new", "".join(after[step.dest_start : step.dest_end])


def _apart(gone: str, new: str) -> list[Change]:
    """Return a change; what both sides end with, white space that was drawn in, stays."""
    end = gone[len(gone.rstrip()) :]
    if end and new.endswith(end):
        return [("gone", gone.removesuffix(end)), ("new", new.removesuffix(end)), ("same", end)]
    return [("gone", gone), ("new", new)]
