"""What somebody wrote into a place, cut off, or forged: it is told, and not served."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from consentbook.editions.ledger import LEDGER
from consentbook.editions.place import Place
from consentbook.editions.publish import publish
from consentbook.editions.release import _exchange
from consentbook.editions.rollback import rollback
from consentbook.editions.sums import SUMS, changed_files, sums
from consentbook.editions.verify import verify
from consentbook.reading.offences import Rejected
from consentbook.terminal import CannotRun
from tests.editions.conftest import wanted
from tests.editions.project import change, git, tag, write
from tests.support import consentbook, release

FORGED = "wording/link/policy/r9/en.txt"


def test_a_list_that_was_added_to_publishes_nothing_when_it_is_mended(here: Path) -> None:
    place = Place(here / "place")
    digest = place.store.add(b"evil text")
    with (place.current / SUMS).open("a") as listed:
        listed.write(f"{digest}  {FORGED}\n")
    done = publish(wanted(here / "project", here / "place", unreleased=True, mend=True))
    assert done.mended == ("SHA256SUMS was changed",)
    assert not (place.current / FORGED).exists()
    assert verify(here / "project", place) == []


def test_a_list_that_leads_out_of_its_release_plants_nothing_when_it_is_mended(here: Path) -> None:
    place = Place(here / "place")
    good = place.serves()
    text = f"{place.store.add(b'evil text')}  ../../../planted/x.txt\n".encode()
    forged = place.releases / hashlib.sha256(text).hexdigest()
    forged.mkdir()
    (forged / SUMS).write_bytes(text)
    place.current.unlink()
    place.current.symlink_to(f"releases/{forged.name}")
    with pytest.raises(CannotRun, match=f"{SUMS} was changed"):
        publish(wanted(here / "project", here / "place", unreleased=True))
    assert publish(wanted(here / "project", here / "place", unreleased=True, mend=True)).release == good
    assert not list(here.parent.rglob("planted"))


@pytest.mark.parametrize("path", ["../out", "/out", "a//b", "a/./b", "a\n0  b", "a\\b", ""])
def test_no_release_lists_a_path_that_leads_out_or_reads_as_two(path: str) -> None:
    with pytest.raises(CannotRun, match="a release holds no file"):
        sums({path: "0" * 64})


def test_a_content_that_was_cut_off_is_not_published(here: Path) -> None:
    project, place = here / "project", Place(here / "place")
    change(project, "docs/guide/how.md", "with great care", "with the greatest care")
    tag(project, "2027.01")
    publish(wanted(project, here / "place", compress=False))
    page = place.current / "2027.01/guide/how/index.html"
    good = page.read_bytes()
    served = rollback(place).release
    harmed = next(path for _, path in place.store.contents() if path.read_bytes() == good)
    harmed.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(CannotRun, match=r"is damaged\. Nothing was done\. Run it again with --mend"):
            publish(wanted(project, here / "place"))
        assert place.serves() == served
    publish(wanted(project, here / "place", mend=True))
    assert page.read_bytes() == good


def test_what_is_wrong_in_pages_is_told_whatever_else_goes_wrong_meanwhile(here: Path) -> None:
    project, place = here / "project", Place(here / "place")
    change(project, "docs/guide/how.md", "with great care", "with the greatest care")
    tag(project, "2027.01")
    publish(wanted(project, here / "place", compress=False))
    good = (place.current / "2027.01/guide/how/index.html").read_bytes()
    rollback(place)
    next(path for _, path in place.store.contents() if path.read_bytes() == good).write_bytes(b"")
    write(project, "docs/guide/how.md", '# How\n\nSlowly.\n{: onclick="x" }\n')
    tag(project, "2027.02")
    with pytest.raises(Rejected, match=r"2027\.02:docs/guide/how\.md:1: the page holds the attribute onclick"):
        publish(wanted(project, here / "place", compress=False))
    change(project, "docs/guide/how.md", ' onclick="x"', " .calm")
    git(project, "tag", "--delete", "2027.02")
    tag(project, "2027.02")
    with pytest.raises(CannotRun, match="is damaged"):
        publish(wanted(project, here / "place", compress=False))


def test_a_record_leads_to_no_file_outside(here: Path) -> None:
    project = here / "project"
    for record in (here / "place/builds").glob("*.json"):
        record.write_text(record.read_text().replace('"index.html":', '"../../../../escaped":'))
    tag(project, "2027.01")
    with pytest.raises(CannotRun, match="a release holds no file"):
        publish(wanted(project, here / "place"))
    assert not list(here.parent.rglob("escaped"))


def test_packed_forms_that_are_others_are_told(here: Path) -> None:
    place = Place(here / "place")
    digest = place.store.add(b"x" * 2_000)
    for record in (here / "place/store/packed").iterdir():
        record.write_text(re.sub(r"(?<=\.gz )[0-9a-f]{64}", digest, record.read_text()))
    publish(wanted(here / "project", here / "place"))
    found = verify(here / "project", place)
    assert any("index.html.gz is not " in words for words in found), found


def test_what_was_published_and_taken_back_keeps_its_bytes(here: Path) -> None:
    project, place = here / "project", here / "place"
    ledger = (project / LEDGER).read_text()
    git(project, "reset", "--quiet", "--hard", "2026.12")
    (project / LEDGER).write_text(ledger)
    change(project, "snippets/link/policy/en.md", "Our privacy policy", "The policy")
    release(project)
    tag(project, "2027.01")
    publish(wanted(project, place))
    rollback(Place(place))
    git(project, "tag", "--delete", "2027.01")
    git(project, "reset", "--quiet", "--hard", "2026.12")
    (project / LEDGER).write_text(ledger)
    change(project, "snippets/link/policy/en.md", "Our privacy policy", "Another policy")
    release(project)
    tag(project, "2027.01")
    with pytest.raises(Rejected, match=r"wording/link/policy/r3/en.txt is not the same as in what is published"):
        publish(wanted(project, place))


def test_a_release_that_was_lost_while_it_was_mended_comes_back(here: Path) -> None:
    """As after a publisher was killed between two renames, where the system has none that exchanges."""
    place = Place(here / "place")
    (place.current / "index.html").write_text("harmed")
    (place.releases / str(place.serves())).rename(here / "gone")
    with pytest.raises(CannotRun, match="is damaged"):  # as what was written into is a hard link
        publish(wanted(here / "project", here / "place", unreleased=True))
    done = publish(wanted(here / "project", here / "place", unreleased=True, mend=True))
    assert changed_files(place.releases / done.release) == []
    assert (place.current / "2026.12/index.html").exists()


def test_two_folders_take_each_others_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    write(one, "name", "one")
    write(other, "name", "other")
    _exchange(one, other)
    assert ((one / "name").read_text(), (other / "name").read_text()) == ("other", "one")
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    _exchange(one, other)
    assert (one / "name").read_text() == "one"


def test_a_signature_stays_where_another_cannot_be_made(here: Path) -> None:
    place = Place(here / "place")
    (place.current / "SHA256SUMS.sig").write_text("the signature")
    key = here / "no-key"
    key.write_text("no key")
    key.chmod(0o600)
    with pytest.raises(CannotRun, match="ssh-keygen says"):
        publish(wanted(here / "project", here / "place", unreleased=True, key=key))
    assert (place.current / "SHA256SUMS.sig").read_text() == "the signature"


def test_without_a_signature_that_was_asked_for_the_ledger_stays(here: Path) -> None:
    key = here / "no-key"
    key.write_text("no key")
    key.chmod(0o600)
    tag(here / "project", "2027.01")
    with pytest.raises(CannotRun, match="ssh-keygen says"):
        publish(wanted(here / "project", here / "place", key=key))
    assert "2027.01" not in (here / "project" / LEDGER).read_text()


def test_two_places_of_one_project_give_one_entry(here: Path) -> None:
    project = here / "project"
    tag(project, "2027.01")
    command = [sys.executable, "-m", "consentbook", "edition", "publish", "--no-compress", "--to"]
    running = [subprocess.Popen([*command, str(here / to)], cwd=project) for to in ("place", "another")]
    assert [process.wait() for process in running] == [0, 0]
    assert (project / LEDGER).read_text().count('"2027.01"') == 1
    assert consentbook(project, "edition", "list").returncode == 0


@pytest.mark.parametrize("text", ["[]\n", "{}\n"])
def test_an_empty_list_in_the_ledger_is_told(here: Path, text: str) -> None:
    (here / "project" / LEDGER).write_text(text)
    with pytest.raises(Rejected, match=r"editions\.yml:1: it lists nothing"):
        publish(wanted(here / "project", here / "place"))


def test_an_edition_that_is_served_from_another_commit_is_refused(here: Path) -> None:
    """Somebody took the entry out of the ledger, and moved the tag."""
    project = here / "project"
    ledger = project / LEDGER
    ledger.write_text(re.sub(r'- edition: "2026.12"\n(  .*\n)*', "", ledger.read_text()))
    git(project, "commit", "--quiet", "--allow-empty", "--message", "moved")
    git(project, "tag", "--force", "2026.12")
    with pytest.raises(Rejected, match=r"the tag 2026\.12 names commit .*, and what is served is of"):
        publish(wanted(project, here / "place", unreleased=True))


def test_what_no_earlier_edition_had_is_told_and_no_file_is_taken_for_a_folder(here: Path) -> None:
    project = here / "project"
    change(
        project, "docs/guide/how.md", "description: How.", "description: How.\nmoved_from: [404.html.md, guide/whi.md]"
    )
    tag(project, "2027.01")
    done = publish(wanted(project, here / "place", unreleased=True))
    assert [words.partition(": ")[2].partition(", which")[0] for words in done.doubts] == [
        'moved_from names "404.html.md"',
        'moved_from names "guide/whi.md"',
    ]
    assert (here / "place/current/2027.01/404.html").is_file()
    assert "../how/#moved-here" in (here / "place/current/2027.01/guide/whi/index.html").read_text()
