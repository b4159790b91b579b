"""Bad input of every kind: each offence says file, line, what is wrong and how to mend it, and nothing is built."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.reading.offences import Rejected
from tests.support import consentbook

OPT_IN = "snippets/banner/opt-in/en.md"
FRENCH, FORMAL = "snippets/banner/opt-in/fr.md", "snippets/banner/opt-in/en.formal.md"
NOTICE = "snippets/banner/notice-only/en.md"
TWO_LAYER, HISTORY = "snippets/banner/two-layer/en.md", "snippets/banner/opt-in/history.yml"
WHY = "docs/guide/why.md"


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text, f"{path} does not hold {old!r}"
        (root / path).write_text(text.replace(old, new, 1))

    return change


def append(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / path).open("a") as file:
            file.write(text)

    return change


def write(path: str, content: str | bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)

    return change


def notice_for_the_uk(root: Path) -> None:
    replace(NOTICE, "regions: [", "regions: [uk, ")(root)
    replace(NOTICE, "avoid_in: [eea, uk", "avoid_in: [eea")(root)


def notice_for_canada(root: Path) -> None:
    replace(NOTICE, "regions: [us]", "regions: [us, ca]")(root)
    replace(NOTICE, "br, ca-qc]", "br]")(root)


def region_in_an_avoided_one(root: Path) -> None:
    text = (root / OPT_IN).read_text()
    (root / OPT_IN).write_text(
        "\n".join("avoid_in: [ca]" if line.startswith("avoid_in:") else line for line in text.split("\n"))
    )


def copy_of_opt_in(root: Path) -> None:
    write("snippets/banner/again/en.md", (root / OPT_IN).read_text())(root)


def link_out(root: Path) -> None:
    (root.parent / "outside.md").write_text("# Outside\n")
    (root / "docs" / "outside.md").symlink_to(root.parent / "outside.md")


def unreadable_link(root: Path) -> None:
    (root / "docs" / "dangling.md").symlink_to(root / "docs" / "nowhere.md")


CASES = {
    "unknown snippet": (append(WHY, "\n/// snippet | banner/opt-inn\n"), f"{WHY}:", 'unknown snippet "banner/opt-inn" (did you mean "banner/opt-in"?)'),
    "unknown snippet in a link": (append(WHY, "\n[x](snippet:banner/optin)\n"), f"{WHY}:", 'unknown snippet "banner/optin"'),
    "unknown directive": (append(WHY, "\n/// snipet | banner/opt-in\n"), f"{WHY}:", "unknown directive"),
    "undeclared variable": (append(OPT_IN, "\n{{ comany }}\n"), f"{OPT_IN}:", '"comany" is not declared (did you mean "company"?)'),
    "malformed variable": (append(OPT_IN, "\nWe, {{ company name }}, ask.\n"), f"{OPT_IN}:", '"company name" is no name of a variable'),
    "unclosed variable": (append(OPT_IN, "\nWe, {{ company, ask.\n"), f"{OPT_IN}:", "neither plain words nor markup"),
    "variable of the wrong type": (append(OPT_IN, "\n[x](<{{ retention_days }}>)\n"), f"{OPT_IN}:", "stands where https-url is needed"),
    "variable nobody uses": (append("snippets/variables.yml", "unused:\n  label: X\n  type: string\n  example: x\n  help: Nothing.\n"), "snippets/variables.yml:", 'no snippet uses the variable "unused"'),
    "duplicate id": (copy_of_opt_in, "snippets/banner/again/en.md:", 'the id "banner/opt-in" is not the folder\'s name'),
    "id in two folders": (copy_of_opt_in, "snippets/banner/opt-in/en.md:1:", 'the id "banner/opt-in" stands twice'),
    "missing front-matter key": (replace(OPT_IN, "form: banner", "# no form"), f"{OPT_IN}:", 'the key "form" is missing'),
    "unknown front-matter key": (replace(OPT_IN, "tone: plain", "tone: plain\ntonne: x"), f"{OPT_IN}:9:", 'unknown key "tonne" (did you mean "tone"?)'),
    "value that is not in the list": (replace(OPT_IN, "form: banner", "form: baner"), f"{OPT_IN}:5:", '"baner" is not known here (did you mean "banner"?)'),
    "wrong type": (replace(OPT_IN, "regions: [eea, uk, ch, br, ca-qc]", "regions: eea"), f"{OPT_IN}:9:", 'regions: got "eea", but a list was meant'),
    "markup in metadata": (replace(OPT_IN, "title: Opt-in", "title: <b>Opt-in"), f"{OPT_IN}:3:", "title: got \"<b>Opt-in banner, one layer\", but plain words were meant"),
    "duplicate YAML key": (replace(OPT_IN, "form: banner", "form: banner\nform: banner"), f"{OPT_IN}:6:", 'the key "form" stands twice, first on line 5'),
    "YAML anchor": (replace(OPT_IN, "tone: plain", "tone: &t plain"), f"{OPT_IN}:8:", "an anchor or alias is used (&t)"),
    "YAML alias": (append("links.yml", "\nx: *none\n"), "links.yml:", "an anchor or alias is used"),
    "YAML tag": (replace(OPT_IN, "tone: plain", "tone: !!python/name:os.system x"), f"{OPT_IN}:8:", "a tag is used"),
    "60 kB of brackets in a page": (write("docs/deep.md", "---\nx: " + "[" * 60_000 + "\n---\n# Deep\n"), "docs/deep.md:2:", "the nesting is deeper than"),
    "60 kB of brackets in a snippet": (write(OPT_IN, "---\nid: " + "[" * 60_000 + "\n---\n"), f"{OPT_IN}:2:", "the nesting is deeper than"),
    "not YAML": (replace(OPT_IN, "tone: plain", "tone: 'plain"), f"{OPT_IN}:", "this is not YAML"),
    "control character": (append(OPT_IN, "\na\x02b\n"), f"{OPT_IN}:", "a hidden control character stands here (U+0002)"),
    "bidirectional character": (append(WHY, "\na\u202eb\n"), f"{WHY}:", "(U+202E)"),
    "control character written as an escape": (replace(OPT_IN, "title: Opt-in banner, one layer", 'title: "a\\u0002b"'), f"{OPT_IN}:3:", "a hidden control character is written here (U+0002)"),
    "invalid UTF-8": (write("docs/latin.md", b"# Caf\xe9\n"), "docs/latin.md:1:", "byte 5 is not UTF-8"),
    "a file of 2 MB": (write("docs/big.md", "x" * 2_000_000), "docs/big.md:1:", "larger than 1,000,000 bytes"),
    "unknown link name": (append(WHY, "\n[x](link:trsut)\n"), f"{WHY}:", 'unknown link name "trsut" (did you mean "trust"?)'),
    "unknown link name in a snippet's sources": (replace(OPT_IN, "sources: [eprivacy", "sources: [eprivcy"), f"{OPT_IN}:16:", 'unknown link name "eprivcy"'),
    "link text that says nothing": (append(WHY, "\nRead more [Here](regions.md).\n"), f"{WHY}:", 'the link text "Here" says nothing'),
    "address of the register": (append(WHY, "\n[trust](https://amplitude.com/trust/#x)\n"), f"{WHY}:", '"https://amplitude.com/trust/#x" is an address of the register. Write its name, `link:trust`'),
    "page of the navigation that is not there": (replace("mkdocs.yml", "guide/why.md", "guide/whi.md"), "mkdocs.yml:", 'the navigation names "guide/whi.md", which is not in docs/ (did you mean "guide/why.md"?)'),
    "dead link": (append(WHY, "\n[x](banner.md)\n"), f"{WHY}:", "leads to docs/guide/banner.md, which is not there"),
    "link that leaves docs": (append(WHY, "\n[x](../../README.md)\n"), f"{WHY}:", "leaves docs/"),
    "link to the root": (append(WHY, "\n[x](/guide/why.md)\n"), f"{WHY}:", "begins with /"),
    "script in a link": (append(WHY, "\n[x](javascript:alert%281%29)\n"), f"{WHY}:", "a link leads to \"javascript:"),
    "script in a snippet's link": (append(OPT_IN, "\n[x](javascript:alert%281%29)\n"), f"{OPT_IN}:", "a link leads to \"javascript:"),
    "credentials in a snippet's link": (append(OPT_IN, "\n[x](https://a:b@example.com/)\n"), f"{OPT_IN}:", "a link leads to"),
    "HTML in a snippet": (append(OPT_IN, "\n<img src=x onerror=alert(1)>\n"), f"{OPT_IN}:", "neither plain words nor markup"),
    "image in a snippet": (append(OPT_IN, "\n![x](https://example.com/x.png)\n"), f"{OPT_IN}:", "a wording cannot hold this: image"),
    "unknown element": (append(OPT_IN, "\n[x]{.purpos}\n"), f"{OPT_IN}:", '"purpos" is no element (did you mean "purpose"?)'),
    "element not covered": (replace(OPT_IN, "]{.technology}", "]{.data}"), f"{OPT_IN}:", "no words are marked as carrying the element technology"),
    "too long": (append(OPT_IN, "\n" + "word " * 60), f"{OPT_IN}:", "but at most 60 were meant"),
    "unknown part": (append(OPT_IN, "\n## acept\n\nYes\n"), f"{OPT_IN}:", 'has no part "acept" (did you mean "accept"?)'),
    "missing part": (replace("snippets/cmp/category/en.md", "## title", "## text"), "snippets/cmp/category/en.md:", 'the part "title" is missing'),
    "unknown language": (write("snippets/banner/opt-in/pt-br.md", "x"), "snippets/banner/opt-in/pt-br.md:1:", '"pt-br" is no language or tone that is known (did you mean "pt-BR"?)'),
    "no English text": (lambda root: (root / OPT_IN).unlink(), OPT_IN, "the plain English text is missing"),
    "translation of nothing": (replace(FRENCH, "translates: 1", "# x"), f"{FRENCH}:1:", "the translation does not say what it translates"),
    "translation of what is to come": (replace(FRENCH, "translates: 1", "translates: 3"), f"{FRENCH}:3:", "it translates revision 3, but the latest is 1"),
    "translation that is too long": (append(FRENCH, "\n" + "mot " * 60), f"{FRENCH}:", "but at most 78 were meant"),
    "translation without a part": (replace(FRENCH, "## reject", "## settings"), f"{FRENCH}:1:", 'the part "reject" is missing'),
    "tone that translates": (replace(FORMAL, "review:", "translates: 1\nreview:"), f"{FORMAL}:3:", "an English text translates nothing"),
    "reviewed by nobody": (replace(OPT_IN, "status: draft", "status: reviewed"), f"{OPT_IN}:18:", "a reviewed wording names reviewer, reviewed_on, review_by and revision"),
    "review by a day that is none": (replace(OPT_IN, "status: draft", "status: draft\n  review_by: soon"), f"{OPT_IN}:19:", 'review.review_by: got "soon", but a day was meant. The day by which it must be reviewed again, as in 2027-03-31.'),
    "translation of no number": (replace(FRENCH, "translates: 1", "translates: one"), f"{FRENCH}:3:", 'translates: got "one", but a whole number was meant. The number of the English revision'),
    "no region": (replace(OPT_IN, "regions: [eea, uk, ch, br, ca-qc]", "regions: []"), f"{OPT_IN}:9:", "regions: got a list, but at least 1 was meant"),
    "limit that is no number": (replace(OPT_IN, "all: 60 words", "all: short"), f"{OPT_IN}:12:", 'limits.all: got "short", but it must be written otherwise. A part\'s name'),
    "example of a variable that is a mapping": (replace("snippets/variables.yml", "example: ", "example: {a: b} # "), "snippets/variables.yml:", "example: got a mapping, but a text was meant. A value that is safe to publish"),
    "absolute claim": (append(OPT_IN, "\nWe never share it.\n"), f"{OPT_IN}:", '"never" stands here'),
    "absolute claim in French": (append(FRENCH, "\nNous ne la partageons jamais.\n"), f"{FRENCH}:", '"jamais" stands here'),
    "placeholder left": (append(OPT_IN, "\nSee \\[our policy\\].\n"), f"{OPT_IN}:", '"[our policy]" stands here'),
    "implied consent": (append(OPT_IN, "\nBy continuing you agree.\n"), f"{OPT_IN}:", '"By continuing" stands here'),
    "necessary category": (append("snippets/cmp/category/en.md", "\nStrictly necessary.\n"), "snippets/cmp/category/en.md:", '"Strictly necessary" stands here'),
    "accepting without refusing": (replace(OPT_IN, "## reject", "## settings"), f"{OPT_IN}:", "accepting is offered without refusing"),
    "refusing on the other layer only": (replace(TWO_LAYER, "## layer-1-reject", "## layer-1-settings"), f"{TWO_LAYER}:", "accepting is offered without refusing"),
    "notice where a yes is needed": (notice_for_the_uk, f"{NOTICE}:9:", "a notice is offered for regions that need a yes: uk"),
    "notice for a country with a part that needs a yes": (notice_for_canada, f"{NOTICE}:9:", "a notice is offered for regions that need a yes: ca-qc"),
    "region that lies in an avoided one": (region_in_an_avoided_one, f"{OPT_IN}:9:", "the region ca-qc is both in regions and in avoid_in"),
    "region that is used and avoided": (replace(NOTICE, "regions: [", "regions: [uk, "), f"{NOTICE}:9:", "the region uk is both in regions and in avoid_in"),
    "history edited by hand": (replace(HISTORY, "First release.", "First  release."), f"{HISTORY}:2:", "entry 1: its content and its hash differ"),
    "history with another text": (replace(HISTORY, "May we record", "We record"), f"{HISTORY}:2:", 'entry 1: the text "en" and its SHA-256 differ'),
    "history that is no list": (write(HISTORY, "a: 1\n"), f"{HISTORY}:1:", "the whole: got a mapping, but a list was meant"),
    "no part at all": (write(OPT_IN, "just text"), f"{OPT_IN}:1:", "text stands before the first part"),
    "empty part": (append(OPT_IN, "\n## settings\n"), f"{OPT_IN}:", 'the part "settings" is empty'),
    "text before the first part": (replace(OPT_IN, "## heading", "Hello\n\n## heading"), f"{OPT_IN}:", "text stands before the first part"),
    "checklist id used twice": (replace("docs/checklists/consent-banner.md", "**C10**", "**C11**"), "docs/checklists/consent-banner.md:", 'the id "C11" is used twice, first at docs/checklists/consent-banner.md:'),
    "checklist item without an id": (append("docs/checklists/consent-banner.md", "\n- [ ] Do it.\n"), "docs/checklists/consent-banner.md:", 'the item "Do it." has no id'),
    "item whose id was changed": (replace("docs/checklists/consent-banner.md", "**C10**", "**C31**"), "checklists.yml:", "the item C10 is in no list any more"),
    "item whose id was never given": (replace("docs/checklists/consent-banner.md", "**C10**", "**C31**"), "docs/checklists/consent-banner.md:", "the id C31 was never given"),
    "item for an unknown role": (replace("docs/checklists/consent-banner.md", "**For:** design", "**For:** desing"), "docs/checklists/consent-banner.md:", 'For: "desing" is not known here (did you mean "design"?)'),
    "item that a list names wrongly": (replace("docs/checklists/pre-launch.md", "#c10", "#c11"), "docs/checklists/pre-launch.md:", "the item C10 is not written there"),
    "no list of ids": (lambda root: (root / "checklists.yml").unlink(), "checklists.yml:1:", "the file cannot be read"),
    "item that no checklist has": (replace(OPT_IN, "checklist: [C09", "checklist: [C99"), f"{OPT_IN}:15:", 'no checklist has the item "C99"'),
    "rule that is not met": (replace("docs/guide/resources.md", "link:trust", "link:gdpr"), "docs/guide/resources.md:", 'no link to "trust"'),
    "rule about a page that is not there": (append("links.yml", "  - pages: [guide/gone.md]\n    all: [trust]\n    why: Because.\n"), "links.yml:", 'a rule names the page "guide/gone.md"'),
    "rule with both all and any": (append("links.yml", "  - pages: [guide/why.md]\n    all: [trust]\n    any: [gdpr]\n    why: Because.\n"), "links.yml:", "a rule names links in either all or any"),
    "register with an address of http": (replace("links.yml", "https://amplitude.com/trust", "http://amplitude.com/trust"), "links.yml:", "links.trust.url"),
    "snippet without a way out": (replace("snippets/policy/short/en.md", "{{ settings_url }}", "{{ optout_url }}"), "snippets/policy/short/en.md:", "no link to any of policy_url, settings_url"),
    "raw HTML in a page": (append(WHY, "\nSee <b>this</b>.\n"), f"{WHY}:", 'raw HTML is not taken in a page: "<b>this</b>."'),
    "raw HTML that closes the article": (append(WHY, "\n</article><script>alert(1)</script>\n"), f"{WHY}:", "raw HTML is not taken in a page"),
    "raw HTML over two lines": (append(WHY, "\n<a\nhref=javascript:alert(1)>x</a>\n"), f"{WHY}:", "raw HTML is not taken in a page"),
    "page under another ending": (write("docs/guide/m.markdown", "# M\n"), "docs/guide/m.markdown:1:", 'a file with the ending ".markdown" is not published from docs/'),
    "HTML file in docs": (write("docs/raw.html", "<script>x</script>"), "docs/raw.html:1:", 'a file with the ending ".html" is not published'),
    "script that takes the place of ours": (write("docs/assets/consentbook/consentbook.mjs", "x"), "docs/assets/consentbook/consentbook.mjs:1:", 'a file with the ending ".mjs"'),
    "file in the place of the search": (write("docs/search/part.mine.json", "{}"), "docs/search:1:", "the build puts what the search reads in this place"),
    "file in the place of one that is made": (write("docs/wording/index.json", "{}"), "docs/wording/index.json:1:", "a file of this name is made by the build"),
    "linked file": (lambda root: (root / "docs" / "leak.txt").symlink_to("/etc/hosts"), "docs/leak.txt:1:", "this is a symbolic link"),
    "linked folder": (lambda root: (root / "docs" / "leak").symlink_to("/etc"), "docs/leak:1:", "this is a symbolic link"),
    "link to itself": (lambda root: (root / "docs" / "loop.md").symlink_to("loop.md"), "docs/loop.md:1:", "this is a symbolic link"),
    "name that is not UTF-8": (lambda root: (root / "docs" / os.fsdecode(b"caf\xe9.md")).write_text("# X\n"), "docs/caf\\udce9.md:1:", "the name is not UTF-8"),
    "line without end": (append(WHY, "\n" + "<a " * 60_000 + "\n"), f"{WHY}:", "the line is longer than 4,000 characters"),
    "directive in a list": (append(WHY, "\n- /// snippet | banner/opt-in\n"), f"{WHY}:", "a directive stands inside a line"),
    "directive in a heading": (append(WHY, "\n## /// snippet | banner/opt-in\n"), f"{WHY}:", "a directive stands inside a line"),
    "address that is none": (append(WHY, "\n[x](https://[bad)\n"), f"{WHY}:", '"https://[bad" is no address'),
    "address that is none in the register": (replace("links.yml", "https://amplitude.com/trust", '"https://[bad"'), "links.yml:", "links.trust.url"),
    "bidirectional entity in a snippet": (append(OPT_IN, "\na&#x202e;b\n"), f"{OPT_IN}:", "a hidden control character is written here (U+202E)"),
    "blank that emphasis hides": (append(OPT_IN, "\n{*{ evil_name }*}\n"), f"{OPT_IN}:", "neither plain words nor markup"),
    "mark without words": (append(OPT_IN, "\n[ ]{.purpose}\n"), f"{OPT_IN}:", "a mark holds no words"),
    "markup without bottom": (append(OPT_IN, "\n" + "*a **b " * 500 + "b** a*" * 500 + "\n"), f"{OPT_IN}:", "the markup is nested too deep"),
    "metadata over two lines": (replace(OPT_IN, "title: Opt-in banner, one layer", 'title: "T\\n~~~"'), f"{OPT_IN}:3:", "title: got \"T ~~~\", but plain words were meant"),
    "metadata that begins a list": (replace(OPT_IN, "title: Opt-in banner, one layer", 'title: "1. T"'), f"{OPT_IN}:3:", "plain words were meant, which begin with a letter"),
    "variables that are a list": (write("snippets/variables.yml", "- a: 1\n"), "snippets/variables.yml:1:", "got a list, but a mapping was meant"),
    "variables that are nothing": (write("snippets/variables.yml", ""), "snippets/variables.yml:1:", "a mapping was meant"),
    "item with a link": (replace("docs/checklists/consent-banner.md", "**C10** ", "**C10** [See](index.md) "), "docs/checklists/consent-banner.md:", "the statement of C10 is not plain words"),
    "file path that leaves the tree": (link_out, "docs/outside.md:1:", "the file leads out of the project"),
    "link to a file that is gone": (unreadable_link, "docs/dangling.md:1:", "the file cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_is_rejected_with_file_line_and_advice(project: Path, case: str) -> None:
    change, place, wrong = CASES[case]
    change(project)
    with pytest.raises(Rejected) as caught:
        read_book(project)
    found = [str(offence) for offence in caught.value.offences]
    assert any(line.startswith(place) and wrong in line for line in found), "\n".join(found)
    assert all(offence.mend and offence.line >= 1 for offence in caught.value.offences)


def test_a_wrong_front_matter_does_not_hide_what_is_wrong_below(project: Path) -> None:
    CASES["missing front-matter key"][0](project)
    CASES["undeclared variable"][0](project)
    with pytest.raises(Rejected) as caught:
        read_book(project)
    found = str(caught.value)
    assert 'the key "form" is missing' in found
    assert '"comany" is not declared' in found


def test_the_project_itself_has_no_offence(project: Path) -> None:
    read_book(project)


def test_all_offences_come_at_once_sorted_by_file_and_line(project: Path) -> None:
    for case in (
        "unknown snippet",
        "undeclared variable",
        "unknown link name",
        "checklist id used twice",
        "YAML alias",
    ):
        CASES[case][0](project)
    with pytest.raises(Rejected) as caught:
        read_book(project)
    places = [(offence.path, offence.line) for offence in caught.value.offences]
    assert places == sorted(places)
    assert {path for path, _ in places} >= {
        "docs/guide/why.md",
        "docs/checklists/consent-banner.md",
        OPT_IN,
        "links.yml",
    }


def test_a_build_with_bad_input_leaves_the_site_that_was_there(project: Path) -> None:
    write("site/index.html", "the old site")(project)
    write("site/.consentbook-site", "")(project)
    CASES["unknown link name"][0](project)
    ran = consentbook(project, "build")
    assert ran.returncode == 1
    assert 'unknown link name "trsut"' in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
    assert {path.name for path in (project / "site").iterdir()} == {"index.html", ".consentbook-site"}
    assert not list(project.glob(".site-*"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("\n[x](regions.md#no-such-heading)\n", 'leads to "#no-such-heading", which guide/regions.md does not have'),
        ("\n[x](#no-such-heading)\n", 'leads to "#no-such-heading", which guide/why.md does not have'),
    ],
)
def test_a_dead_anchor_is_found_while_building_and_nothing_is_left(project: Path, text: str, wrong: str) -> None:
    lines = (project / WHY).read_text().count("\n")
    append(WHY, text)(project)
    ran = consentbook(project, "build")
    assert ran.returncode == 1
    assert any(line.startswith(f"{WHY}:{lines + 2}:") and wrong in line for line in ran.stderr.splitlines()), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (project / "site").exists()
    assert not list(project.glob(".site-*"))
