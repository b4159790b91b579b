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
        (
            "**https://a.test/old**, (https://a.test/old), https://a.test/old: x",
            "**https://a.test/new**, (https://a.test/new), https://a.test/new: x",
        ),
        ("https://a.test/older https://a.test/old/x https://a.test/old?x=1 https://a.test/old#x", None),
        ("https://a.test/old.html https://a.test/old(b) https://a.test/old:8080", None),
        ("https://web.archive.org/web/2020/https://a.test/old https://b.test/?u=https://a.test/old", None),
        ("[a][old]", None),
    ],
)
def test_an_address_is_mended_where_it_stands_as_it_is_told(tmp_path: Path, before: str, after: str | None) -> None:
    (tmp_path / "a.md").write_bytes(f"# A\r\n\r\n{before}\r\nhttps://a.test/old\n".encode())
    mended = fix([moved(3)], tmp_path)
    assert (tmp_path / "a.md").read_bytes() == f"# A\r\n\r\n{after or before}\r\nhttps://a.test/old\n".encode()
    assert len(mended) == bool(after)


@pytest.mark.parametrize(
    "more",
    [
        moved(1, code="sent-home"),
        moved(7, code="soft-404", path="other.md"),
        moved(1, code="parked"),
        moved(1, code="known-broken"),
    ],
)
def test_a_dead_link_is_not_made_to_look_alive(tmp_path: Path, more: Placed) -> None:
    (tmp_path / "a.md").write_text(OLD)
    assert fix([moved(1), more], tmp_path) == []
    assert (tmp_path / "a.md").read_text() == OLD


@pytest.mark.parametrize(
    ("name", "before", "final", "after"),
    [
        ("a.md", OLD, "https://a.test/?x=1&b=2", "https://a.test/?x=1&b=2"),
        ("a.html", f'<a href="{OLD}">', "https://a.test/?x=1&b=2", '<a href="https://a.test/?x=1&amp;b=2">'),
        ("sitemap.xml", f"<loc>{OLD}</loc>", "https://a.test/?x=1&b=2", "<loc>https://a.test/?x=1&amp;b=2</loc>"),
        ("a.md", OLD, "https://a.test/?x=1&lt;2", OLD),
        ("a.md", OLD, "https://a.test/x:", OLD),
        ("links.yml", f"{{url: {OLD}}}", "https://a.test/x,known_broken", f"{{url: {OLD}}}"),
        ("a.html", f'<img srcset="{OLD} 1x">', "https://a.test/x,", f'<img srcset="{OLD} 1x">'),
        ("a.md", OLD, "https://a.test/x.", OLD),
        ("a.md", OLD, "https://a.test/x?key=***", OLD),
        ("a.md", f"[a]({OLD})", f"{NEW}#part", f"[a]({NEW}#part)"),
        ("a.md", OLD, "http://a.test/old", OLD),
    ],
)
def test_an_address_is_written_as_its_file_writes_addresses(
    tmp_path: Path, name: str, before: str, final: str, after: str
) -> None:
    (tmp_path / name).write_text(before)
    fix([moved(1, final=final, path=name)], tmp_path)
    assert (tmp_path / name).read_text() == after


def test_a_file_keeps_its_permissions_and_stays_behind_its_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text(OLD)
    (tmp_path / "real.md").chmod(0o600)
    (tmp_path / "a.md").symlink_to("real.md")
    assert fix([moved(1)], tmp_path)
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == NEW
    assert (tmp_path / "real.md").stat().st_mode & 0o777 == 0o600


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
