"""Mending links of pages that have moved for good."""

from pathlib import Path

import pytest

from consentbook.links.fix import fix
from consentbook.links.reports.report import Placed

OLD, NEW = "https://a.test/old", "https://a.test/new"


def moved(line: int, address: str = OLD, final: str = NEW, code: str = "moved", path: str = "a.md") -> Placed:
    return Placed(path, line, address, code, "hint", "moved for good", final, "Link to where it is now.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a](https://a.test/old)", "[a](https://a.test/new)"),
        ("<https://a.test/old>, <a href='https://a.test/old'>", "<https://a.test/new>, <a href='https://a.test/new'>"),
        ("See https://a.test/old.", "See https://a.test/new."),
        ("https://a.test/older https://a.test/old/x https://a.test/old?x=1 https://a.test/old#x", None),
        ("[a][old]", None),
    ],
)
def test_an_address_is_mended_where_it_stands_as_it_is_told(tmp_path: Path, before: str, after: str | None) -> None:
    (tmp_path / "a.md").write_bytes(f"# A\r\n\r\n{before}\r\nhttps://a.test/old\n".encode())
    mended = fix([moved(3)], tmp_path)
    assert (tmp_path / "a.md").read_bytes() == f"# A\r\n\r\n{after or before}\r\nhttps://a.test/old\n".encode()
    assert len(mended) == bool(after)


def test_the_anchor_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"[a]({OLD}#part)")
    fix([moved(1, f"{OLD}#part")], tmp_path)
    assert (tmp_path / "a.md").read_text() == f"[a]({NEW}#part)"


@pytest.mark.parametrize(
    "finding",
    [
        moved(1, final="https://a.test/x) [evil](javascript:alert(1)"),
        moved(1, final="javascript:alert(1)"),
        moved(1, final='https://a.test/"onclick=x'),
        moved(1, final="https://a.test/\n"),
        moved(1, code="gone"),
        moved(2),
        moved(0),
        moved(1, path="../outside.md"),
        moved(1, path="link.md"),
        moved(1, path="not-utf-8.md"),
        moved(1, path="gone.md"),
    ],
)
def test_nothing_else_is_written(tmp_path: Path, finding: Placed) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / "outside.md").write_text(OLD)
    (folder / "a.md").write_text(OLD)
    (folder / "not-utf-8.md").write_bytes(b"\xff " + OLD.encode())
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert fix([finding], folder) == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == before
