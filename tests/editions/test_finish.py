"""What an edition says of itself and of the others, on pages that editions go on sharing."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.editions.publish import publish
from tests.editions.conftest import wanted
from tests.editions.project import FILES, change, git, new_project, tag, write
from tests.support import release

POLICY = "snippets/link/policy/en.md"


def snippet(id_: str, title: str) -> str:
    """Return a snippet made of that of the small project."""
    return (
        FILES[POLICY].replace("id: link/policy", f"id: {id_}").replace("title: Link to the policy", f"title: {title}")
    )


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editions 2026.11, which was withdrawn, 2026.12, 2027.01 and 2027.02, in which wording changed and went."""
    folder = tmp_path_factory.mktemp("finish")
    project = new_project(folder / "project")
    for name, title in (("old", "Old link"), ("lone", "Lone link"), ("same", "Same link")):
        write(project, f"snippets/link/{name}/en.md", snippet(f"link/{name}", title))
    change(
        project,
        "docs/wording/index.md",
        "/// snippet | link/policy",
        "/// snippet | link/policy\n\n/// snippet | link/old",
    )
    change(project, "docs/index.md", "description:", "template: home.html\ndescription:")
    release(project)
    for name in ("2026.12", "2027.01"):
        tag(project, name)
    change(project, POLICY, "Privacy policy]", "Our policy]")
    git(project, "rm", "--quiet", "-r", "snippets/link/old", "snippets/link/lone")
    new = snippet("link/new", "New & true link").replace("review:\n", "replaces: [link/old]\nreview:\n")
    write(project, "snippets/link/new/en.md", new)
    change(project, "docs/wording/index.md", "link/old", "link/new")
    release(project)
    tag(project, "2027.02")
    publish(wanted(project, folder / "place", compress=False))
    first, rest = (project / "editions.yml").read_text().split('  status: "supported"\n', 1)
    write(project, "editions.yml", f'{first}  status: "withdrawn"\n  reason: "A text was wrong."\n{rest}')
    publish(wanted(project, folder / "place", compress=False))
    return folder / "place" / "current"


def page(current: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((current / path / "index.html").read_bytes())


def notice(current: Path, path: str) -> str:
    found = page(current, path).css_first("[aria-label=Edition]")
    return " ".join(found.text().split())


def test_a_wording_that_was_replaced_is_said_to_be_gone_and_not_to_be_the_same_page(current: Path) -> None:
    assert notice(current, "2027.01/wording/link/old") == (
        "This page is of an earlier edition. Its start page says which. "
        "Old link is gone from the latest edition. Use New & true link instead."
    )
    links = page(current, "2027.01/wording/link/old").css("[aria-label=Edition] a")
    assert [link.attributes["href"] for link in links] == ["../../../", "../../../../latest/wording/link/new/"]
    assert "#replaced" in (current / "latest/wording/link/old/index.html").read_text()


def test_a_wording_that_nothing_replaces_is_said_to_be_gone(current: Path) -> None:
    assert "Lone link is gone from the latest edition. Nothing replaces it." in notice(
        current, "2027.01/wording/link/lone"
    )


def test_a_text_with_a_newer_revision_says_so_on_its_page_and_wherever_its_card_is(current: Path) -> None:
    newer = "Link to the policy: revision 1 is shown here, the latest edition has revision 2: what changed."
    assert newer in notice(current, "2027.01/wording/link/policy")
    assert newer in notice(current, "2027.01/wording")
    assert "Old link is gone" in notice(current, "2027.01/wording")
    link = page(current, "2027.01/wording/link/policy").css("[aria-label=Edition] a")[-1]
    assert link.attributes["href"] == "../../../../latest/wording/link/policy/#history"


def test_a_text_that_is_the_same_says_nothing(current: Path) -> None:
    assert notice(current, "2027.01/wording/link/same") == (
        "This page is of an earlier edition. Its start page says which. The same page in the latest edition."
    )


def test_only_pages_that_no_two_editions_share_name_their_edition(current: Path) -> None:
    assert notice(current, "2027.01").startswith("This page is of edition 2027.01, and not of the latest.")
    assert notice(current, "2027.01/changes").startswith("This page is of edition 2027.01,")
    for path in ("guide/how", "wording/link/policy", "wording/link/old", "wording"):
        older, newer = (current / name / path / "index.html" for name in ("2026.12", "2027.01"))
        assert older.samefile(newer)


def test_the_start_page_names_its_edition_in_words(current: Path) -> None:
    assert "Edition 2027.02. What changed" in page(current, "2027.02").css_first("article").text()


def test_pages_on_what_changed_say_which_edition_was_withdrawn(current: Path) -> None:
    said = "Edition 2026.11 was withdrawn. A text was wrong."
    for path in ("2027.02/changes", "2027.02/changes/2026.11", "2026.12/changes"):
        assert said in page(current, path).css_first("article").text()
    assert said not in page(current, "2027.02/changes/2026.12").css_first("article").text()
