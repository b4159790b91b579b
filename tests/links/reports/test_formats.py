"""The formats of a report: the same findings in each, and nothing in them that a reader, a CI or a terminal would run."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from consentbook.links.outside.target import Finding, Outcome
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.placing import Rules, report
from consentbook.links.reports.report import Report
from consentbook.links.sources.places import Place
from consentbook.reading.offences import Offence

HOSTILE = 'https://x.test/%0A::error::<b>|`]]>&"\x1b[31m\x00\ufffe'
PLACES = {"https://x.test/a": [Place("docs/a.md", 3), Place("docs/b,c:d.md", 4)], HOSTILE: [Place("docs/%\n.md", 1)]}
FOUND = report(
    [
        Outcome(
            "https://x.test/a",
            (Finding("https://x.test/a", "gone", "answered 404", "https://x.test/b"),),
            True,
        ),
        Outcome(HOSTILE, (Finding(HOSTILE, "soft-404", 'answered 200 with "::error::<i>|\n"'),), True),
    ],
    PLACES,
    Rules(datetime(2026, 11, 24, 12, tzinfo=UTC)),
)


def test_each_format_holds_the_same_findings_in_the_same_order() -> None:
    data = json.loads(FORMATS["json"](FOUND))
    sarif = json.loads(FORMATS["sarif"](FOUND))["runs"][0]["results"]
    junit = ET.fromstring(FORMATS["junit"](FOUND))
    assert [finding["code"] for finding in data["findings"]] == ["soft-404", "gone", "gone"]
    assert [result["ruleId"] for result in sarif] == ["soft-404", "gone", "gone"]
    assert [case.get("classname") for case in junit.iter("testcase")] == ["docs/% .md", "docs/a.md", "docs/b,c:d.md"]
    suite = junit[0]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert (data["addresses"], data["answered"], data["counts"]["error"]) == (2, 2, 1)
    assert [line.rpartition("[")[2] for line in str(FORMATS["text"](FOUND)).splitlines() if line.endswith("]")] == [
        "soft-404]",
        "gone]",
        "gone]",
    ]
    assert FORMATS["markdown"](FOUND).count("\n| `") == 3


def test_every_format_tells_since_when_and_where_an_archive_has_it() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    places = {"https://x.test/a|b#part": [Place("a.md", 3)]}
    gone = Finding("https://x.test/a|b", "gone", "answered 404")
    outcome = Outcome("https://x.test/a|b", (gone,), True, None, now - timedelta(days=9), now - timedelta(days=5))
    found = report([outcome], places, Rules(now))
    told = {name: form(found) for name, form in FORMATS.items()}
    assert all("2026-11-19" in text for name, text in told.items() if name in {"json", "markdown"})
    assert all("https://web.archive.org/web/20261115/https://x.test/a" in text for text in told.values())
    assert "As it was: <https://web.archive.org/web/20261115/https://x.test/a%7Cb>" in told["markdown"]


@pytest.mark.parametrize("host", ["user:secret@x.test", "user@x.test", "LOCALHOST:80", "localhost", "[::1]", "[::1]:8"])
def test_no_archive_is_named_of_what_is_private(host: str) -> None:
    address = f"http://{host}/gone"
    outcome = Outcome(address, (Finding(address, "gone", "answered 404"),), True)
    private = Rules(datetime(2026, 11, 24, 12, tzinfo=UTC), private={"localhost", "::1"})
    (placed,) = report([outcome], {address: [Place("a.md", 3)]}, private).findings
    assert placed.archive == ""


def test_a_page_of_a_site_is_named_as_an_address_where_that_is_asked_for() -> None:
    (sarif,) = json.loads(FORMATS["sarif"](found_at("https://x.test/a b?c")))["runs"][0]["results"]
    assert sarif["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "https://x.test/a%20b?c"


def found_at(path: str) -> Report:
    outcome = Outcome("https://x.test/", (Finding("https://x.test/", "gone", "answered 404"),), True)
    return report([outcome], {"https://x.test/": [Place(path, 1)]}, Rules(datetime(2026, 11, 24, tzinfo=UTC)))


def test_where_nothing_is_found_the_run_is_a_case_that_passed() -> None:
    suite = ET.fromstring(FORMATS["junit"](report([], {}, Rules(datetime(2026, 11, 24, tzinfo=UTC)))))[0]
    assert (suite.get("tests"), suite.get("failures"), len(suite), len(suite[0])) == ("1", "0", 1, 0)


@pytest.mark.parametrize("path", ["a##[stop-commands]x.md", "::error::x.md"])
def test_no_name_of_a_file_is_a_command_in_the_text(path: str) -> None:
    line = FORMATS["text"](found_at(path)).splitlines()[0]
    assert "##[" not in line
    assert not line.startswith("::")
    assert not str(Offence(path, 1, "x", "y")).startswith("::")
    assert "##[" not in str(Offence(path, 1, "x", "y"))


def test_no_address_becomes_a_command_or_markup_in_any_format() -> None:
    github = FORMATS["github"](FOUND).splitlines()
    assert [line.split(" ")[0] for line in github] == ["::warning", "::error", "::error", "2"]
    assert "file=docs/b%2Cc%3Ad.md,line=4::" in github[2]
    assert "<b>" not in FORMATS["junit"](FOUND)
    rows = [line for line in FORMATS["markdown"](FOUND).splitlines() if line.startswith("| `docs")]
    assert all(row.count("|") == 4 for row in rows)
    assert all(row.count("`") == 6 for row in rows)
    for form in FORMATS.values():
        assert "\x1b" not in form(FOUND)
        assert "\x00" not in form(FOUND)
