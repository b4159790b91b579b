"""What changed from one state of a project to another, and what a product team is told to do about it."""

import shutil
from dataclasses import replace as with_values
from pathlib import Path

import pytest

from consentbook.editions.changes.compare import compare
from consentbook.editions.changes.diff import (
    LONGEST,
    MOST_PASSAGES,
    SHORT,
    compare_blocks,
    compare_words,
    typeless,
    written_anew,
)
from consentbook.editions.changes.model import Changes
from consentbook.editions.changes.narrow import narrowed
from consentbook.editions.changes.pages import moves
from consentbook.editions.changes.view import sections
from consentbook.editions.changes.words import MOST_BLOCKS, read_blocks
from tests.editions.changes.projects import (
    BANNER,
    FRENCH,
    FRONT,
    LIST,
    POLICY,
    WHY,
    Change,
    changed,
    read,
    release,
    remove,
    replace,
    small_project,
    write,
)

REPLACE = "Replace your copy of revision 1 by revision 2: English."
COUNSEL = "Have counsel look at the new words before you show them."
OTHER = FRONT.format(id="banner/other", title="Other banner", form="banner", consent="opt-in", regions="uk") + (
    "\n## body\n\nMay we, to [find faults]{.purpose}?\n\n## accept\n\nYes\n\n## reject\n\n[No]{.choice}\n"
)


def gone(root: Path) -> None:
    shutil.rmtree(root / "snippets/policy/short")


def moved(root: Path) -> None:
    (root / "docs/guide/why.md").rename(root / "docs/guide/reasons.md")
    for name in ("docs/index.md", "mkdocs.yml"):
        replace(name, "guide/why.md", "guide/reasons.md")(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path / "project")


def told(changes: Changes) -> list[str]:
    """Return each change as one line: kind, name, and what to do."""
    things = [(one.kind, one.id, one.actions) for one in (*changes.snippets, *changes.items)]
    things += [(page.kind, page.uri, page.actions) for page in changes.pages]
    things += [(link.kind, link.name, link.actions) for link in changes.links]
    return [f"{kind} {name}: {' '.join(action.words for action in actions)}" for kind, name, actions in things]


