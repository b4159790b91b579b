"""The page that shows the register, with the state of each link that a report gives it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from consentbook.links.portal.checked import LARGEST, read_report
from consentbook.links.portal.feed import link_files, table
from consentbook.links.register import Register
from consentbook.links.reports.report import Report
from consentbook.links.reports.saved import parse
from consentbook.reading.offences import Offence
from tests.editions.project import new_project
from tests.support import consentbook

TODAY = date(2026, 11, 26)
NOON = "2026-11-24T12:00:00Z"


def entry(book: Book, name: str, state: str, checked: str = NOON) -> dict[str, Any]:
    return {"name": name, "address": book.register.links[name].url, "state": state, "checked": checked, "codes": []}


def report(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "made": NOON, "addresses": 3, "answered": 3, "register": entries}


def run_of(*entries: dict[str, Any]) -> Report:
    return parse(json.dumps(report(*entries)).encode(), "it")


def shown(register: Register, run: Report | None) -> dict[str, list[str]]:
    """Return the cells of each row by the name of its link."""
    rows = LexborHTMLParser(table(register, run, TODAY)).css("tbody tr")
    return {
        str(row.css_first("a").attributes["data-link"]): [cell.text().strip() for cell in row.css("th, td")]
        for row in rows
    }


def test_without_a_report_nothing_is_said_of_any_link(book: Book) -> None:
    rows = shown(book.register, None)
    assert list(rows) == list(book.register.links)
    assert {tuple(cells[1:3]) for cells in rows.values()} == {("Not checked yet", "never")}
    assert rows["trust"] == ["Amplitude trust page", "Not checked yet", "never", "the host amplitude.com", "privacy"]
    assert rows["gdpr"][3] == "that it is there"
    data = json.loads(link_files(book.register, None)["links/index.json"])
    assert data["made"] is None
    assert data["links"]["trust"] == {
        "url": "https://amplitude.com/trust",
        "title": "Amplitude trust page",
        "owner": "privacy",
        "expect": {"host": "amplitude.com"},
        "state": "unknown",
        "checked": None,
    }


@pytest.mark.parametrize(
    ("state", "words", "code"),
    [
        ("fine", "Fine", "fine"),
        ("hint", "Fine", "fine"),
        ("error", "Broken", "broken"),
        ("suspect", "Doubtful", "doubtful"),
        ("warning", "Doubtful", "doubtful"),
        ("unchecked", "Could not be checked", "unchecked"),
        ("unknown", "Not checked yet", "unknown"),
    ],
)
def test_each_state_is_told_in_words(book: Book, state: str, words: str, code: str) -> None:
    run = run_of(entry(book, "trust", state))
    assert shown(book.register, run)["trust"][1:3] == [words, "2026-11-24, 2 days before"]
    told = json.loads(link_files(book.register, run)["links/index.json"])
    assert (told["made"], told["links"]["trust"]["state"]) == (NOON, code)
    assert told["links"]["trust"]["checked"] == "2026-11-24"


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        ("2026-11-26T00:00:00Z", "2026-11-26, the same day"),
        ("2026-11-25T23:59:59Z", "2026-11-25, 1 day before"),
        ("2025-11-26T23:59:59Z", "2025-11-26, 365 days before"),
        ("2026-11-27T00:00:00Z", "2026-11-27"),
        ("", "never"),
    ],
)
def test_age_counts_in_days_back_from_the_day_of_the_build(book: Book, checked: str, words: str) -> None:
    assert shown(book.register, run_of(entry(book, "trust", "fine", checked)))["trust"][2] == words


def test_broken_links_stand_first_and_the_counts_above(book: Book) -> None:
    run = run_of(
        entry(book, "trust", "fine"), entry(book, "gdpr", "unchecked"), entry(book, "wcag", "error"), entry(book, "gpc", "warning")
    )  # fmt: skip
    assert [*shown(book.register, run)][:3] == ["wcag", "gpc", "gdpr"]
    assert [*shown(book.register, run)][-1] == "trust"
    said = LexborHTMLParser(table(book.register, run, TODAY)).css_first("p").text()
    assert (
        "the check of 2026-11-24 12:00 UTC: 1 broken, 1 doubtful, 1 could not be checked, 25 not checked yet, 1 fine."
        in said
    )


def test_what_is_not_in_the_register_any_more_is_ignored(book: Book) -> None:
    moved = entry(book, "trust", "error") | {"address": "https://amplitude.com/old"}
    gone = entry(book, "gdpr", "error") | {"name": "gone"}
    rows = shown(book.register, run_of(moved, gone))
    assert {cells[1] for cells in rows.values()} == {"Not checked yet"}
    assert "gone" not in rows


def test_the_table_is_one_to_a_screen_reader(book: Book) -> None:
    html = LexborHTMLParser(table(book.register, None, TODAY))
    assert [cell.attributes["scope"] for cell in html.css("thead th")] == ["col"] * 5
    assert {tuple(cell.attributes["scope"] for cell in row.css("th")) for row in html.css("tbody tr")} == {("row",)}


def convert(book: Book, text: str) -> LexborHTMLParser:
    options = {name: {"book": book} for name in ("consentbook.wording.extension", "consentbook.links.extension")}
    markdown = Markdown(
        extensions=["admonition", "tables", "pymdownx.superfences", *options], extension_configs=options
    )
    return LexborHTMLParser(markdown.convert(text))


@pytest.mark.parametrize("text", ["/// links", "///links", "/// links\n///", "!!! note\n\n    /// links"])
def test_one_line_shows_the_register(book: Book, text: str) -> None:
    page = convert(book, f"Before.\n\n{text}\n\nAfter.")
    assert len(page.css("tbody tr")) == len(book.register.links)
    assert "///" not in page.text()


def test_in_code_the_line_stays_as_it_is(book: Book) -> None:
    page = convert(book, "```\n/// links\n```")
    assert page.css("table") == []
    assert "/// links" in page.css_first("code").text()


def changed(**values: Any) -> bytes:
    return json.dumps(report() | values).encode()


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "it is no report that `consentbook links --format json` wrote: the file: Invalid JSON"),
    "no JSON": (b"docs/a.md:3: broken", "Invalid JSON"),
    "no UTF-8": (b'{"version": 1, "made": "\xff"}', "Invalid JSON"),
    "brackets without bottom": (b"[" * 1_000_000, "Invalid JSON: recursion limit exceeded"),
    "another version": (changed(version=2), "version: Input should be 1"),
    "a time of nowhere": (changed(made="2026-11-24T12:00:00"), "made: String should match pattern"),
    "a day that never was": (changed(made="2026-02-30T12:00:00Z"), "it names the moment 2026-02-30T12:00:00Z, which never was"),
    "a check that never was": (changed(register=[{"name": "a", "address": "b", "checked": "2026-11-24T25:00:00Z"}]), "2026-11-24T25:00:00Z, which never was"),
    "a check without a network": (changed(answered=0, register=[{"name": "a", "address": "b", "state": "error", "checked": NOON}]), "not one server answered in that check"),
    "an unknown state": (changed(register=[{"name": "trust", "address": "x", "state": "\x1b[31mgood"}]), "register.0.state: Input should be 'fine', "),
    "an unknown key": (changed(**{"\x1b[31m" + "x" * 1000: 1}), "\ufffd[31mxxx"),
    "too large": (b" " * (LARGEST + 1), "the file is larger than 20,000,000 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_report_that_is_none_is_refused_with_what_is_wrong(tmp_path: Path, case: str) -> None:
    content, wrong = BAD[case]
    path = tmp_path / "links.json"
    path.write_bytes(content)
    offences: list[Offence] = []
    assert read_report(path, offences) is None
    (said,) = map(str, offences)
    assert said.startswith(f"{path}:1: ")
    assert wrong in said
    assert said.endswith("Write it with `consentbook links --report json FILE`, or build without it.")
    assert "\x1b" not in said
    assert len(said) < 600


def test_a_build_with_a_report_that_is_not_there_is_refused(project: Path) -> None:
    ran = consentbook(project, "build", "--links-report", "gone.json")
    assert ran.returncode == 1
    assert "gone.json:1: the file cannot be read: No such file or directory. Write it with" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (project / "site").exists()
    folder = consentbook(project, "build", CONSENTBOOK_LINKS_REPORT="docs")
    assert "docs:1: the file cannot be read: Is a directory." in folder.stderr


def built(project: Path, into: str, *options: str, **environment: str) -> dict[str, bytes]:
    """Build the site into the new folder ``into`` and return the files that hold the register."""
    ran = consentbook(project, "build", "--site-dir", into, *options, SOURCE_DATE_EPOCH="1795694400", **environment)
    assert ran.returncode == 0, ran.stderr
    return {name: (project / into / name).read_bytes() for name in ("guide/links/index.html", "links/index.json")}


HOSTILE = """
    expect:
      title: "<script>alert(1)</script> | `a` [x](javascript:alert(1)) {: onclick=alert(1) }"
      text: "</table>\\n\\n/// links"
      updated_within: 30
