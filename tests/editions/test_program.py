"""The program is laid over an edition, of whose settings the navigation alone stays."""

from pathlib import Path

import pytest

from consentbook.editions.program import NAV, lay_over, program_digest
from consentbook.reading.offences import Rejected
from tests.editions.project import write
from tests.support import ROOT

SETTINGS = "site_name: x\nplugins: [search]\n\nnav:\n  - index.md\n  # the guide\n\n  - Guide: guide/why.md\n\nextra:\n  a: b\n"


def laid(tmp_path: Path, settings: str) -> str:
    content = tmp_path / "content"
    write(content, "mkdocs.yml", settings)
    lay_over(ROOT, content)
    return (content / "mkdocs.yml").read_text()


def test_the_navigation_stays_and_the_rest_is_that_of_the_program(tmp_path: Path) -> None:
    nav = '\nnav:\n  - Start: index.md\n  - "Über uns":\n      - 2026: a.md\n      - "no": b.md\n      - https://x.example/\n'
    found = laid(tmp_path, f"site_name: Old\nplugins: [other]{nav}hooks: [evil.py]\n")
    own = (ROOT / "mkdocs.yml").read_text()
    assert found == NAV.sub(lambda _: nav.lstrip(), own + "\n")


def test_without_a_navigation_there_is_none(tmp_path: Path) -> None:
    assert laid(tmp_path, "site_name: Old\n") == NAV.sub("", (ROOT / "mkdocs.yml").read_text() + "\n")


@pytest.mark.parametrize(
    ("settings", "line", "says"),
    [
        ('nav:\n  - !!python/object/apply:os.system ["touch ran"]\n', 2, "a tag is used"),
        ("site_name: x\nnav:\n  - a.md\n  - !ENV [SECRET, x]: index.md\n", 4, "a tag is used"),
        ("nav: &a\n  - *a\n", 1, "an anchor or alias is used"),
        ('nav: [{"Start": index.md}]\u2028site_name: OWNED\n', 1, "a hidden control character stands here"),
        ("nav: [a.md]\x85site_name: OWNED\n", 1, "a hidden control character stands here"),
        ("nav: text\n", 1, "the navigation is more than lists, titles and paths"),
        ("nav:\n  Start: a.md\n", 1, "the navigation is more than lists, titles and paths"),
        ("nav:\n  - A:\n      b: c.md\n", 1, "the navigation is more than lists, titles and paths"),
        ("nav: [a.md\n", 1, "this is not YAML"),
    ],
)
def test_a_navigation_that_is_more_is_refused_with_its_line(
    tmp_path: Path, settings: str, line: int, says: str
) -> None:
    with pytest.raises(Rejected, match=rf"mkdocs\.yml:{line}: {says}"):
        laid(tmp_path, settings)
    assert not (tmp_path / "content/theme").exists()


def test_settings_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/mkdocs.yml").write_bytes(b"nav: \xff\n")
    with pytest.raises(Rejected, match=r"mkdocs\.yml:1: byte 5 is not UTF-8"):
        lay_over(ROOT, tmp_path / "content")


def test_the_navigation_of_the_tag_stays_where_it_was(tmp_path: Path) -> None:
    root, content = tmp_path / "root", tmp_path / "content"
    for folder in (root / "theme", root / "hooks", content):
        folder.mkdir(parents=True)
    own = SETTINGS.replace("guide/why.md", "guide/old.md").replace("[search]", "[]")
    write(root, "mkdocs.yml", SETTINGS)
    write(content, "mkdocs.yml", own)
    lay_over(root, content)
    assert (content / "mkdocs.yml").read_text() == SETTINGS.replace("guide/why.md", "guide/old.md") + "\n"
    write(root, "mkdocs.yml", "site_name: x\n")
    for folder in ("theme", "hooks"):
        (content / folder).rmdir()
    lay_over(root, content)
    assert (content / "mkdocs.yml").read_text().startswith("site_name: x\n\nnav:\n  - index.md\n")


def test_another_version_of_a_package_is_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = program_digest(ROOT)
    monkeypatch.syspath_prepend(tmp_path)
    assert program_digest(ROOT) == before
    folder = tmp_path / "a_plugin-1.0.dist-info"
    folder.mkdir()
    first = program_digest(ROOT)
    folder.rename(tmp_path / "a_plugin-1.1.dist-info")
    assert len({before, first, program_digest(ROOT)}) == 3