# fmt: off
CASES: dict[str, tuple[list[Change], list[str]]] = {
    "nothing": ([], []),
    "words that carry no element": (
        [replace(BANNER, "It works either way.", "All works either way."), release("Shorter.")],
        [f"changed banner/ask: {REPLACE} {COUNSEL} The English text changed, and French did not follow: ask for a translation."],
    ),
    "words that carry the purpose": (
        [replace(POLICY, "[find faults]", "[sell more]"), release("Other purpose.")],
        ["changed policy/short: Replace your copy of revision 1 by revision 2: English. The words on purpose changed: "
         "ask counsel, and check whether people must be told or asked again."],
    ),
    "the purpose in one that asks": (
        [replace(BANNER, "[find faults]", "[sell more]"), replace(FRENCH, "translates: 1", "translates: 2"), release("Other.")],
        [f"changed banner/ask: {REPLACE} The words on purpose changed: ask counsel, and check whether people must be asked again."],
    ),
    "retention and choice": (
        [replace(POLICY, "[30 days]", "[90 days]"), replace(POLICY, "[you may refuse]", "[you may refuse by mail]"), release("Longer.")],
        [f"changed policy/short: {REPLACE} {COUNSEL} The words on retention changed: check that they are true of your product. "
         "The words on the choice changed: check that refusing and withdrawing work in your product as they say."],
    ),
    "typography alone": (
        [replace(POLICY, "We record visits to", "We  record\u00a0visits to"), release("Spaces.")],
        ["changed policy/short: No need to act. Take it over with your next release."],
    ),
    "a text that is not released": (
        [replace(POLICY, "We record", "We watch")],
        ["changed policy/short: Wait for the release of English: what is here can still change."],
    ),
    "a translation": (
        [replace(FRENCH, "Tout marche", "Le site marche"), release("Clearer.")],
        [f"changed banner/ask: Replace your copy of revision 1 by revision 2: French. {COUNSEL}"],
    ),
    "a text that came": (
        [write("snippets/banner/ask/en.formal.md", "---\nid: banner/ask\nreview:\n  status: draft\n---\n\n## body\n\nMay {{ company }}, to "
               "[find faults]{.purpose}?\n\n## accept\n\nAllow\n\n## reject\n\n[Refuse]{.choice}\n"), release("A tone.")],
        ["changed banner/ask: There is a text now in English (formal): use it if you speak to readers of it."],
    ),
    "a text that went": (
        [remove(FRENCH), release("No French.")],
        ["changed banner/ask: Stop using French: there is no such text any more."],
    ),
    "a blank that came": (
        [replace(POLICY, "We record", "{{ vendor }} records for us"),
         write("snippets/variables.yml", "company:\n  label: Company\n  type: string\n  example: X\n  help: Yours.\n"
               "vendor:\n  label: Vendor\n  type: string\n  example: Y\n  help: Who records.\n"), release("Name it.")],
        [f"changed policy/short: {REPLACE} {COUNSEL} Give a value for Vendor (vendor): Who records."],
    ),
    "a blank that went": (
        [replace(BANNER, "{{ company }}", "we"), replace(FRENCH, "{{ company }} peut-elle", "Pouvons-nous"),
         replace(POLICY, "We record", "{{ company }} records"), replace(FRENCH, "translates: 1", "translates: 2"), release("We.")],
        ["changed banner/ask: Replace your copy of revision 1 by revision 2: English and French. "
         f"{COUNSEL} Company (company) is asked for no more.",
         f"changed policy/short: {REPLACE} {COUNSEL} Give a value for Company (company): The name of your company."],
    ),
    "regions": (
        [replace(BANNER, "regions: [eea, uk]", "regions: [eea]")],
        ["changed banner/ask: Check that you may still use it where you do: regions changed."],
    ),
    "a wording that was withdrawn": (
        [replace(POLICY, "status: draft", "status: withdrawn")],
        ["changed policy/short: Stop using English: the wording was withdrawn. Ask counsel what to show instead."],
    ),
    "a title": ([replace(POLICY, "title: Short", "title: Brief")], ["changed policy/short: No need to act."]),
    "a snippet that came": (
        [write("snippets/banner/other/en.md", OTHER), release("Another.")],
        ["added banner/other: No need to act. Use it where it fits."],
    ),
    "a snippet that went": (
        [gone], ["removed policy/short: Stop using it. Nothing replaces it: ask counsel what to show instead."],
    ),
    "a snippet that was replaced": (
        [gone, write("snippets/banner/other/en.md", OTHER.replace("limits:", "replaces: [policy/short]\nlimits:")), release("Other.")],
        ["added banner/other: Use it in place of policy/short, which is gone.",
         "removed policy/short: Stop using it. Use Other banner (banner/other) instead."],
    ),
    "the statement of an item": (
        [replace(LIST, "asks first", "asks before")],
        ["changed C01: Answer it again before the next launch: what it states, or how to check it, changed."],
    ),
    "why an item is there": ([replace(LIST, "- **Why:** It must.\n    - **Check:** Load", "- **Why:** It should.\n    - **Check:** Load")],
                             ["changed C01: No need to act."]),
    "an item that is required now": (
        [replace(LIST, "    - **Level:** advised\n", "")], ["changed C02: Answer it before the next launch: it is required now."],
    ),
    "whom an item is for": (
        [replace(LIST, "**Where:** eea", "**Where:** eea, uk")], ["changed C02: Check whether it is yours to answer: whom it is for changed."],
    ),
    "an item that came": (
        [replace("checklists.yml", "C02", "C03"), replace(LIST, "- [ ] **C02**", "- [ ] **C03** More.\n    - **For:** design\n    - **Why:** So.\n"
         "    - **Check:** Look.\n    - **Source:** us\n- [ ] **C02**")],
        ["added C03: Answer it before the next launch."],
    ),
    "an item that went": (
        [write("checklists.yml", "newest: [C02]\nremoved:\n  - { id: C02, said: Refusing works, on: 2026-12-01, instead: C01 }\n"),
         replace(LIST, "- [ ] **C02**", "- [x] gone\n\nend"), lambda root: (root / LIST).write_text((root / LIST).read_text().partition("- [x] gone")[0])],
        ["removed C02: Answer C01 instead, which says it now."],
    ),
    "a page that came": ([write("docs/new.md", "# New\n")], ["added new.md: Read it if you work on what it is about."]),
    "a page that went": (
        [remove(WHY), write("docs/index.md", "# Start\n\nRead [why](guide/why.md).\n".replace("[why](guide/why.md)", "why")), replace("mkdocs.yml", "guide/why.md", "")],
        ["removed guide/why.md: Mend your links to it: it is gone."],
    ),
    "a page that moved": ([moved], ["moved guide/reasons.md: Mend your links to guide/why/."]),
    "a page that moved and says so": (
        [moved, replace("docs/guide/reasons.md", "title: Why", "title: Why\nmoved_from: [guide/why.md]"), replace("docs/guide/reasons.md", "trust", "believe")],
        ["moved guide/reasons.md: Mend your links to guide/why/."],
    ),
    "a page": ([replace(WHY, "They may refuse.", "They may say no.")], ["changed guide/why.md: Read what changed."]),
    "code on a page": ([replace(WHY, "init()", "start()")], ["changed guide/why.md: Read what changed."]),
    "typography of a page": ([replace(WHY, "They may refuse.", "They may refuse…"), replace(WHY, "They may refuse…", "They  *may* refuse.")], []),
    "dashes on a page": ([replace(WHY, "People trust", "People - trust"), replace(WHY, "- trust", "– trust")], ["changed guide/why.md: Read what changed."]),
    "a named link": (
        [replace("links.yml", "vendor.example/trust", "vendor.example/safety")],
        ["changed trust: Where your product links to https://vendor.example/trust, link to https://vendor.example/safety instead."],
    ),
    "a named link that went": (
        [replace("links.yml", "  trust:\n    url: https://vendor.example/trust\n    title: Trust page\n    owner: privacy\n", "")],
        ["removed trust: Check your links to https://vendor.example/trust: this site leads there no more."],
    ),
    "what is expected of a link": ([replace("links.yml", "title: Trust page", "title: Trust page\n    expect:\n      text: trust")], []),
}
# fmt: on


