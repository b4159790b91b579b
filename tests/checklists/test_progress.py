"""Exported files are read whatever their format, and what is none of ours is refused with every reason at once."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentbook.checklists.feed import checklist_files
from consentbook.checklists.gate import Gate, open_items
from consentbook.checklists.model import Checklists, Scope
from consentbook.checklists.progress import decoded, read_progress
from consentbook.checklists.write import to_csv, to_markdown, to_progress, to_text
from consentbook.reading.offences import Rejected
from consentbook.wording.feed import to_json
from tests.checklists.pages import BANNER, LAUNCH, write


@pytest.fixture
def checklists(tmp_path: Path) -> Checklists:
    return write(tmp_path, banner=BANNER, launch=LAUNCH)[0]


def exported(**changes: object) -> str:
    item = {
        "id": "C01",
        "done": True,
        "note": "n",
        "evidence": "https://x.test/",
        "by": "Ada",
        "at": "2027-01-31T09:00:00Z",
        "digest": "0123456789ab",
    }
    return json.dumps({"format": "consentbook-checklist", "version": 1, "items": [item | changes]}, indent=1)


def test_every_format_is_read_back(checklists: Checklists) -> None:
    found = checklists.lists["banner"]
    for text in (
        to_json(to_progress(found, Scope()).model_dump(mode="json")),
        to_markdown(found, Scope()),
        to_csv(found, Scope()),
        to_markdown(found, Scope(), details=True),
    ):
        read = read_progress(text, "f")
        assert {id_: item.done for id_, item in read.done.items()} == {"C01": False, "C02": False, "C03": False}
        assert len(set(read.lines.values())) == 3


def test_scope_and_list_are_read_back(checklists: Checklists) -> None:
    scope = Scope("uk", "product", "opt-in")
    found = checklists.lists["banner"]
    for text in (to_json(to_progress(found, scope).model_dump(mode="json")), to_markdown(found, scope)):
        progress = read_progress(text, "f").progress
        assert (progress.list, progress.region, progress.role, progress.consent) == (
            "banner",
            "uk",
            "product",
            "opt-in",
        )
        assert [item.id for item in progress.items] == ["C02", "C03"]


def test_a_task_list_in_somebody_elses_words_is_read() -> None:
    text = "# PR\n\n- [x] my own task\n* [X] **[C01](banner.md#c01)** done\n```\n- [x] **C05** in code\n```\n- [ ] **C02** open\n"
    read = read_progress(text, "f")
    assert {id_: item.done for id_, item in read.done.items()} == {"C01": True, "C02": False}
    assert read.lines == {"C01": 4, "C02": 8}


@pytest.mark.parametrize(
    "hidden",
    [
        "<!--\n- [x] **C01** a\n-->\n",
        "<pre>\n- [x] **C01** a\n</pre>\n",
        "Text\n\n    - [x] **C01** a\n",
        "```\nx\n    ```\n- [x] **C01** a\n```\n",
        "~~~\n- [x] **C01** a\n~~~\n",
        "Text\u2028- [x] **C01** a\n",
        "\u00a0- [x] **C01** a\n",
        "- [x] <!-- **C01** a -->\n",
        "- [x] `**C01**` a\n",
        "- \\[x] **C01** a\n",
    ],
)
def test_what_a_forge_does_not_show_as_a_task_does_not_count(hidden: str) -> None:
    assert read_progress(f"{hidden}\n- [ ] **C02** b\n", "f").done.keys() == {"C02"}


@pytest.mark.parametrize(
    "shown",
    [
        "1. [ ] **C01** a\n",
        "> - [ ] **C01** a\n",
        "- [ ]  **C01** a\n",
        "- a\n    - [ ] **C01** b\n",
        "+ [ ] **C01** a\r\n",
    ],
)
def test_what_a_forge_shows_as_a_task_counts(shown: str) -> None:
    assert not read_progress(shown, "f").done["C01"].done
    with pytest.raises(Rejected):
        read_progress(f"- [x] **C01** a\n\n{shown}", "f")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blanks_do_not_hide_which_list_it_is(end: str) -> None:
    text = end.join(["  <!-- consentbook checklist: banner; region: uk -->", "# T", "", "- [x] **C01** a", ""])
    progress = read_progress(text, "f").progress
    assert (progress.list, progress.region) == ("banner", "uk")


def test_somebody_elses_lines_below_an_item_say_nothing() -> None:
    text = "- [x] **C01** a\n    - Evidence: see the dashboard\n    - Done: yesterday\n    - Evidence: [run](https://x.test/)\n"
    item = read_progress(text, "f").progress.items[0]
    assert (item.evidence, item.at, item.by) == ("", "", "")


def test_no_text_of_a_file_steers_a_terminal_or_a_log() -> None:
    with pytest.raises(Rejected) as rejected:
        read_progress(exported(**{"k\n::error file=a::injected\x1b[31m" + "x" * 500: 1}), "f")
    assert len(str(rejected.value).splitlines()) == 1
    assert "\x1b" not in str(rejected.value)
    assert len(str(rejected.value)) < 300


def test_size_and_encoding_are_checked_first() -> None:
    for content, wrong in ((b"\xff\xfe", "it is no UTF-8 text"), ("é" * 3_000_000, "larger than 5,000,000 bytes")):
        with pytest.raises(Rejected, match=wrong):
            decoded(content if isinstance(content, bytes) else content.encode(), "f")


def test_a_tick_that_does_not_say_what_was_ticked_is_told(checklists: Checklists) -> None:
    gate = open_items(read_progress("- [x] **C01** One thing is true.\n", "f"), checklists, None, Scope())
    assert gate.open == ()
    assert [str(notice) for notice in gate.notices] == [
        "f:1: C01 does not say which state of it was ticked. Take the list that `consentbook checklist show` prints, and keep its comments."
    ]


def test_a_printed_list_remembers_what_was_ticked(checklists: Checklists, tmp_path: Path) -> None:
    ticked = to_markdown(checklists.lists["banner"], Scope()).replace("[ ]", "[x]")
    assert open_items(read_progress(ticked, "f"), checklists, checklists.lists["banner"], Scope()) == Gate((), (), 2)
    changed, _ = write(tmp_path / "new", banner=BANNER.replace("One thing", "Something else"))
    gate = open_items(read_progress(ticked, "f"), changed, changed.lists["banner"], Scope())
    assert [offence.wrong for offence in gate.open] == ["C01 has changed since it was ticked: Something else is true"]


def test_notes_evidence_and_who_are_read_from_markdown() -> None:
    text = (
        "- [x] **C01** Text. <!-- as of 0123456789ab -->\n    - Note: a \\*star\\* \\(c\\) @\u2060bo\n"
        "    - Evidence: <https://x.test/a_b>\n    - Done: 2027-01-31T09:00:00Z by Ada\\, privacy\n"
    )
    item = read_progress(text, "f").progress.items[0]
    assert (item.note, item.evidence, item.by, item.at, item.digest) == (
        "a *star* (c) @bo",
        "https://x.test/a_b",
        "Ada, privacy",
        "2027-01-31T09:00:00Z",
        "0123456789ab",
    )


def exported_many(*items: dict[str, object]) -> str:
    return json.dumps({"format": "consentbook-checklist", "version": 1, "items": items})


REFUSED = {
    "not ours": ('{"a": 1}', "it is no exported checklist"),
    "no JSON": ('{"format": ', "it is no JSON"),
    "deep": ('{"a":' + "[" * 100_000, "it is no JSON"),
    "a newer schema": (
        '{"format": "consentbook-checklist", "version": 2}',
        "it was written by a newer version: its schema is 2",
    ),
    "no items": ('{"format": "consentbook-checklist", "version": 1, "items": []}', "no item of a checklist is in it"),
    "prose": ("Dear all,\n\n- [x] done\n", "no item of a checklist is in it"),
    "nothing": ("", "no item of a checklist is in it"),
    "an unknown key": (exported(onload="x"), "f:6: onload: this is not known here"),
    "done as words": (exported(done="yes"), "f:6: done: "),
    "an evil address": (exported(evidence="javascript:alert(1)"), "f:6: evidence: "),
    "an address with a user": (exported(evidence="https://a@b.test/"), "f:6: evidence: "),
    "a long note": (exported(note="x" * 2001), "f:6: note: "),
    "a bad id": (exported(id="C1"), "f:6: id: "),
    "a bad time": (exported(at="yesterday"), "f:6: at: "),
    "a bad digest": (exported(digest="abc"), "f:6: digest: "),
    "an item twice": ("- [x] **C01** a\n- [ ] **C01** b\n", "f:2: the item C01 is there twice, first in line 1"),
    "an unknown region": (
        "<!-- consentbook checklist: banner; region: mars -->\n- [x] **C01** a\n",
        "region: only the items of this region; empty for all was meant",
    ),
    "an item twice on one line": (
        exported_many({"id": "C01", "done": False}, {"id": "C01", "done": True}),
        "the item C01 is there twice",
    ),
    "an item twice among a thousand": (
        exported_many(
            *({"id": f"D{number + 100}", "done": True} for number in range(1100)), {"id": "D200", "done": False}
        ),
        "the item D200 is there twice",
    ),
    "a key twice": (
        exported().replace('"done": true', '"done": false, "done": true'),
        "a key stands twice in one object",
    ),
    "no version": (
        '{"format": "consentbook-checklist", "items": [{"id": "C01", "done": true}]}',
        "version: this is missing",
    ),
    "a version that is true": (
        '{"format": "consentbook-checklist", "version": true, "items": [{"id": "C10", "done": true}]}',
        "version: ",
    ),
    "a time that never is": (exported(at="9999-99-99T99:99Z"), "f:6: at: when, in UTC"),
    "a host that is empty": (exported(evidence="https://?x"), "f:6: evidence: an https address"),
    "an unknown list name": (
        '{"format": "consentbook-checklist", "version": 1, "list": "A B", "items": []}',
        "list: the name of the checklist",
    ),
    "broken CSV": ('id,done\nC01,"yes\n', "it is no CSV"),
}


@pytest.mark.parametrize(("text", "wrong"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_ours_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_progress(text, "f")
    assert wrong in str(rejected.value)


def test_every_mistake_is_said_at_once() -> None:
    with pytest.raises(Rejected) as rejected:
        read_progress(exported(done="x", note=7, evidence="ftp://x"), "f")
    assert len(rejected.value.offences) == 3


def test_ten_thousand_items_are_read() -> None:
    items = [{"id": f"{chr(65 + number // 1000)}{number % 1000 + 100}", "done": True} for number in range(10_000)]
    text = json.dumps({"format": "consentbook-checklist", "version": 1, "items": items})
    assert len(read_progress(text, "f").progress.items) == 10_000


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", "{", "id,done\n", "- [x] **C01** "):
        with suppress(Rejected):
            assert read_progress(start + text, "f").progress.items


def test_the_gate_names_what_is_open_missing_and_changed(checklists: Checklists) -> None:
    item = checklists.items["C01"]
    changed = exported(digest="0" * 12)
    gate = open_items(read_progress(changed, "f"), checklists, checklists.lists["banner"], Scope())
    assert [offence.wrong[:30] for offence in gate.open] == [
        "C01 has changed since it was t",
        "C03 is missing: A third thing",
    ]
    fine = open_items(read_progress(exported(digest=item.digest), "f"), checklists, None, Scope())
    assert (fine.open, fine.count) == ((), 1)


def test_an_advised_item_holds_nothing_up(checklists: Checklists) -> None:
    gate = open_items(
        read_progress("- [x] **C01** a\n- [ ] **C02** b\n- [x] **C03** c\n", "f"),
        checklists,
        checklists.lists["banner"],
        Scope(),
    )
    assert gate.open == ()


def test_unknown_and_removed_items_are_noticed(tmp_path: Path) -> None:
    ids = "newest: [C04]\nremoved:\n  - { id: C04, said: Four., on: 2027-01-31, instead: C01 }\n"
    lists, _ = write(tmp_path, ids, banner=BANNER)
    gate = open_items(read_progress("- [x] **C04** a\n- [ ] **C99** b\n", "f"), lists, None, Scope())
    assert [str(notice) for notice in gate.notices] == [
        "f:1: C04 was removed on 2027-01-31: Four. Look at C01 instead.",
        "f:2: no checklist has the item C99. Correct the id.",
    ]


def test_text_and_details(checklists: Checklists) -> None:
    text = to_text(checklists.lists["banner"], Scope(), details=True)
    assert (
        "[ ] C01 One thing is true.\n      Engineering, Product · European Economic Area, California\n      Why: So.\n"
        in text
    )
    assert "Second\n[ ] C03" in text


def test_the_feed_holds_every_list_and_item(checklists: Checklists) -> None:
    files = {uri: json.loads(content) for uri, content in checklist_files(checklists).items()}
    index, schema = files["checklists/index.json"], files["checklists/progress.schema.json"]
    assert [entry["id"] for entry in index["lists"]] == ["banner", "launch"]
    assert index["lists"][1]["items"] == [{"id": "C03", "group": "All"}, {"id": "C01", "group": "All"}]
    assert index["items"]["C01"]["snippets"] == ["banner/opt-in"]
    assert index["items"]["C01"]["digest"] == checklists.items["C01"].digest
    assert (schema["properties"]["version"]["minimum"], schema["properties"]["version"]["maximum"]) == (1, 1)
    assert schema["additionalProperties"] is False
