"""The ledger of editions: what it takes, what it refuses, what it says of tags."""

from datetime import date
from pathlib import Path

import pytest

from consentbook.editions.ledger import LEDGER, Entry, add_entries, read_checked, read_ledger
from consentbook.editions.source import Tag
from consentbook.reading.offences import Offence, Rejected

COMMIT, DIGEST = "a" * 40, "b" * 64


def entry(edition: str, **more: object) -> Entry:
    return Entry(edition=edition, commit=COMMIT, digest=DIGEST, date=date(2026, 11, 2), **more)  # type: ignore[arg-type]


def test_what_is_added_is_read_again_oldest_first(tmp_path: Path) -> None:
    add_entries(tmp_path, [entry("2026.11"), entry("2026.2".replace(".2", ".02"))])
    add_entries(tmp_path, [entry("2026.10")])
    offences: list[Offence] = []
    ledger = read_ledger(tmp_path, offences)
    assert not offences
    assert list(ledger.entries) == ["2026.02", "2026.10", "2026.11"]
    assert ledger.entries["2026.10"] == entry("2026.10")


def test_what_stands_there_stays_when_an_entry_is_added(tmp_path: Path) -> None:
    add_entries(tmp_path, [entry("2026.10")])
    path = tmp_path / LEDGER
    path.write_text(path.read_text() + "# a word of the editor\n")
    before = path.read_text()
    add_entries(tmp_path, [entry("2026.11")])
    assert path.read_text().startswith(before)


def test_nothing_added_writes_nothing(tmp_path: Path) -> None:
    add_entries(tmp_path, [])
    assert not (tmp_path / LEDGER).exists()


GOOD = f'- edition: "2026.11"\n  commit: "{COMMIT}"\n  digest: "{DIGEST}"\n  date: "2026-11-02"\n'
BACK = "it is never edited, so bring it back from version control."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + GOOD, "5: the edition 2026.11 stands twice, first on line 1. Delete the entry that was added."),
        (
            GOOD + GOOD.replace("2026.11", "2026.1"),
            '5: edition: got "2026.1", but it must be written otherwise. '
            "The edition's name and git tag, as in 2026.11 or 2026.03.1.",
        ),
        (
            GOOD + "  status: withdrwan\n",
            '5: "withdrwan" is not known here (did you mean "withdrawn"?). One of: supported, withdrawn.',
        ),
        (GOOD + "  status:\n", "5: status: got nothing, but a word was meant. One of: supported, withdrawn."),
        (GOOD + "  status: [a]\n", "5: status: got a list, but a word was meant. One of: supported, withdrawn."),
        (
            GOOD + "  status: withdrawn\n",
            "5: the status is withdrawn, and no reason stands beside it. "
            "Add `reason:` with one sentence on why the edition was withdrawn.",
        ),
        (
            GOOD + "  status: supported\n  reason: Because.\n",
            "6: a reason stands here, and the status is supported. Write `status: withdrawn`, or delete the reason.",
        ),
        (
            GOOD + "  status: withdrawn\n  reason:\n",
            "6: reason: got nothing, but it must say something. One sentence on why the edition was withdrawn.",
        ),
        (
            GOOD + "  status: withdrawn\n  reason: |\n    2 texts\n    were wrong.\n",
            '6: reason: got "2 texts were wrong.", but plain words were meant, which begin with a letter and hold no '
            "sign of markup such as < [ * or _. One sentence on why the edition was withdrawn.",
        ),
        (
            GOOD + f"  status: withdrawn\n  reason: {'x' * 301}\n",
            f'6: reason: got "{"x" * 77}...", but at most 300 characters were meant. '
            "One sentence on why the edition was withdrawn.",
        ),
        (
            GOOD + "  colour: red\n",
            '5: unknown key "colour". Known here: edition, commit, digest, date, status, reason.',
        ),
        (
            GOOD.replace("2026-11-02", "2026-13-02"),
            f'4: date: got "2026-13-02", but a day was meant. The day of the commit, as in 2026-11-24; {BACK}',
        ),
        (
            GOOD.replace(COMMIT, "HEAD"),
            f'2: commit: got "HEAD", but it must be written otherwise. The commit that the tag names; {BACK}',
        ),
        (
            GOOD.replace(f'  digest: "{DIGEST}"\n', ""),
            '1: the key "digest" is missing. Add `digest:`. '
            f"The SHA-256 of the list of the edition's wording files; {BACK}",
        ),
        ("just text", '1: the whole: got "just text", but a list was meant. Begin each entry with `- `.'),
        (GOOD + "- 2026.12\n", '5: an entry: got "2026.12", but a mapping was meant. Write `key: value` lines.'),
        ("[" * 60, "1: the nesting is deeper than 12 levels. Write it flatter."),
        (
            GOOD + " status: withdrawn\n",
            "5: this is not YAML: what stands here does not fit what stands above it, or before it. "
            'Mind the indentation, and put a value that holds ": " or begins with a sign into quotes.',
        ),
    ],
)
def test_a_ledger_that_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / LEDGER).write_text(text)
    offences: list[Offence] = []
    read_ledger(tmp_path, offences)
    assert [str(offence) for offence in offences] == [f"editions.yml:{says}"]


def test_a_ledger_that_is_wrong_is_refused(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text("x" + GOOD)
    with pytest.raises(Rejected, match=r"editions.yml:\d: this is not YAML"):
        read_checked(tmp_path, [Tag("2026.11", COMMIT, 0)])


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.yml").write_text(GOOD)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / LEDGER).symlink_to("../out.yml")
    with pytest.raises(Rejected, match="leads out of the project"):
        read_checked(tmp_path / "p", [])


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        ([], "the tag 2026.11 is gone. Fetch it with `git fetch --tags`"),
        ([Tag("2026.11", "c" * 40, 0)], "names commit cccccccccccc now, and was published from aaaaaaaaaaaa"),
    ],
)
def test_a_tag_that_is_not_as_it_was_is_named(tmp_path: Path, tags: list[Tag], says: str) -> None:
    add_entries(tmp_path, [entry("2026.11")])
    with pytest.raises(Rejected, match=says):
        read_checked(tmp_path, tags)
    assert read_checked(tmp_path, [Tag("2026.11", COMMIT, 0)]).lines == {"2026.11": 3}


def test_withdrawn_editions_say_why(tmp_path: Path) -> None:
    add_entries(tmp_path, [entry("2026.10", status="withdrawn", reason="A text was wrong."), entry("2026.11")])
    ledger = read_checked(tmp_path, [Tag("2026.10", COMMIT, 0), Tag("2026.11", COMMIT, 0)])
    assert ledger.reasons == {"2026.10": "A text was wrong."}
    assert ledger.withdrawn("2026.10")
    assert not ledger.withdrawn("2026.11")