@pytest.mark.parametrize(("steps", "expected"), CASES.values(), ids=CASES)
def test_what_changed_is_told_with_what_to_do(root: Path, steps: list[Change], expected: list[str]) -> None:
    assert told(changed(root, *steps)) == expected


def test_reasons_and_days_come_from_the_history(root: Path) -> None:
    steps = [
        replace(POLICY, "We record", "We do record"),
        release("Stress it."),
        replace(POLICY, "do record", "record"),
        release("Do not."),
    ]
    (snippet,) = changed(root, *steps).snippets
    assert (snippet.before, snippet.after) == (1, 3)
    assert [(made.number, str(made.day), made.reason) for made in snippet.revisions] == [
        (2, "2026-11-24", "Stress it."),
        (3, "2026-11-24", "Do not."),
    ]
    assert not snippet.texts, "the words are as they were"


def test_words_are_compared_one_by_one(root: Path) -> None:
    changes = changed(
        root, replace(POLICY, "30 days", "90 days"), release("Longer."), replace(WHY, "They may", "All may")
    )
    (text,) = changes.snippets[0].texts
    assert (text.key, text.elements) == ("en", ("retention",))
    assert [run for run in text.words if run[0] != "same"] == [("gone", "30"), ("new", "90")]
    (passage,) = changes.pages[0].passages
    assert (passage.section, passage.words) == ("Trust", (("gone", "They"), ("new", "All"), ("same", " may refuse.")))