"""


def test_the_same_report_makes_the_same_site_however_it_is_given(project: Path, book: Book) -> None:
    register = (project / "links.yml").read_text()
    owner = "    title: Amplitude trust page\n    owner: privacy\n    expect: {host: amplitude.com}\n"
    (project / "links.yml").write_text(register.replace(owner, owner.rpartition("    expect")[0].rstrip() + HOSTILE))
    entries = [entry(book, "trust", "error"), entry(book, "gdpr", "fine")]
    (project / "links.json").write_text(json.dumps(report(*entries)))
    by_option = built(project, "one", "--links-report", "links.json")
    assert by_option == built(project, "two", CONSENTBOOK_LINKS_REPORT="links.json")
    page = LexborHTMLParser(by_option["guide/links/index.html"])
    (row,) = [row for row in page.css("article tbody tr") if row.css_matches("a[data-link=trust]")]
    _, state, checked, expected, _ = (cell.text() for cell in row.css("th, td"))
    assert (state, checked) == ("Broken", "2026-11-24, 2 days before")
    assert expected == (
        'the title "<script>alert(1)</script> | `a` [x](javascript:alert(1)) {: onclick=alert(1) }"; '
        'the words "</table>\n\n/// links"; changed within 30 days'
    )
    assert not row.css("script, [onclick], a[href^=javascript]")
    assert json.loads(by_option["links/index.json"])["links"]["gdpr"]["state"] == "fine"


def test_an_edition_shows_the_states_of_its_report(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    found = {
        "name": "trust",
        "address": "https://www.example.com/trust",
        "state": "warning",
        "checked": NOON,
        "codes": [],
    }
    (project / "links.json").write_text(json.dumps(report(found)))
    ran = consentbook(project, "edition", "publish", "--to", "public", "--links-report", "links.json")
    assert ran.returncode == 0, ran.stderr
    data = json.loads((project / "public/current/2026.11/links/index.json").read_text())
    assert data["links"]["trust"]["state"] == "doubtful"
