"""Words that stayed, went and came, within bounds; and whether only typography changed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from consentbook.editions.changes.model import Passage, Runs
from consentbook.editions.changes.words import Block
from consentbook.wording.diff import word_diff

LONGEST = 20_000  # characters of a text; of a longer one no words are compared
MOST_PASSAGES, MOST_COMPARED = 100, 200_000  # passages and characters of one page
# Below this share of words that stayed, the old and the new text are easier to read apart.
KEPT = 0.5
SHORT = 200  # words of a page: even if all of them are others, they are shown

SIGNS = str.maketrans(
    dict.fromkeys("“”„«»″", '"') | dict.fromkeys("‘’‚′", "'") | dict.fromkeys("‐‑‒–—", "-") | {"…": "...", "\xad": ""}
)
FRENCH = re.compile(r" (?=[:;!?»])|(?<=«) ")


def typeless(text: str) -> str:
    """Return ``text`` in one typography: spaces, quotation marks and dashes of one kind."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return FRENCH.sub("", spaced).translate(SIGNS)


def compare_words(before: str, after: str) -> Runs:
    """Return the runs of words that stayed, went and came. A text of more than ``LONGEST`` characters is cut."""
    if len(before) > LONGEST or len(after) > LONGEST:
        return apart(_cut(before), _cut(after))
    found = tuple(word_diff(before, after))
    kept = sum(len(words) for kind, words in found if kind == "same")
    few = kept < KEPT * min(len(before), len(after))
    return apart(before, after) if few else found


def written_anew(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Return whether so few words of a page stayed that a reader had better read the whole page."""
    old, new = _words(tuple(before)), _words(tuple(after))
    shorter = min(len(old), len(new))
    return shorter > SHORT and LCSseq.similarity(old, new) < KEPT * shorter


@lru_cache(maxsize=2_000)  # a page that changed is compared with those of all earlier editions
def _words(blocks: tuple[Block, ...]) -> list[str]:
    return [word for _, words in blocks for word in words.split()]


def apart(before: str, after: str) -> Runs:
    """Return the whole of ``before`` as gone and the whole of ``after`` as new."""
    parted: Runs = (("gone", before), ("new", after))
    return tuple(run for run in parted if run[1])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def compare_blocks(before: Sequence[Block], after: Sequence[Block]) -> tuple[tuple[Passage, ...], int]:
    """Return the passages of a page that changed, and how many there are of which no words are compared.

    These come behind ``MOST_PASSAGES``, or behind ``MOST_COMPARED`` characters.
    """
    passages: list[Passage] = []
    compared = left_out = 0
    for section, gone, new in _passages(before, after):
        if len(passages) == MOST_PASSAGES or compared > MOST_COMPARED:
            left_out += 1
        else:
            passages.append(Passage(section, compare_words(gone, new)))
            compared += len(gone) + len(new)
    return tuple(passages), left_out


def _passages(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[str, str, str]]:
    """Yield each run of blocks that changed: the heading it stands below, what went, and what came."""
    gone: list[Block] = []
    new: list[Block] = []
    for old, now in [*_hunks(before, after), ([], [])]:
        gone, new = [*gone, *old], [*new, *now]
        if not (old or now) and (gone or new):
            went, came = ("\n\n".join(words for _, words in side) for side in (gone, new))
            yield (new or gone)[0][0], went, came
            gone, new = [], []


def _hunks(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[Sequence[Block], Sequence[Block]]]:
    """Yield the blocks that went and came, and two empty lists where some stayed."""
    for step in LCSseq.opcodes([words for _, words in before], [words for _, words in after]):
        if step.tag == "equal":
            yield [], []
        else:
            yield before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
