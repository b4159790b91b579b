"""Publishing: every edition from its tag, all at once, never over one another."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from consentbook.editions.place import Place
from consentbook.editions.publish import publish
from consentbook.editions.sums import changed_files
from consentbook.reading.offences import Rejected
from consentbook.site.mkdocs import BuildFailed
from consentbook.terminal import CannotRun
from tests.editions.conftest import URL, wanted
from tests.editions.project import change, git, tag, write
from tests.support import release


@pytest.fixture
def current(made: Path) -> Path:
    return made / "place" / "current"


def page(current: Path, path: str) -> str:
    return (current / path / "index.html").read_text()


def test_each_edition_holds_what_its_tag_holds(current: Path) -> None:
    assert "step by step" in page(current, "2026.11/guide/how")
    assert "with care" in page(current, "2026.12/guide/how")
    assert "with great care" in page(current, "next/guide/how")


def test_versions_are_listed_as_the_selector_reads_them(current: Path) -> None:
    assert json.loads((current / "versions.json").read_text()) == [
        {"version": "2026.12", "title": "2026.12", "aliases": ["latest"]},
        {"version": "2026.11", "title": "2026.11", "aliases": []},
        {"version": "next", "title": "next", "aliases": []},
    ]


def test_latest_is_the_newest_for_every_kind_of_file(current: Path) -> None:
    for path in ("index.html", "wording/index.json", "search/search_index.json", "wording/link/policy/en.txt"):
        assert (current / "latest" / path).samefile(current / "2026.12" / path)


def test_released_revisions_are_there_once_for_all_editions(current: Path) -> None:
    folder = current / "wording/link/policy"
    assert (folder / "r1/en.txt").read_text() == "Privacy policy ({{ policy_url }})\n"
    assert (folder / "r2/en.txt").read_text() == "Our privacy policy ({{ policy_url }})\n"
    assert sorted(path.name for path in (folder / "r1").iterdir()) == ["en.html", "en.json", "en.md", "en.txt"]
    assert json.loads((folder / "r2/en.json").read_text())["revision"] == 2


def test_an_edition_says_which_revision_it_shows(current: Path) -> None:
    shown = {
        name: json.loads((current / name / "wording/index.json").read_text())["snippets"][0]["revision"]
        for name in ("2026.11", "2026.12", "next")
    }
    assert shown == {"2026.11": 1, "2026.12": 2, "next": 2}


def test_only_the_latest_edition_is_without_a_notice_and_indexed(current: Path) -> None:
    for name, words in {"2026.11": "of an earlier edition", "2026.12": None, "next": "not published yet"}.items():
        html = page(current, f"{name}/guide/how")
        assert ('<meta name="robots" content="noindex">' in html) == bool(words)
        assert ('href="../../../latest/guide/how/">The same page in the latest edition' in html) == bool(words)
        assert words is None or words in html


def test_the_notice_of_a_page_that_moved_leads_to_where_it_is(current: Path) -> None:
    html = page(current, "2026.11/guide/why")
    assert 'href="../../../latest/guide/reasons/">The same page in the latest edition' in html
    assert 'href="../../latest/">The nearest page in the latest edition' in page(current, "2026.11/checklists")


def test_canonical_addresses_carry_no_edition_where_the_page_still_is(current: Path) -> None:
    for name in ("2026.11", "2026.12", "next"):
        assert f'<link rel="canonical" href="{URL}latest/guide/how/">' in page(current, f"{name}/guide/how")
    assert f'<link rel="canonical" href="{URL}2026.11/guide/why/">' in page(current, "2026.11/guide/why")


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("2026.12/guide/why", "../reasons/#moved-here"),
        ("2026.11/guide/reasons", "../why/#moved-here"),
        ("2026.11/guide/more", "../../#nearest-page"),
        ("2026.12/checklists", "../#nearest-page"),
    ],
)
def test_a_page_that_only_others_have_leads_on(current: Path, path: str, to: str) -> None:
    assert f'content="0; url={to}"' in page(current, path)


def test_the_selector_keeps_a_reader_on_every_page_of_any_edition(current: Path) -> None:
    pages = {
        name: set(re.findall(rf"<loc>{URL}latest/([^<]*)</loc>", (current / name / "sitemap.xml").read_text()))
        for name in ("2026.11", "2026.12", "next")
    }
    assert pages["2026.11"] == pages["2026.12"] == pages["next"] >= {"", "guide/why/", "guide/reasons/", "checklists/"}


def test_crawlers_find_the_pages_of_the_latest_edition_only(current: Path) -> None:
    listed = set(re.findall(r"<loc>([^<]*)</loc>", (current / "sitemap.xml").read_text()))
    assert f"{URL}latest/guide/reasons/" in listed
    assert not [address for address in listed if "/latest/" not in address or "why" in address]
    assert f"Sitemap: {URL}sitemap.xml" in (current / "robots.txt").read_text()


def test_the_ledger_records_what_was_published(made: Path) -> None:
    text = (made / "project" / "editions.yml").read_text()
    commit = git(made / "project", "rev-parse", "2026.11")
    assert f'- edition: "2026.11"\n  commit: "{commit}"\n' in text
    assert "next" not in text


def test_nothing_changed_makes_nothing(here: Path) -> None:
    release = Place(here / "place").serves()
    done = publish(wanted(here / "project", here / "place", unreleased=True))
    assert (done.release, done.changed, done.fresh) == (release, False, ())
    assert len(Place(here / "place").turns()) == 1


def test_a_new_edition_leaves_the_others_as_they_are(here: Path) -> None:
    before = (here / "place/current/2026.11/guide/how/index.html").stat().st_ino
    wording = (here / "place/current/wording/link/policy/r1/en.txt").stat().st_ino
    tag(here / "project", "2027.01")
    done = publish(wanted(here / "project", here / "place"))
    assert (done.editions, done.fresh) == (("2026.11", "2026.12", "2027.01"), ("2027.01",))
    current = here / "place/current"
    assert (current / "2026.11/guide/how/index.html").stat().st_ino == before
    assert (current / "wording/link/policy/r1/en.txt").stat().st_ino == wording
    assert "of an earlier edition" in page(current, "2026.12/guide/how")
    assert not (current / "next").exists()


def test_pages_that_did_not_change_are_one_file_in_all_older_editions(here: Path) -> None:
    for name in ("2027.01", "2027.02"):
        change(here / "project", "docs/guide/how.md", "great care", f"care in {name} and great care")
        tag(here / "project", name)
    publish(wanted(here / "project", here / "place"))
    current = here / "place" / "current"
    assert (current / "2026.12/guide/regions/index.html").samefile(current / "2027.01/guide/regions/index.html")
    assert not (current / "2026.12/guide/how/index.html").samefile(current / "2027.01/guide/how/index.html")
    assert not (current / "2026.12/guide/regions/index.html").samefile(current / "2027.02/guide/regions/index.html")


def test_a_text_that_is_not_released_is_not_published(here: Path) -> None:
    change(here / "project", "snippets/link/policy/en.md", "Our privacy", "This privacy")
    tag(here / "project", "2027.01")
    served = Place(here / "place").serves()
    with pytest.raises(Rejected, match=r"2027.01:snippets/link/policy/en.md:1: not as in revision 2: en"):
        publish(wanted(here / "project", here / "place"))
    assert Place(here / "place").serves() == served
    assert "2027.01" not in (here / "project/editions.yml").read_text()


def test_what_is_wrong_in_several_editions_is_told_at_once(here: Path) -> None:
    for edition in ("2027.01", "2027.02"):
        write(here / "project", "docs/guide/how.md", f"# How\n\n[nowhere](missing-{edition}.md)\n")
        tag(here / "project", edition)
    with pytest.raises(Rejected) as rejected:
        publish(wanted(here / "project", here / "place"))
    assert {offence.path.partition(":")[0] for offence in rejected.value.offences} == {"2027.01", "2027.02"}


@pytest.mark.parametrize("new", [("2027.01",), ("2027.01", "2027.02")])  # one is checked while the rest is put together
def test_what_is_wrong_in_built_pages_is_refused_as_often_as_it_is_tried(here: Path, new: tuple[str, ...]) -> None:
    project, place = here / "project", Place(here / "place")
    for edition in new:
        write(project, "docs/guide/how.md", f'# How\n\nWith {edition}.\n{{: onclick="x" }}\n')
        tag(project, edition)
    before, kept = place.serves(), sorted(place.kept())
    for _ in range(2):
        with pytest.raises(Rejected) as rejected:
            publish(wanted(project, here / "place"))
        told = [(offence.path, offence.wrong) for offence in rejected.value.offences]
        assert sorted(told) == [
            (f"{edition}:docs/guide/how.md", "the page holds the attribute onclick, which acts by itself")
            for edition in new
        ]
    assert (place.serves(), sorted(place.kept())) == (before, kept)
    assert not list((here / "place").glob(".work-*"))
    assert new[0] not in (project / "editions.yml").read_text()


def test_what_was_published_is_not_judged_by_rules_that_came_later(here: Path) -> None:
    """Its checklist item was fine when 2026.11 was published; take the rule to be one that came later."""
    project = here / "project"
    change(project, "docs/guide/how.md", "with great care", "[here](https://example.com)")
    tag(project, "2027.01")
    with pytest.raises(Rejected):
        publish(wanted(project, here / "place"))
    commit = git(project, "rev-parse", "2027.01")
    digest = re.findall(r'digest: "(.*)"', (project / "editions.yml").read_text())[-1]
    with (project / "editions.yml").open("a") as ledger:
        ledger.write(f'- {{edition: "2027.01", commit: {commit}, digest: {digest}, date: 2026-11-02}}\n')
    assert "2027.01" in publish(wanted(project, here / "place")).editions


def test_a_tag_that_was_moved_is_refused(here: Path) -> None:
    git(here / "project", "tag", "--force", "2026.11", "2026.12")
    with pytest.raises(Rejected, match=r"the tag 2026\.11 names commit \w+ now, and was published from"):
        publish(wanted(here / "project", here / "place"))


def test_other_bytes_for_a_published_edition_are_refused(here: Path) -> None:
    ledger = here / "project" / "editions.yml"
    ledger.write_text(re.sub(r'(digest: ")....', r"\g<1>0000", ledger.read_text()))
    change(here / "project", "theme/404.html", "There is no such page", "No such page")  # so that it is made anew
    with pytest.raises(Rejected) as rejected:
        publish(wanted(here / "project", here / "place"))
    assert str(rejected.value).startswith("editions.yml:3: the wording files of 2026.11 are not those")
    assert len(rejected.value.offences) == 2


def test_a_revision_that_was_rewritten_is_refused(here: Path) -> None:
    """Somebody makes the history anew, with another first revision, and a ledger without the old edition."""
    project = here / "project"
    (project / "snippets/link/policy/history.yml").unlink()
    change(project, "snippets/link/policy/en.md", "Our privacy policy", "The policy")
    release(project)
    (project / "editions.yml").unlink()
    for name in ("2026.11", "2026.12"):
        git(project, "tag", "--delete", name)
    tag(project, "2027.01")
    with pytest.raises(Rejected, match=r"wording/link/policy/r1/en.html is not the same as in what is published"):
        publish(wanted(project, here / "place", dropped=("2026.11", "2026.12")))


def test_a_file_that_was_changed_by_hand_is_named_and_put_back_when_asked(here: Path) -> None:
    current = here / "place" / "current"
    path = current / "2026.11/guide/how/index.html"
    good = path.read_bytes()
    path.write_bytes(good + b"x")
    (current / "new.txt").write_text("x")
    (current / "robots.txt").unlink()
    with pytest.raises(CannotRun) as refused:
        publish(wanted(here / "project", here / "place", unreleased=True))
    words = str(refused.value)
    assert "2026.11/guide/how/index.html was changed" in words
    assert "new.txt was added" in words
    assert "robots.txt is gone" in words
    done = publish(wanted(here / "project", here / "place", unreleased=True, mend=True))
    assert done.mended == ("2026.11/guide/how/index.html was changed", "new.txt was added", "robots.txt is gone")
    assert path.read_bytes() == good
    assert changed_files(here / "place/releases" / done.release) == []


def test_a_withdrawn_edition_leads_to_the_latest(here: Path) -> None:
    ledger = here / "project" / "editions.yml"
    first, second = ledger.read_text().split('  status: "supported"\n', 1)
    ledger.write_text(f'{first}  status: "withdrawn"\n  reason: "A text was wrong."\n{second}')
    publish(wanted(here / "project", here / "place"))
    current = here / "place" / "current"
    assert 'url=../../../latest/guide/reasons/#withdrawn"' in page(current, "2026.11/guide/why")
    assert [listed["version"] for listed in json.loads((current / "versions.json").read_text())] == ["2026.12"]
    assert (current / "wording/link/policy/r1/en.txt").exists()
    told = {
        entry["edition"]: entry["reason"] for entry in json.loads((current / "editions.json").read_text())["editions"]
    }
    assert told == {"2026.12": None, "2026.11": "A text was wrong."}


def test_without_a_tag_there_is_nothing_to_publish(here: Path) -> None:
    (here / "project/editions.yml").unlink()
    for name in ("2026.11", "2026.12"):
        git(here / "project", "tag", "--delete", name)
    with pytest.raises(CannotRun, match="no git tag is named as one"):
        publish(wanted(here / "project", here / "place"))


def test_a_folder_that_is_not_ours_is_left_alone(here: Path) -> None:
    (here / "other").mkdir()
    (here / "other" / "file").write_text("mine")
    with pytest.raises(CannotRun, match="was not made by this command"):
        publish(wanted(here / "project", here / "other"))
    assert [path.name for path in (here / "other").iterdir()] == ["file"]


def test_a_build_that_fails_says_which_edition(here: Path) -> None:
    change(here / "project", "theme/main.html", "{% block header %}", "{% block header %}{{ none.thing.other }}")
    with pytest.raises(BuildFailed, match=r"The edition (2026\.1[12]) could not be built"):
        publish(wanted(here / "project", here / "place"))


def test_every_file_is_listed_and_the_list_is_what_its_release_is_named_by(made: Path) -> None:
    current = made / "place" / "current"
    assert changed_files(current.resolve()) == []
    ran = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=current, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
