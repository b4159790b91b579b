"""The navigation in mkdocs.yml: what it may hold, and where it says what is not there."""

from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.reading.navigation import check_navigation
from consentbook.reading.offences import Offence
from tests.support import ROOT, consentbook

URIS = {"index.md", "guide/why.md", "guide/how.md", "wording/banner/opt-in.md", "paper.pdf"}
SETTINGS = """site_url: !ENV [SITE_URL, "https://example.com/"]
emoji: !!python/name:material.extensions.emoji.twemoji
"""


def told(root: Path, nav: str) -> list[str]:
    offences: list[Offence] = []
    (root / "mkdocs.yml").write_text(SETTINGS + nav)
    check_navigation(root, URIS, offences)
    return [str(offence) for offence in offences]


@pytest.mark.parametrize(
    "nav",
    [
        "",
        "nav:\n",
        "nav: []\n",
        "nav:\n  - index.md\n  - Guide:\n      - guide/why.md\n      - How: ./guide/how.md\n  - Later: []\n",
        "nav: [wording/banner/opt-in.md, changes/index.md, changes/2026.11.md, Paper: paper.pdf]\n",
        "nav: [Vendor: 'https://example.com/trust', Mail: 'mailto:a@example.com', //example.com/x]\n",
    ],
)
def test_pages_that_are_there_or_made_and_addresses_are_fine(tmp_path: Path, nav: str) -> None:
    assert told(tmp_path, nav) == []


PATH = "Write the path of a page below docs/, as in guide/why.md, or delete the entry."


@pytest.mark.parametrize(
    ("nav", "says"),
    [
        (
            "nav:\n  - Guide:\n      - Deep:\n          - index.md\n          - Why: guide/whi.md # here\n",
            f'7: the navigation names "guide/whi.md", which is not in docs/ (did you mean "guide/why.md"?). {PATH}',
        ),
        ("nav:\n  - zzz.md\n", f'4: the navigation names "zzz.md", which is not in docs/. {PATH}'),
        (
            "nav:\n  - docs/guide/why.md\n",
            f'4: the navigation names "docs/guide/why.md", which is not in docs/ (did you mean "guide/why.md"?). {PATH}',
        ),
        (
            "nav:\n  - /guide/why.md\n",
            f'4: the navigation names "/guide/why.md", which begins with / (did you mean "guide/why.md"?). {PATH}',
        ),
        ("nav:\n  - Guide:\n  - index.md\n", f"4: the navigation has a title without a page. {PATH}"),
        ("nav:\n  Start: index.md\n", "3: the navigation is no list here."),
        ("nav:\n  - Guide:\n      Why: guide/why.md\n", "4: the navigation is no list here."),
        ("nav:\n  - index.md\n  - - guide/why.md\n", "5: an entry of the navigation is no path"),
        ("nav:\n  - A: index.md\n    B: guide/why.md\n", "4: an entry of the navigation is no path"),
        ("nav: [http://[x]\n", "3: this is not YAML"),
        ("nav: ['http://[x']\n", '3: the navigation names "http://[x"'),
        ("nav: &pages [index.md]\n", "3: an anchor or alias is used"),
    ],
)
def test_what_is_not_there_is_told_with_its_line(tmp_path: Path, nav: str, says: str) -> None:
    (found,) = told(tmp_path, nav)
    assert found.startswith(f"mkdocs.yml:{says}")


def test_every_wrong_entry_is_told_at_once(tmp_path: Path) -> None:
    found = told(tmp_path, "nav:\n  - one.md\n  - Guide:\n      - two.md\n      - three.md\n")
    assert [line.partition(": ")[0] for line in found] == ["mkdocs.yml:4", "mkdocs.yml:6", "mkdocs.yml:7"]


def test_without_settings_there_is_no_navigation(tmp_path: Path) -> None:
    offences: list[Offence] = []
    check_navigation(tmp_path, URIS, offences)
    assert offences == []


@pytest.mark.parametrize("command", ["check", "build"])
def test_commands_tell_it_with_every_other_offence(project: Path, command: str) -> None:
    text = (project / "mkdocs.yml").read_text()
    line = text.partition("guide/why.md")[0].count("\n") + 1
    (project / "mkdocs.yml").write_text(text.replace("guide/why.md", "guide/whi.md"))
    with (project / "docs/index.md").open("a") as page:
        page.write("\n[x](link:trsut)\n")
    ran = consentbook(project, command)
    assert ran.returncode == 1
    first, second = (ran.stdout + ran.stderr).splitlines()
    assert first.startswith("docs/index.md:")
    assert second.startswith(f'mkdocs.yml:{line}: the navigation names "guide/whi.md"')


def test_what_was_published_once_is_not_judged_again(project: Path) -> None:
    (project / "mkdocs.yml").write_text("nav: [gone.md]\n")
    read_book(project, published=True)


def test_the_navigation_of_the_project_is_fine() -> None:
    offences: list[Offence] = []
    docs = ROOT / "docs"
    check_navigation(ROOT, {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}, offences)
    assert offences == []
