"""What an edition says that it follows, and no earlier edition had."""

from dataclasses import replace

from consentbook.editions.changes.inventory import Inventory, PageState, SnippetState
from consentbook.editions.never import never_were

SNIPPET = SnippetState(title="x", form="banner", consent="notice", regions=("us",), texts={})


def edition(pages: dict[str, tuple[str, ...]], snippets: dict[str, tuple[str, ...]]) -> Inventory:
    """Return an inventory of pages with their earlier paths, and of snippets with what they replace."""
    return Inventory(
        pages={uri: PageState(uri, moved_from) for uri, moved_from in pages.items()},
        snippets={id_: replace(SNIPPET, replaces=replaces) for id_, replaces in snippets.items()},
    )


OLDEST = edition({"guide/resources.md": (), "guide/why.md": ()}, {"banner/notice-only": (), "banner/opt-in": ()})
OLDER = edition({"guide/why.md": ()}, {"banner/opt-in": ()})


def told(pages: dict[str, tuple[str, ...]], snippets: dict[str, tuple[str, ...]], *earlier: Inventory) -> list[str]:
    return [str(notice) for notice in never_were("2026.12", edition(pages, snippets), earlier)]


MEND = "Correct it, or delete it if that was never published."


def test_what_no_edition_had_is_told_with_what_is_gone_and_near() -> None:
    pages = {"guide/why.md": (), "guide/sources.md": ("guide/resource.md",)}
    assert told(pages, {"banner/opt-in": ("banner/notice-onli",)}, OLDER, OLDEST) == [
        '2026.12:docs/guide/sources.md:1: moved_from names "guide/resource.md", which no earlier edition had '
        f'(did you mean "guide/resources.md"?). {MEND}',
        '2026.12:snippets/banner/opt-in/en.md:1: replaces names "banner/notice-onli", which no earlier edition had '
        f'(did you mean "banner/notice-only"?). {MEND}',
    ]


def test_what_is_there_was_not_meant() -> None:
    pages = {"guide/resources.md": ("guide/resource.md",), "guide/why.md": ()}
    assert told(pages, {}, OLDEST) == [
        '2026.12:docs/guide/resources.md:1: moved_from names "guide/resource.md", which no earlier edition had. ' + MEND
    ]


def test_what_any_earlier_edition_had_is_fine() -> None:
    assert told({"sources.md": ("guide/resources.md",)}, {"a/b": ("banner/notice-only",)}, OLDER, OLDEST) == []


def test_without_an_earlier_edition_nothing_is_known() -> None:
    assert told({"sources.md": ("guide/resource.md",)}, {"a/b": ("banner/gone",)}) == []
