"""What is packed beforehand: the same content, the same bytes, and only where it is smaller."""

import gzip
import os
import time

import brotli
import pytest

from consentbook.editions.hosting.compress import LEAST, PACKED, compressed

TEXT = b"We record how you use this site. " * 100


@pytest.mark.parametrize("ending", sorted(PACKED))
def test_text_is_packed_and_can_be_unpacked(ending: str) -> None:
    packed = compressed(f"2026.11/a{ending}", TEXT)
    assert gzip.decompress(packed[".gz"]) == TEXT
    assert brotli.decompress(packed[".br"]) == TEXT
    assert all(len(made) < len(TEXT) for made in packed.values())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("favicon.png", TEXT),
        ("SHA256SUMS", TEXT),
        ("index.html.gz", TEXT),
        ("html", TEXT),
        ("index.html", b""),
        ("index.html", TEXT[:LEAST]),
        ("noise.txt", os.urandom(5000)),
    ],
)
def test_what_gains_nothing_is_left_as_it_is(name: str, content: bytes) -> None:
    assert compressed(name, content) == {}


def test_just_above_the_least_is_packed() -> None:
    assert set(compressed("index.html", TEXT[: LEAST + 1])) == {".gz", ".br"}


def test_the_same_content_gives_the_same_bytes_at_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compressed("index.html", TEXT)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert compressed("other.html", TEXT) == before
    assert before[".gz"][4:8] == bytes(4)  # where gzip keeps a time
