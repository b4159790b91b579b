"""Checklists are read as their authors wrote them, and everything that is wrong is said at once, with its line."""

from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.checklists.model import Scope, overlap
from consentbook.reading.offences import Rejected
from tests.checklists.pages import BANNER, DETAILS, LAUNCH, write


def test_an_item_is_read_with_its_details(tmp_path: Path) -> None:
    checklists, offences = write(tmp_path, banner=BANNER)
    assert offences == []
    one, two, three = (checklists.items[id_] for id_ in ("C01", "C02", "C03"))
    assert (one.text, one.roles, one.regions) == ("One thing is true.", ("engineering", "product"), ("eea", "us-ca"))
    assert (two.text, two.consent, two.required) == ("Another thing is true too.", ("opt-in",), False)
    assert (three.required, three.regions, three.consent) == (True, (), ())
    assert one.plain("Check") == "Look at it."
    assert one.plain("Helps") == "a text and code"
    assert one.snippets == ("banner/opt-in",)
    assert one.addresses("Source") == (("A law", "link:gdpr"),)
    assert [(entry.group, entry.item.id) for entry in checklists.lists["banner"].entries] == [
        ("First", "C01"),
        ("First", "C02"),
        ("Second", "C03"),
    ]


def test_a_list_names_items_of_another(tmp_path: Path) -> None:
    checklists, offences = write(tmp_path, banner=BANNER, launch=LAUNCH)
    assert offences == []
    assert [item.id for item in checklists.lists["launch"].items] == ["C03", "C01"]
    assert checklists.lists["launch"].items[1] is checklists.items["C01"]
    assert checklists.items["C01"].uri == "checklists/banner.md"


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope(), ["C01", "C02", "C03"]),
        (Scope(region="uk"), ["C02", "C03"]),
        (Scope(region="us"), ["C01", "C02", "C03"]),  # California lies in it
        (Scope(region="us-ca"), ["C01", "C02", "C03"]),
        (Scope(role="design"), []),
        (Scope(role="product", consent="notice"), ["C01", "C03"]),
    ],
)
def test_items_apply_by_region_role_and_consent(tmp_path: Path, scope: Scope, ids: list[str]) -> None:
    checklists, _ = write(tmp_path, banner=BANNER)
    assert [item.id for item in checklists.lists["banner"].items if item.applies(scope)] == ids


def test_regions_overlap_where_one_lies_in_the_other() -> None:
    assert overlap("us", "us-ca")
    assert overlap("ca-qc", "ca")
    assert not overlap("ca", "us-ca")
    assert not overlap("us-ca", "us-cax")