def test_going_back_is_told_the_other_way_round(root: Path) -> None:
    before = read(root)
    replace(POLICY, "30 days", "90 days")(root)
    release("Longer.")(root)
    (snippet,) = compare(read(root), before).snippets
    assert (snippet.before, snippet.after, snippet.revisions) == (2, 1, ())
    assert snippet.actions[0].words == "Replace your copy of revision 2 by revision 1: English."


def test_a_page_says_where_it_was_though_another_has_the_same_words(root: Path) -> None:
    before = read(root)
    moved(root)
    write("docs/guide/twin.md", (root / "docs/guide/reasons.md").read_text())(root)
    replace("docs/guide/twin.md", "title: Why", "title: Why\nmoved_from: [guide/why.md]")(root)
    assert moves(before, read(root)) == {"guide/why.md": "guide/twin.md"}


def test_wording_is_grouped_by_form_and_region_any_region_first(root: Path) -> None:
    for name, regions in (("a", "us"), ("b", "any"), ("c", "uk, eea"), ("d", "any")):
        text = OTHER.replace("banner/other", f"banner/{name}").replace("regions: [uk]", f"regions: [{regions}]")
        write(f"snippets/banner/{name}/en.md", text)(root)
    changes = changed(
        root,
        release("New."),
        *(replace(f"snippets/banner/{name}/en.md", "May we", "Could we") for name in "abcd"),
        replace(POLICY, "We", "I"),
    )
    (section,) = sections(changes)
    shown = [(group.title, [entry.anchor for entry in group.entries]) for group in section.groups]
    assert shown == [
        ("Policy paragraph: Any region", ["policy--short"]),
        ("Banner: Any region", ["banner--b", "banner--d"]),
        ("Banner: European Economic Area, United Kingdom", ["banner--c"]),
        ("Banner: United States", ["banner--a"]),
    ]


@pytest.mark.parametrize(
    ("form", "region", "left"),
    [
        (None, None, ["banner/ask", "policy/short", "C01", "C02", "guide/why.md"]),
        ("banner", None, ["banner/ask"]),
        (None, "uk", ["banner/ask", "policy/short", "C01"]),
        (None, "eea", ["banner/ask", "policy/short", "C01", "C02"]),
        ("banner", "us-ca", []),
        ("policy", "us-ca", ["policy/short"]),
    ],
)
def test_changes_are_narrowed_to_a_form_and_a_region(
    root: Path, form: str | None, region: str | None, left: list[str]
) -> None:
    changes = changed(
        root,
        replace(BANNER, "regions: [eea, uk]", "regions: [eea]"),
        replace(POLICY, "30", "90"),
        replace(LIST, "It must.", "It should."),
        replace(WHY, "may", "can"),
    )
    narrow = narrowed(changes, form, region)
    assert [*(one.id for one in (*narrow.snippets, *narrow.items)), *(page.uri for page in narrow.pages)] == left


def test_a_long_text_is_not_compared_word_by_word_and_is_cut() -> None:
    long = "word " * LONGEST
    (gone, new) = compare_words(long, f"{long}end")
    assert (gone[0], new[0]) == ("gone", "new")
    assert len(gone[1]) == len(new[1]) == LONGEST + len(" ...")


def test_texts_with_little_in_common_are_shown_one_after_the_other() -> None:
    assert compare_words("We keep it for a week.", "Nobody sells a thing to them.") == (
        ("gone", "We keep it for a week."),
        ("new", "Nobody sells a thing to them."),
    )


def test_a_page_of_many_changes_shows_some_and_counts_the_others() -> None:
    before = [("", f"block {number}") for number in range(1_000)]
    after = [("", words if number % 2 else f"{words} new") for number, (_, words) in enumerate(before)]
    passages, left_out = compare_blocks(before, after)
    assert (len(passages), left_out) == (MOST_PASSAGES, 500 - MOST_PASSAGES)


