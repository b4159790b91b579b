"""``consentbook links``: what it says where, in each format, and its exit codes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from consentbook.links.outside.target import Finding, Outcome
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.placing import Rules, report
from consentbook.links.sources.places import Place
from tests.links.outside.server import Sites, answering
from tests.support import ROOT, consentbook


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture(scope="module")
def tls(sites: Sites) -> Sites:
    return sites


@pytest.fixture
def linked(project: Path) -> Path:
    """A project whose register leads nowhere outside the test's servers, and whose pages hold names alone."""
    for path in (project / "docs").rglob("*.md"):
        assert "](http" not in path.read_text(), "pages write names, not addresses"
    register = (project / "links.yml").read_text().splitlines(keepends=True)
    kept = "".join(line for line in register if not line.startswith("    url: "))
    (project / "links.yml").write_text(kept.replace("    title: ", "    url: https://127.0.0.1:9/ok\n    title: "))
    return project


def page(project: Path, *addresses: str) -> None:
    lines = "".join(f"[x](<{address}>)\n" for address in addresses)
    (project / "docs" / "outside.md").write_text(f"# Outside\n\n{lines}")


def links(project: Path, *options: str) -> tuple[int, str, str]:
    ran = consentbook(project, "links", "--allow-host", "127.0.0.1", "--timeout", "3", "--attempts", "1", *options)
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


def test_file_and_line_of_each_finding_are_named(linked: Path, sites: Sites) -> None:
    at = sites.http
    page(linked, f"{at}/ok", f"{at}/404", f"{at}/503", f"{at}/soft/title", f"{at}/moved/301", f"{at}/ok#gone")
    code, out, err = links(linked)
    assert (code, err) == (1, ""), "progress belongs on a terminal only"
    for line, words in {
        4: f"{at}/404 is broken: answered 404. Find where the page went, or delete the link. [gone]",
        5: f"{at}/503 could not be checked: answered 503.",
        6: f'{at}/soft/title is probably not what was meant: answered 200 with "Page not found | Acme".',
        7: f"{at}/moved/301 could be better: moved for good to {at}/ok. Link to where it is now. [moved]",
        8: f'{at}/ok#gone is broken: the page has no anchor "gone".',
    }.items():
        assert f"docs/outside.md:{line}: {words}" in out
    assert "\n6 addresses: 2 broken, 1 doubtful, 2 could not be checked, 1 could be better." in out


def test_one_address_on_many_lines_is_told_on_each(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404", f"{sites.http}/404#a", f"{sites.http}/404")
    _, out, _ = links(linked)
    assert [line.split(": ")[0] for line in out.splitlines() if "[gone]" in line] == [
        "docs/outside.md:3",
        "docs/outside.md:4",
        "docs/outside.md:5",
    ]


@pytest.mark.parametrize(
    ("path", "fail_on", "code"),
    [
        ("/404", "error", 1),
        ("/soft/title", "error", 0),
        ("/soft/title", "warning", 1),
        ("/503", "warning", 0),
        ("/moved/301", "hint", 1),
    ],
)
def test_fail_on_says_what_is_a_finding(linked: Path, sites: Sites, path: str, fail_on: str, code: int) -> None:
    page(linked, f"{sites.http}{path}")
    assert links(linked, "--fail-on", fail_on)[0] == code


def test_where_not_one_server_answers_the_command_could_not_run(linked: Path) -> None:
    page(linked)
    code, _, err = links(linked)
    assert code == 2
    assert "not one server answered" in err


def test_private_hosts_are_not_asked_unless_they_are_allowed(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404")
    ran = consentbook(linked, "links", "--attempts", "1")
    assert f"{sites.http}/404 could not be checked: 127.0.0.1 is not a public address." in ran.stdout
    assert ran.returncode == 2


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
    assert [case.get("classname") for case in junit.iter("testcase")] == ["docs/%\n.md", "docs/a.md", "docs/b,c:d.md"]
    suite = junit[0]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert (data["addresses"], data["answered"], data["counts"]["error"]) == (2, 2, 1)
    assert [line.rpartition("[")[2] for line in str(FORMATS["text"](FOUND)).splitlines() if line.endswith("]")] == [
        "soft-404]",
        "gone]",
        "gone]",
    ]
    assert FORMATS["markdown"](FOUND).count("\n| `") == 3


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


def test_a_code_is_explained() -> None:
    ran = consentbook(ROOT, "links", "explain", "soft-404")
    assert ran.stdout.startswith(
        "soft-404 (warning)\n\nThe page answers that all is well, and calls itself not found.\n"
    )
    assert "sent-home" in consentbook(ROOT, "links", "explain").stdout
    wrong = consentbook(ROOT, "links", "explain", "soft404")
    assert wrong.returncode == 2
    assert 'Did you mean "soft-404"?' in wrong.stderr