def test_the_digest_follows_statement_and_check_and_nothing_else(tmp_path: Path) -> None:
    digests = []
    for number, text in enumerate(
        [BANNER, BANNER.replace("So.", "Because."), BANNER.replace("One thing", "One"), BANNER.replace("Look", "See")]
    ):
        digests.append(write(tmp_path / str(number), banner=text)[0].items["C01"].digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def item(head: str, details: str = DETAILS) -> str:
    return f"# T\n\n{head}\n{details}"


BAD = {
    "no id": (item("- [ ] Do it."), 3, 'the item "Do it." has no id'),
    "small id": (item("- [ ] **c01** Do it."), 3, "has no id"),
    "the same id twice": (
        item("- [ ] **C01** Do it.") + f"- [ ] **C01** Do that.\n{DETAILS}",
        8,
        'the id "C01" is used twice, first at docs/checklists/a.md:3',
    ),
    "a link in the statement": (item("- [ ] **C01** Do [it](x.md)."), 3, "the statement of C01 is not plain words"),
    "markup in the statement": (item("- [ ] **C01** Do `it`."), 3, "the statement of C01 is not plain words"),
    "HTML in the statement": (item("- [ ] **C01** Do {: .x }"), 3, "the statement of C01 is not plain words"),
    "no role": (
        item("- [ ] **C01** Do it.", DETAILS.replace("For:", "Why:").replace("**Why:** So.", "**Helps:** So.")),
        3,
        "the item C01 does not say For",
    ),
    "no check": (item("- [ ] **C01** Do it.", DETAILS.replace("Check", "Helps")), 3, "the item C01 does not say Check"),
    "unknown role": (
        item("- [ ] **C01** Do it.", DETAILS.replace("engineering,", "enginering,")),
        4,
        'For: "enginering" is not known here (did you mean "engineering"?)',
    ),
    "unknown region": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Where:** eu\n"),
        8,
        'Where: "eu" is not known here',
    ),
    "any as a region": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Where:** any\n"),
        8,
        'Where: "any" is not known here',
    ),
    "unknown consent model": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Consent:** optin\n"),
        8,
        'Consent: "optin" is not known here (did you mean "opt-in"?)',
    ),
    "unknown level": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Level:** needed\n"),
        8,
        'Level: "needed" is not known here',
    ),
    "unknown label": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Wherefore:** x\n"),
        8,
        'unknown detail "Wherefore"',
    ),
    "a label twice": (item("- [ ] **C01** Do it.", f"{DETAILS}    - **Why:** x\n"), 8, "the item says Why twice"),
    "a line without a label": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - and so on\n"),
        8,
        "a line below an item has no label",
    ),
    "an entity in the statement": (
        item("- [ ] **C01** Do &lt;b&gt; it."),
        3,
        "the statement of C01 is not plain words",
    ),
    "a statement that begins with a digit": (item("- [ ] **C01** 3 clicks at most."), 3, "Begin with a letter"),
    "an id with another spelling": (item("- [ ] **C001** Do it."), 3, "has no id"),
    "an id that is no number": (item("- [ ] **C00** Do it."), 3, "has no id"),
    "an empty detail": (item("- [ ] **C01** Do it.", DETAILS.replace(" So.", "")), 5, "nothing stands behind Why"),
    "two levels": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - **Level:** required, advised\n"),
        8,
        "an item has one level",
    ),
    "a second paragraph": (item("- [ ] **C01** Do it.", f"{DETAILS}\n    And more.\n"), 9, "a detail is one paragraph"),
    "code below an item": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    ```\n    x\n    ```\n    more\n"),
        11,
        "a detail is one paragraph",
    ),
    "a task in a quote": (item("> - [ ] **C01** Do it.", ""), 3, "this task is not read as an item"),
    "a task in an ordered list": (item("1. [ ] **C01** Do it.", ""), 3, "this task is not read as an item"),
    "a task behind a tab": (item("-\t[ ] **C01** Do it.", ""), 3, "this task is not read as an item"),
    "a task that is indented": (
        item("- [ ] **C01** Do it.", f"{DETAILS}    - [ ] **C02** Do that.\n"),
        8,
        "this task is not read as an item",
    ),
    "a name of nothing": ("# T\n\n- [ ] **[C07](banner.md#c07)**\n", 3, "no checklist has the item C07"),
    "a name with the wrong page": (
        "# T\n\n- [ ] **[C01](b.md#c01)**\n",
        3,
        "the item C01 is not written there. Link it as `banner.md#c01`",
    ),
    "a name with the wrong anchor": ("# T\n\n- [ ] **[C01](banner.md#c02)**\n", 3, "the item C01 is not written there"),
    "a name twice": (
        "# T\n\n- [ ] **[C01](banner.md#c01)**\n- [ ] **[C01](banner.md#c01)**\n",
        4,
        "the item C01 stands in this list already",
    ),
    "details below a name": (
        "# T\n\n- [ ] **[C01](banner.md#c01)**\n    - **Why:** x\n",
        3,
        "the item C01 has its details where it is written",
    ),
}


