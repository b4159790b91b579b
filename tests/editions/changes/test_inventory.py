"""The inventory of an edition: what it holds, that it comes back as it was, and that a forged one is refused."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

import pytest

from consentbook.book import Book, read_book
from consentbook.editions.changes.inventory import PageText, inventory
from consentbook.editions.changes.kept import LARGEST, from_json, text_from_json, to_json
from consentbook.reading.offences import Rejected
from tests.editions.changes.projects import (
    BANNER,
    LIST,
    POLICY,
    WHY,
    Change,
    read,
    replace,
    small_project,
    together,
    write,
)


class Kept(dict[str, bytes]):
    """Texts of pages by their SHA-256."""

    def add(self, text: bytes) -> str:
        digest = hashlib.sha256(text).hexdigest()
        self[digest] = text
        return digest

    def text(self, digest: str) -> PageText:
        return text_from_json(self[digest], digest)


KEPT = Kept()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path / "project")


def test_it_comes_back_as_it_was(book: Book) -> None:
    made = inventory(book)
    assert len(made.snippets) == len(book.library.snippets)
    assert len(made.items) == len(book.checklists.items)
    assert made.pages.keys() == {page.uri for page in book.pages}
    assert from_json(to_json(made, KEPT.add), "cached.json", KEPT.text) == made


def test_it_holds_what_takes_to_compare(root: Path) -> None:
    replace(WHY, "title: Why", "title: Why\nmoved_from: [guide/old.md, older.md]")(root)
    made = read(root)
    assert made.pages["guide/why.md"].moved_from == ("guide/old.md", "older.md")
    assert ("Trust", "init()") in made.pages["guide/why.md"].text
    banner = made.snippets["banner/ask"]
    assert (banner.form, banner.regions, banner.revision, banner.variables) == (
        "banner",
        ("eea", "uk"),
        1,
        ("company",),
    )
    assert banner.texts["en"].coverage == {"purpose": ("find faults",), "choice": ("Refuse recording",)}
    assert made.items["C02"].required is False
    assert made.items["C02"].lists == ("launch",)
    assert made.links["trust"].url == "https://vendor.example/trust"


def test_a_page_that_is_as_before_is_not_read_again(root: Path) -> None:
    before = read(root)
    marked = {uri: replaced(page, text=(("", f"kept of {uri}"),)) for uri, page in before.pages.items()}
    replace(WHY, "# Why", "# Why not")(root)
    after = inventory(read_book(root), replaced(before, pages=marked)).pages
    why = WHY.removeprefix("docs/")
    assert after[why].text == read(root).pages[why].text
    others = {uri: page.text for uri, page in after.items() if uri != why}
    assert len(others) > 2
    assert others == {uri: (("", f"kept of {uri}"),) for uri in others}


def forged(path: tuple[str | int, ...], value: object) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (forged(("version",), 2), "version: Input should be 1"),
        (forged(("more",), 1), "more: "),
        (forged(("pages", "../../etc/passwd.md"), {"title": "x"}), "it is no path below docs/"),
        (forged(("pages", "/etc/passwd.md"), {"title": "x"}), "it is no path below docs/"),
        (forged(("pages", "a/../b.md"), {"title": "x"}), "it is no path below docs/"),
        (forged(("pages", "x.html"), {"title": "x"}), "pages.x.html"),
        (forged(("pages", "index.md", "moved_from"), ["../x.md"]), "it is no path below docs/"),
        (forged(("pages", "index.md", "title"), "a\x1b[31m"), "a hidden control character stands in it"),
        (forged(("pages", "index.md", "title"), "a\u202eb"), "a hidden control character stands in it"),
        (forged(("pages", "index.md", "text"), "../../../etc/passwd"), "pages.index.md.text: Value error, it is no SHA-256"),
        (forged(("pages", "index.md", "text"), [["a", "b"]]), "pages.index.md.text: Value error, it is no SHA-256"),
        (forged(("snippets", "../x", ), {}), "snippets.../x"),
        (forged(("snippets", "banner/ask", "regions"), ["moon"]), "snippets.banner/ask.regions.0"),
        (forged(("snippets", "banner/ask", "texts", "en", "coverage"), {"x": []}), "coverage"),
        (forged(("items", "C01", "required"), "yes"), "items.C01.required"),
        (forged(("links", "trust", "url"), 7), "links.trust.url"),
    ],
)  # fmt: skip
def test_a_forged_one_is_refused(root: Path, change: Callable[[Any], None], wrong: str) -> None:
    data = json.loads(to_json(read(root), KEPT.add))
    change(data)
    with pytest.raises(Rejected) as refused:
        from_json(json.dumps(data).encode(), "cached.json", KEPT.text)
    (offence,) = refused.value.offences
    assert str(offence).startswith("cached.json:1: it is no inventory: ")
    assert wrong in offence.wrong
    assert "\x1b" not in str(offence)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff", b"[" * 100_000, b'{"pages":' * 10_000, b" " * (LARGEST + 1)],
    ids=["empty", "list", "no UTF-8", "deep list", "deep mapping", "large"],
)
def test_what_is_no_inventory_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(Rejected, match=r"^x\?\.json:1: it is no inventory|^x.\.json:1: it is no inventory"):
        from_json(content, "x\x1b.json", KEPT.text)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b'[["a"]]', "Field required"),
        (b'[["a", 1]]', "Input should be a valid string"),
        (b'[["a", "b\\u001b"]]', "a hidden control character stands in it"),
        (b"{}", "Input should be a valid"),
        (b"", "Invalid JSON"),
    ],
)
def test_what_is_no_text_of_a_page_is_refused(content: bytes, wrong: str) -> None:
    with pytest.raises(Rejected, match=wrong):
        text_from_json(content, "x")


def test_the_text_of_a_page_is_kept_once_for_all_inventories(root: Path) -> None:
    kept = Kept()
    before = to_json(read(root), kept.add)
    texts = len(kept)
    replace(WHY, "# Why", "# Why not")(root)
    after = to_json(read(root), kept.add)
    assert len(kept) == texts + 1
    assert len(before) < 20_000 > len(after)


MOVES: dict[str, tuple[Change, str]] = {
    "no list": (replace(WHY, "title: Why", "title: Why\nmoved_from: guide/old.md"), f"{WHY}:3: moved_from is no list."),
    "a page that is there": (replace(WHY, "title: Why", "title: Why\nmoved_from: [index.md]"), f"{WHY}:3: docs/index.md is still there."),
    "the page itself": (replace(WHY, "title: Why", "title: Why\nmoved_from: [guide/why.md]"), f"{WHY}:3: docs/guide/why.md is still there."),
    "a path out of docs": (replace(WHY, "title: Why", "title: Why\nmoved_from:\n  - ok.md\n  - ../x.md"), f'{WHY}:5: "../x.md" is no path of a page below docs/.'),
    "a path from the root": (replace(WHY, "title: Why", "title: Why\nmoved_from: [/x.md]"), '"/x.md" is no path of a page'),
    "a path with docs": (replace(WHY, "title: Why", "title: Why\nmoved_from: [docs/guide/old.md]"), f'{WHY}:3: "docs/guide/old.md" begins with docs/ (did you mean "guide/old.md"?). Write a list of paths below docs/'),
    "an address": (replace(WHY, "title: Why", "title: Why\nmoved_from: [guide/old/]"), '"guide/old/" is no path of a page'),
    "a path of two lines": (replace(WHY, "title: Why", 'title: Why\nmoved_from: ["a\\nb.md"]'), f'{WHY}:3: "a\\nb.md" is no path of a page below docs/.'),
    "a path of dots": (replace(WHY, "title: Why", "title: Why\nmoved_from: [...md]"), '"...md" is no path of a page below docs/.'),
    "a path of an ending": (replace(WHY, "title: Why", "title: Why\nmoved_from: [.md]"), '".md" is no path of a page below docs/.'),
    "a very long path": (replace(WHY, "title: Why", f"title: Why\nmoved_from: [{'x' * 300}.md]"), "has a part that is too long for a folder"),
    "very many paths": (
        replace(WHY, "title: Why", f"title: Why\nmoved_from: [{', '.join(f'{number}.md' for number in range(51))}]"),
        f"{WHY}:3: moved_from has 51 paths, more than 50. Keep those that somebody may still link to.",
    ),
    "a mapping": (replace(WHY, "title: Why", "title: Why\nmoved_from: [{a: b}]"), "moved_from holds what is no path."),
    "a page that two were": (together(replace(WHY, "title: Why", "title: Why\nmoved_from: [old.md]"), write("docs/z.md", "---\nmoved_from: [old.md]\n---\n# Z\n")), "docs/z.md:2: docs/guide/why.md was docs/old.md already."),
    "a page in the place of what changed": (write("docs/changes/index.md", "# Changes\n"), "docs/changes:1: what changed is told in this place by the build."),
    "a page of that name": (write("docs/changes.md", "# Changes\n"), "docs/changes.md:1: what changed is told in this place"),
    "a snippet that is there is replaced": (replace(POLICY, "limits:", "replaces: [banner/ask]\nlimits:"), f'{POLICY}:10: "banner/ask" is still there.'),
    "a snippet that two replace": (together(*(replace(file, "limits:", "replaces: [a/b]\nlimits:") for file in (POLICY, BANNER))), f'{POLICY}:10: "banner/ask" replaces "a/b" already.'),
    "what is replaced is no id": (replace(POLICY, "limits:", "replaces: [A]\nlimits:"), f'{POLICY}:10: replaces: got "A", but it must be written otherwise.'),
}  # fmt: skip


@pytest.mark.parametrize(("change", "wrong"), MOVES.values(), ids=MOVES)
def test_what_authors_say_of_earlier_paths_is_checked(root: Path, change: Change, wrong: str) -> None:
    change(root)
    with pytest.raises(Rejected) as refused:
        read_book(root)
    assert any(wrong in str(offence) for offence in refused.value.offences), str(refused.value)


def test_a_list_without_items_of_its_own_is_read_too(root: Path) -> None:
    write("docs/checklists/all.md", "# All\n\n- [ ] **[C01](launch.md#c01)** first\n")(root)
    assert read(root).items["C01"].lists == ("launch", "all")
    assert LIST.endswith(read(root).items["C01"].uri)