def test_of_a_page_of_long_changes_some_are_compared_and_the_others_counted() -> None:
    before = [("", f"{number} {'word ' * 3_000}") for number in range(100)]
    after = [("", words if number % 2 else f"{words} new") for number, (_, words) in enumerate(before)]
    passages, left_out = compare_blocks(before, after)
    assert (len(passages), left_out) == (7, 43)


def test_a_page_that_was_written_anew_is_told_without_its_words(root: Path) -> None:
    texts = (" ".join(f"{word}{number}" for number in range(2 * SHORT)) for word in ("old", "new"))
    old, new = (write("docs/guide/long.md", f"# Long\n\n{text}.\n") for text in texts)
    old(root)
    before = read(root)
    new(root)
    changes = compare(before, read(root))
    assert told(changes) == ["changed guide/long.md: Read it again if you work on what it is about."]
    (entry,) = sections(changes)[0].groups[0].entries
    assert entry.line == "Changed: guide/long/."
    assert entry.said == ("Written anew: less than half of the words stayed.",)
    assert (changes.pages[0].anew, entry.shown) == (True, ())


@pytest.mark.parametrize(("stayed", "length", "anew"), [(99, 300, True), (160, 300, False), (0, SHORT, False)])
def test_a_page_of_which_few_words_stayed_is_written_anew_unless_it_is_short(
    stayed: int, length: int, anew: bool
) -> None:
    before = [("", f"word{number}") for number in range(length)]
    after = [("", words if number < stayed else f"{words} new") for number, (_, words) in enumerate(before)]
    after = [("", words.replace(" ", "-")) for _, words in after]
    assert written_anew(before, after) is anew


def test_a_page_that_only_lost_its_half_was_not_written_anew() -> None:
    before = [("", f"word{number}") for number in range(1_000)]
    assert not written_anew(before, before[:400])
    assert not written_anew(before[:400], before)


def test_a_page_of_very_many_blocks_has_the_rest_in_one() -> None:
    blocks = read_blocks("".join(f"p{number}\n\n" for number in range(5_000)))
    assert len(blocks) == MOST_BLOCKS
    assert blocks[-1][1].endswith("p4999")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('He said "yes".', "He  said “yes”.", True),
        ("It's 12-14 days...", "It’s 12–14 days…", True),
        ("Oui : « non »", "Oui\u202f: «\u00a0non\u00a0»", True),
        ("apart", "a part", False),
        ("Stop.", "Stop!", False),
        ("We may record", "we may record", False),
    ],
)
def test_typography_is_spaces_quotation_marks_and_dashes(before: str, after: str, same: bool) -> None:
    assert (typeless(before) == typeless(after)) is same


def test_blocks_are_what_a_reader_reads() -> None:
    text = (
        "# Page { #top }\n\nOne *two*\n`three` [four](x.md){ .y } {{ company }}.\n\n"
        '!!! note "Mind"\n    Inside.\n\n| a | b |\n|---|---|\n| c | d |\n\nTerm\n:   Meaning\n\n'
        "/// snippet | banner/ask\n\n- [ ] **C01** Item.\n    - **Why:** So.\n- item\n\n## Next\n\n- [ ] a task of no list\n"
    )
    assert read_blocks(text) == (
        ("Page", "Page"),
        ("Page", "One two three four {{ company }}."),
        ("Page", "Mind"),
        ("Page", "Inside."),
        ("Page", "a | b"),
        ("Page", "c | d"),
        ("Page", "Term : Meaning"),
        ("Page", "snippet banner/ask"),
        ("Page", "item"),
        ("Next", "Next"),
        ("Next", "[ ] a task of no list"),
    )


def test_what_stays_is_not_told(root: Path) -> None:
    before = read(root)
    page = before.pages["guide/why.md"]
    elsewhere = {"guide/why.md": with_values(page, text=tuple(("Other heading", words) for _, words in page.text))}
    assert not compare(before, with_values(before, pages=before.pages | elsewhere))