@pytest.mark.parametrize(("text", "line", "wrong"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, wrong: str) -> None:
    pages = {"a": text} if "](b" not in text else {"a": text, "banner": BANNER}
    _, offences = write(tmp_path, "newest: [C03]\nremoved:\n" + GONE if len(pages) == 1 else "newest: [C03]\n", **pages)
    assert f"docs/checklists/a.md:{line}: " in "\n".join(map(str, offences))
    assert any(wrong in str(offence) and offence.line == line for offence in offences)


GONE = "  - { id: C02, said: Two, on: 2027-01-31 }\n  - { id: C03, said: Three, on: 2027-01-31 }\n"

BAD_IDS = {
    "an id that was never given": ("newest: [C02]\n", "docs/checklists/banner.md:27: the id C03 was never given"),
    "an id that vanished": ("# ids\nnewest: [C04]\n", "checklists.yml:2: the item C04 is in no list any more"),
    "an id that came back": (
        "newest: [C03]\nremoved:\n  - { id: C03, said: A third thing, on: 2027-01-31 }\n",
        "docs/checklists/banner.md:27: the id C03 belonged to an item that was removed",
    ),
    "an unknown replacement": (
        "newest: [C04]\nremoved:\n  - { id: C04, said: Four, on: 2027-01-31, instead: C09 }\n",
        'checklists.yml:3: no checklist has the item "C09"',
    ),
    "a letter twice": (
        "newest: [C03, C01]\n",
        "checklists.yml:1: newest names a letter twice",
    ),
    "an id that is removed twice": (
        "newest: [C04]\nremoved:\n  - { id: C04, said: Four, on: 2027-01-31 }\n  - { id: C04, said: Four, on: 2027-01-31 }\n",
        "checklists.yml:2: removed names an id twice",
    ),
    "a removed id that was never given": (
        "newest: [C03]\nremoved:\n  - { id: C09, said: Nine, on: 2027-01-31 }\n",
        "checklists.yml:3: the id C09 was never given",
    ),
    "no day": ("newest: [C04]\nremoved:\n  - { id: C04, said: Four }\n", 'checklists.yml:3: the key "on" is missing'),
    "no list of ids": ("newest: C03\n", 'checklists.yml:1: newest: got "C03", but a list was meant'),
    "nothing": ("", "checklists.yml:1: "),
}


@pytest.mark.parametrize(("newest", "wrong"), BAD_IDS.values(), ids=BAD_IDS.keys())
def test_ids_never_change(tmp_path: Path, newest: str, wrong: str) -> None:
    _, offences = write(tmp_path, newest, banner=BANNER)
    assert any(str(offence).startswith(wrong) for offence in offences), offences


def test_a_statement_and_a_name_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    wrapped = item("- [ ] **C01**\n  Do it\n  well.") + "- [ ] **[C02](banner.md#c02)** words\n  that go on\n"
    banner = BANNER.replace("**C01**", "**C04**")
    checklists, offences = write(tmp_path, "newest: [C04]\n", a=wrapped, banner=banner)
    assert offences == []
    assert [found.text for found in checklists.lists["a"].items] == ["Do it well.", "Another thing is true too."]


def test_details_may_be_indented_with_tabs(tmp_path: Path) -> None:
    _, offences = write(tmp_path, banner=BANNER.replace("    - **", "\t- **"))
    assert offences == []


def test_an_item_on_another_page_is_refused(project: Path) -> None:
    with (project / "docs/guide/why.md").open("a") as page:
        page.write("\n- [ ] **C11** Anything\n- [ ] my own task\n")
    with pytest.raises(Rejected) as rejected:
        read_book(project)
    assert [offence.wrong for offence in rejected.value.offences] == [
        "an item of a checklist stands outside docs/checklists/"
    ]


def test_a_removed_item_is_remembered(tmp_path: Path) -> None:
    ids = "newest: [C04]\nremoved:\n  - { id: C04, said: Four, on: 2027-01-31, instead: C01 }\n"
    checklists, offences = write(tmp_path, ids, banner=BANNER)
    assert offences == []
    assert (checklists.removed[0].id, str(checklists.removed[0].on), checklists.removed[0].instead) == (
        "C04",
        "2027-01-31",
        "C01",
    )
