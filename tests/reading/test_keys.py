"""Keys of a page's front matter: what is mistyped is told, what is somebody's own is left alone."""

from pathlib import Path

import pytest

from consentbook.book import read_book
from consentbook.reading.keys import check_keys
from consentbook.reading.offences import Rejected
from consentbook.reading.pages import Page
from consentbook.reading.strict_yaml import Tree

WHY = "docs/guide/why.md"


def told(*keys: str) -> list[str]:
    front = Tree(dict.fromkeys(keys, "x"), {(key,): number for number, key in enumerate(keys, 2)})
    return [str(offence) for offence in check_keys([Page("guide/why.md", WHY, front, ())])]


@pytest.mark.parametrize(
    ("key", "meant"),
    [("move_from", "moved_from"), ("moved-from", "moved_from"), ("titles", "title"), ("tag", "tags")],
)
def test_a_mistyped_key_is_told(key: str, meant: str) -> None:
    assert told("title", key) == [
        f'{WHY}:3: nobody reads the key "{key}" (did you mean "{meant}"?). '
        "Correct it; a key of your own needs a name that is less like it."
    ]


@pytest.mark.parametrize("key", ["moved_from", "title", "hide", "subtitle", "author", "date", "updated_at", "x"])
def test_keys_that_are_read_and_keys_of_ones_own_are_left_alone(key: str) -> None:
    assert told(key) == []


def test_the_book_is_checked_but_for_what_the_cms_writes(project: Path) -> None:
    text = (project / WHY).read_text()
    (project / WHY).write_text(text.replace("---\n", "---\nmove_from: [guide/old.md]\n", 1))
    exported = (Path(__file__).parents[1] / "cms/exported.md").read_text()
    (project / "docs/exported.md").write_text(exported.replace("---\n", "---\ntitles: x\n", 1))
    with pytest.raises(Rejected) as refused:
        read_book(project)
    assert [str(offence).partition(". ")[0] for offence in refused.value.offences] == [
        f'{WHY}:2: nobody reads the key "move_from" (did you mean "moved_from"?)'
    ]
    read_book(project, published=True)
