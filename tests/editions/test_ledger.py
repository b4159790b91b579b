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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + GOOD, "editions.yml:5: the edition 2026.11 stands twice, first on line 1"),
        (GOOD.replace("2026.11", "v1"), "editions.yml:1: editions.0.edition"),
        (GOOD + "  status: gone\n", 'editions.yml:5: "gone" is not known here. One of: supported, withdrawn'),
        (GOOD + "  status: withdrawn\n", "a reason goes with the status withdrawn, which needs one"),
        (GOOD + "  reason: Because.\n", "a reason goes with the status withdrawn"),
        (GOOD + "  colour: red\n", 'editions.yml:5: unknown key "colour"'),
        ("x" + GOOD, "editions.yml:"),
        ("- [" * 60, "editions.yml:1:"),
        (GOOD.replace(COMMIT, "HEAD"), "editions.yml:2: editions.0.commit"),
        ("just text", "editions.yml:1:"),
    ],
)
def test_a_ledger_that_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / LEDGER).write_text(text)
    with pytest.raises(Rejected) as rejected:
        read_checked(tmp_path, [Tag("2026.11", COMMIT, 0)])
    assert says in str(rejected.value)


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
