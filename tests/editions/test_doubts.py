"""What gives pause: editions that would be lost, changes that were not committed, tags that are nearly right."""

from pathlib import Path

import pytest

from consentbook.editions.address import PLACEHOLDER, checked_address
from consentbook.editions.place import Place
from consentbook.editions.publish import publish
from consentbook.terminal import CannotRun
from tests.editions.conftest import URL, wanted
from tests.editions.project import change, git, tag
from tests.support import consentbook

TEXT = "snippets/link/policy/en.md"


def test_an_edition_that_is_served_does_not_vanish_unless_told(here: Path) -> None:
    project, place = here / "project", here / "place"
    git(project, "tag", "--delete", "2026.12")
    ledger = project / "editions.yml"
    ledger.write_text(ledger.read_text().partition('- edition: "2026.12"')[0])
    served = (place / "current").readlink()
    with pytest.raises(CannotRun, match=r"2026\.12 is served, and there is no such tag here.*--drop 2026\.12"):
        publish(wanted(project, place, unreleased=True))
    assert (place / "current").readlink() == served
    done = publish(wanted(project, place, unreleased=True, dropped=("2026.12",)))
    assert done.editions == ("2026.11", "next")


def test_an_edition_with_nothing_new_of_what_was_not_committed_is_refused(here: Path) -> None:
    project, place = here / "project", here / "place"
    tag(project, "2027.01")
    publish(wanted(project, place))
    change(project, TEXT, "Our privacy policy", "All on privacy")
    (project / "docs/new.md").write_text("# New\n")
    tag_only(project, "2027.02")
    with pytest.raises(CannotRun) as refused:
        publish(wanted(project, place))
    words = f"the tag 2027.02 holds the content of 2027.01, and {TEXT}, docs/new.md is not committed."
    assert words in str(refused.value)
    assert "2027.02" not in (project / "editions.yml").read_text()
    git(project, "checkout", "--quiet", "--", TEXT)
    (project / "docs/new.md").unlink()
    assert publish(wanted(project, place)).fresh == ("2027.02",)


def tag_only(project: Path, edition: str) -> None:
    """Set a tag with nothing committed before it."""
    git(project, "commit", "--quiet", "--allow-empty", "--message", edition)
    git(project, "tag", edition)


def test_what_was_not_committed_beside_what_was_is_told(here: Path) -> None:
    project, place = here / "project", here / "place"
    tag(project, "2027.01")
    change(project, "docs/guide/how.md", "Slowly", "Very slowly")
    done = publish(wanted(project, place, unreleased=True))
    assert done.doubts == (
        "docs/guide/how.md lies here otherwise than in 2027.01: it was not committed when the tag was set.",
    )


def test_an_edition_that_was_published_too_early_can_be_made_anew(here: Path) -> None:
    project, place = here / "project", here / "place"
    before = (project / "editions.yml").read_text()
    tag(project, "2027.01")
    publish(wanted(project, place))
    consentbook(project, "edition", "rollback", "--to", str(place))
    (project / "editions.yml").write_text(before)
    change(project, "docs/guide/how.md", "Slowly", "Very slowly")
    git(project, "commit", "--quiet", "--all", "--message", "What was forgotten")
    git(project, "tag", "--force", "2027.01")
    publish(wanted(project, place))
    assert "Very slowly" in (place / "current/2027.01/guide/how/index.html").read_text()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("2027.1", "the tag 2027.1 is no edition; did you mean 2027.01?"),
        ("v2027.01", "the tag v2027.01 is no edition; did you mean 2027.01?"),
        ("2027-01", "the tag 2027-01 is no edition; did you mean 2027.01?"),
        ("2027.01.0", "the tag 2027.01.0 is no edition; did you mean 2027.01?"),
        ("2027.13", "the tag 2027.13 is no edition, as in 2026.11."),
        ("v2026.12", ""),  # which is there, and this may be another's
        ("release-3", ""),
    ],
)
def test_a_tag_that_is_nearly_an_edition_is_told(here: Path, name: str, says: str) -> None:
    git(here / "project", "tag", name)
    done = publish(wanted(here / "project", here / "place", unreleased=True))
    assert done.doubts == ((says,) if says else ())


def test_a_release_with_less_than_the_one_before_is_told(here: Path) -> None:
    (Place(here / "place").current / "SHA256SUMS.sig").write_text("x")
    tag(here / "project", "2027.01")
    done = publish(wanted(here / "project", here / "place"))
    assert done.doubts == (
        "next is not served any more; with --next it is.",
        "the release before was signed, and this one is not; with --sign it is.",
    )
    assert publish(wanted(here / "project", here / "place")).doubts == ()


def test_the_address_is_that_of_the_last_time_and_another_is_told(here: Path) -> None:
    project, to = here / "project", ("--to", str(here / "place"), "--next")
    ran = consentbook(project, "edition", "publish", *to)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"{URL}latest/guide/how/" in (here / "place/current/latest/guide/how/index.html").read_text()
    ran = consentbook(project, "edition", "publish", *to, "--site-url", "https://other.example")
    assert ran.returncode == 0
    assert f"the site was at {URL} before: every canonical address changed" in ran.stderr
    assert "https://other.example/latest/guide/how/" in (here / "place/current/sitemap.xml").read_text()


def test_an_address_that_was_never_named_is_told(here: Path) -> None:
    ran = consentbook(here / "project", "edition", "publish", "--to", "new")
    assert ran.returncode == 0
    assert f"the pages name {PLACEHOLDER} as their address" in ran.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("docs.example.com", "it does not begin with https:// and a host"),
        ("ftp://docs.example.com/", "it does not begin with https:// and a host"),
        ("https:///consent/", "it does not begin with https:// and a host"),
        ("https://docs.example.com/a?b=c", "it has more than a host and a path"),
        ("https://docs.example.com/#a", "it has more than a host and a path"),
        ("https://me@docs.example.com/", "it has more than a host and a path"),
        ('https://docs.example.com/"<x>', "it has signs that stand in no address"),
        ("https://docs.example.com/a b", "it has signs that stand in no address"),
        ("https://[::1/", "it is no address"),
        ("https://docs.example.com:http/", "it is no address"),
    ],
)
def test_what_is_no_address_of_a_site_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked_address(text)


def test_an_address_ends_with_a_slash(here: Path) -> None:
    assert checked_address("http://[::1]:8000/consent") == "http://[::1]:8000/consent/"
    ran = consentbook(here / "project", "edition", "publish", "--to", "new", "--site-url", "docs.example.com")
    assert ran.returncode == 2
    assert "Write it as in https://docs.example.com/consent/." in ran.stderr
