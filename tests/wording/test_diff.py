"""What changed, word by word."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from consentbook.wording.diff import word_diff


def test_words_that_went_and_came_are_named() -> None:
    assert word_diff("We ask you first.", "We will ask you.") == [
        ("same", "We "),
        ("new", "will "),
        ("same", "ask you"),
        ("gone", " first"),
        ("same", "."),
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    changes = word_diff(before, after)
    assert "".join(words for kind, words in changes if kind != "new") == before
    assert "".join(words for kind, words in changes if kind != "gone") == after


def test_white_space_alone_does_not_part_two_changes() -> None:
    assert word_diff("May we record?", "Will you let us record?") == [
        ("gone", "May we"),
        ("new", "Will you let us"),
        ("same", " record?"),
    ]


def test_an_id_or_a_path_is_one_word() -> None:
    assert word_diff("Use banner/notice-only here", "Use banner/opt-out here") == [
        ("same", "Use "),
        ("gone", "banner/notice-only"),
        ("new", "banner/opt-out"),
        ("same", " here"),
    ]
    assert word_diff("opt-in", "opt-out") == [("same", "opt-"), ("gone", "in"), ("new", "out")]


def test_five_thousand_words_take_less_than_a_second_of_processor_time() -> None:
    rng = random.Random(1)
    words = [
        rng.choice(["the", "recording", "of", "a", "visit", "data", "we", "keep"]) + rng.choice(["", ",", "s"])
        for _ in range(5_000)
    ]
    other = [rng.choice(["other", word]) if rng.random() < 0.1 else word for word in words]
    started = time.process_time()
    assert word_diff(" ".join(words), " ".join(other))
    assert time.process_time() - started < 1
