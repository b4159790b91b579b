"""Whatever the readers are given, they take it or refuse it in words; nothing ends in a fault of this program."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from consentbook.reading.offences import Offence, Rejected
from tests.fuzz.inputs import given_to
from tests.fuzz.readers import READERS, Read, Reader, small_project

EXAMPLES = 30  # of each reader; `make fuzz` gives them many more


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_project(tmp_path_factory.mktemp("fuzz") / "project")


FOUND = sorted((Path(__file__).parent / "found").iterdir(), key=lambda file: file.name)


@pytest.mark.parametrize("name", READERS)
def test_it_begins_from_real_files(root: Path, name: str) -> None:
    for seed in READERS[name].seeds:
        READERS[name].told(root, seed)


@pytest.mark.parametrize("file", FOUND, ids=[file.name for file in FOUND])
def test_what_was_found_once_is_not_found_again(root: Path, file: Path) -> None:
    READERS[file.name.rpartition("-")[0].replace("-", " ")].told(root, file.read_bytes())


def _raises(_: Path, raw: bytes) -> Iterator[str]:
    raise KeyError(raw)


def _steers(_: Path, raw: bytes) -> Iterator[str]:
    yield f"x.md:1: \x1b[31m{len(raw)}"


def _cannot_be_written(_: Path, raw: bytes) -> Iterator[str]:
    yield f"x.md:1: \ud800{len(raw)}"


def _refuses(_: Path, raw: bytes) -> Iterator[str]:
    raise Rejected([Offence("x.md", 1, "it is wrong", "Mend it.")])


@pytest.mark.parametrize(
    ("read", "raised"), [(_raises, KeyError), (_steers, AssertionError), (_cannot_be_written, UnicodeEncodeError)]
)
def test_a_reader_that_fails_would_be_found(root: Path, read: Read, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        Reader(read).told(root, b"x")
    assert Reader(_refuses).told(root, b"x") == ["x.md:1: it is wrong. Mend it."]


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_read_is_taken_or_refused_in_words(root: Path, name: str) -> None:
    reader = READERS[name]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(given_to(reader.seeds))
    def holds(raw: bytes) -> None:
        reader.told(root, raw)

    holds()
