"""Histories: append-only, linked by hash, and refused when edited by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consentbook.reading.offences import Offence
from consentbook.wording.history import FIRST, History, digest, normalise
from consentbook.wording.ledger import append_entry, read_history
from consentbook.wording.read import read_library
from tests.support import consentbook, release

DAY = date(2026, 3, 1)


def three() -> History:
    history = History().released({"en": "one\n", "fr": "un\n"}, DAY, "docs", "First.")
    history = history.released({"en": "two\n", "fr": "un\n"}, date(2026, 4, 1), "docs", "Second.")
    return history.released({"en": "two\n"}, date(2026, 5, 1), "privacy", "Third.")


def test_each_revision_has_its_texts() -> None:
    history = three()
    assert [history.state(number) for number in (1, 2, 3)] == [
        {"en": "one\n", "fr": "un\n"},
        {"en": "two\n", "fr": "un\n"},
        {"en": "two\n"},
    ]
    assert history.state() == {"en": "two\n"}
    assert History().state() == {}


def test_only_what_changed_is_stored() -> None:
    assert [entry.texts for entry in three().entries] == [{"en": "one\n", "fr": "un\n"}, {"en": "two\n"}, {}]


@pytest.mark.parametrize(
    ("day", "revision"),
    [("2026-02-28", None), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 2), ("2027-01-01", 3)],
)
def test_what_was_in_force_on_a_day(day: str, revision: int | None) -> None:
    entry = three().on(date.fromisoformat(day))
    assert (entry and entry.revision) == revision


def test_each_entry_is_linked_to_the_one_before() -> None:
    first, second, third = three().entries
    assert (first.previous, second.previous, third.previous) == (FIRST, first.hash, second.hash)
    assert all(entry.hash == entry.expected_hash() for entry in three().entries)


def written(folder: Path) -> Path:
    for entry in three().entries:
        append_entry(folder, entry)
    return folder / "history.yml"


def read(folder: Path) -> tuple[History, list[str]]:
    offences: list[Offence] = []
    return read_history(folder, folder, offences), [str(offence) for offence in offences]


def test_what_is_written_is_read_back_and_earlier_bytes_stay(tmp_path: Path) -> None:
    append_entry(tmp_path, three().entries[0])
    before = (tmp_path / "history.yml").read_bytes()
    for entry in three().entries[1:]:
        append_entry(tmp_path, entry)
    assert (tmp_path / "history.yml").read_bytes().startswith(before)
    assert read(tmp_path) == (three(), [])
    assert [path.name for path in tmp_path.iterdir()] == ["history.yml"]


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ("      one\n", "      other\n", 1),
        ('reason: "Second."', 'reason: "Other."', 2),
        ('date: "2026-05-01"', 'date: "2026-05-02"', 3),
        ('author: "privacy"', 'author: "docs"', 3),
        ("      un\n", "      une\n", 1),
        ("revision: 2", "revision: 4", 2),
    ],
)
def test_an_entry_edited_by_hand_is_named_and_refused(tmp_path: Path, old: str, new: str, entry: int) -> None:
    path = written(tmp_path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    history, offences = read(tmp_path)
    assert history == History()
    assert any(f"entry {entry}: " in offence and "Restore the entry" in offence for offence in offences)


def test_an_entry_that_was_taken_out_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path)
    first, second, third = path.read_text().split("- revision: ")[1:]
    head = path.read_text().split("- revision: ")[0]
    path.write_text(f"{head}- revision: {first}- revision: {third}")
    assert any("entry 2: it is not linked to the entry before it" in offence for offence in read(tmp_path)[1])
    path.write_text(f"{head}- revision: {second}- revision: {third}")
    assert any("entry 1: it is not linked" in offence for offence in read(tmp_path)[1])


def test_a_whole_entry_forged_with_its_hash_breaks_the_next(tmp_path: Path) -> None:
    forged = History().released({"en": "forged\n"}, DAY, "docs", "First.").entries[0]
    for entry in (forged, *three().entries[1:]):
        append_entry(tmp_path, entry)
    assert any("entry 2: it is not linked to the entry before it" in offence for offence in read(tmp_path)[1])


visible = st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), max_size=40)


@given(st.lists(visible, min_size=1, max_size=6).map("\n".join))
def test_any_text_survives_writing_and_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("history")
    template = normalise(text)
    assume(template.strip())  # a text without a word is refused before it can be released
    entry = History().released({"en": template}, DAY, "docs", "First.").entries[0]
    append_entry(folder, entry)
    assert read(folder) == (History((entry,)), [])


@given(visible, visible)
def test_hashing_ignores_nothing_that_a_reader_could_see(one: str, other: str) -> None:
    def seen(text: str) -> str:
        return normalise(text).strip()

    same = digest(normalise(one)) == digest(normalise(other))
    assert same == (seen(one) == seen(other))


@given(visible)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert "".join(normalise(text).split()) == "".join(normalise(text.strip()).split())


BANNER = "snippets/banner/opt-in/en.md"


def change(project: Path, old: str, new: str) -> None:
    path = project / BANNER
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def test_releasing_gives_changed_snippets_their_next_revision(project: Path) -> None:
    change(project, "May we record", "Will you let us record")
    checked = consentbook(project, "check")
    assert "not as in revision 1: en. Release it" in checked.stderr
    assert checked.returncode == 0
    refused = consentbook(project, "check", "--release")
    assert refused.returncode == 1
    assert "[unreleased]" in refused.stdout
    ran = consentbook(
        project, "wording", "release", "--author", "docs", "--reason", "A friendlier question.", "--date", "2026-12-03"
    )
    assert ran.stdout == "banner/opt-in: revision 2 (en)\n"
    again = consentbook(project, "wording", "release", "--author", "docs", "--reason", "Again.")
    assert again.stdout == "Nothing has changed since the latest revisions.\n"
    after = consentbook(project, "check", "--release")
    assert after.returncode == 0
    assert (
        "snippets/banner/opt-in/fr.md:3: it translates revision 1, and the English text has changed since"
        in after.stderr
    )
    before = consentbook(project, "wording", "history", "banner/opt-in", "--on", "2026-12-02")
    assert "May we record how you use this site?" in before.stdout
    now = consentbook(project, "wording", "history", "banner/opt-in", "--on", "2026-12-03")
    assert "Will you let us record how you use this site?" in now.stdout
    diff = consentbook(project, "wording", "diff", "banner/opt-in", "1", "2")
    assert "[-May we-]{+Will you let us+} record how you use this site?" in diff.stdout


def test_a_release_of_the_past_is_refused(project: Path) -> None:
    change(project, "May we record", "Will you let us record")
    ran = consentbook(project, "wording", "release", "--author", "docs", "--reason", "Old.", "--date", "2020-01-01")
    assert ran.returncode == 2
    assert "was last released on" in ran.stderr


def test_a_release_that_one_history_refuses_writes_none(project: Path) -> None:
    arguments = ["wording", "release", "--author", "docs", "--reason", "Later.", "--date"]
    opt_out = project / "snippets/banner/opt-out/en.md"
    opt_out.write_text(opt_out.read_text().replace("## heading", "## heading\n\nPlease note:", 1))
    assert consentbook(project, *arguments, "2099-06-01").returncode == 0
    opt_out.write_text(opt_out.read_text().replace("Please note:", "Note:"))
    change(project, "May we record", "Will you let us record")
    before = (project / "snippets/banner/opt-in/history.yml").read_bytes()
    assert consentbook(project, *arguments, "2099-01-01").returncode == 2
    assert (project / "snippets/banner/opt-in/history.yml").read_bytes() == before


def test_a_lapsed_review_is_told_and_stops_a_release(project: Path) -> None:
    reviewed = (
        "status: reviewed\n  reviewer: counsel\n  reviewed_on: 2020-01-01\n  review_by: 2021-01-01\n  revision: 1"
    )
    change(project, "status: draft", reviewed)
    told = consentbook(project, "check")
    assert told.returncode == 0
    assert "the review was due by 2021-01-01" in told.stderr
    refused = consentbook(project, "check", "--release")
    assert refused.returncode == 1
    assert "[review-lapsed]" in refused.stdout
    in_time = consentbook(project, "check", "--release", SOURCE_DATE_EPOCH="1600000000")
    assert in_time.returncode == 0, "on that day the review was not due yet"


def test_a_review_of_another_text_does_not_count(project: Path) -> None:
    reviewed = (
        "status: reviewed\n  reviewer: counsel\n  reviewed_on: 2026-11-25\n  review_by: 2096-01-01\n  revision: 1"
    )
    change(project, "status: draft", reviewed)
    assert consentbook(project, "check", "--release").returncode == 0
    change(project, "May we record", "Will you let us record")
    release(project)
    refused = consentbook(project, "check", "--release")
    assert refused.returncode == 1
    assert "revision 1 was reviewed, and the text has changed since" in refused.stdout


def test_the_hashes_of_a_day_are_those_of_the_files_that_products_have(project: Path) -> None:
    change(project, "May we record", "Will you let us record")
    release(project)
    offences: list[Offence] = []
    snippet = read_library(project, offences).snippets["banner/opt-in"]
    shown = consentbook(project, "wording", "history", "banner/opt-in", "--on", "2099-01-01").stdout
    told = json.loads(consentbook(project, "wording", "history", "banner/opt-in", "--format", "json").stdout)
    for key, text in snippet.texts.items():
        assert f"--- {key}, SHA-256 of {key}.txt: {text.sha256}\n" in shown
        assert told[1]["files"][f"{key}.txt"] == text.sha256
    assert told[0]["files"]["en.txt"] != told[1]["files"]["en.txt"]
    assert told[1]["sha256"] == {key: digest(text.template) for key, text in snippet.texts.items()}
