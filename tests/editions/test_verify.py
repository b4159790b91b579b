"""Whether what is served is what was published, who signed it, and whether tags still give it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from consentbook.editions.place import Place
from consentbook.editions.publish import publish
from consentbook.editions.verify import rebuild, verify
from consentbook.reading.offences import Rejected
from consentbook.terminal import CannotRun
from tests.editions.conftest import copy_place, wanted
from tests.editions.project import git


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A throw-away key, and beside it the file of those who may sign."""
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    public = path.with_suffix(".pub").read_text()
    (tmp_path / "signers").write_text(f'release@example.com namespaces="consentbook" {public}')
    return path


def test_what_was_published_is_found_right(made: Path) -> None:
    assert verify(made / "project", Place(made / "place")) == []


def test_a_log_that_was_removed_is_no_fault(here: Path) -> None:
    (here / "place" / "log.json").unlink()
    assert verify(here / "project", Place(here / "place")) == []


def test_each_thing_that_is_not_as_it_was_is_told(here: Path) -> None:
    place = Place(here / "place")
    path = place.current / "2026.11/guide/how/index.html"
    path.write_bytes(path.read_bytes() + b" ")
    (found,) = verify(here / "project", place)
    assert found.endswith("2026.11/guide/how/index.html was changed")


@pytest.mark.parametrize("kind", ["a link to the same content", "a queue that nobody writes to"])
def test_what_lies_in_the_place_of_a_file_is_told(here: Path, tmp_path: Path, kind: str) -> None:
    place = Place(here / "place")
    path = place.current / "2026.11/guide/how/index.html"
    path.rename(tmp_path / "kept")
    path.symlink_to(tmp_path / "kept") if kind.startswith("a link") else os.mkfifo(path)
    (found,) = verify(here / "project", place)
    assert found.endswith("2026.11/guide/how/index.html was changed")


def test_a_list_that_was_changed_is_told(here: Path) -> None:
    place = Place(here / "place")
    with (place.current / "SHA256SUMS").open("a") as sums:
        sums.write("0\n")
    assert "SHA256SUMS was changed" in verify(here / "project", place)[0]


def test_an_alias_that_leads_elsewhere_is_told(here: Path) -> None:
    place = Place(here / "place")
    (place.current / "latest").unlink()
    (place.current / "latest").symlink_to("2026.11")
    assert "latest does not lead to the latest edition" in verify(here / "project", place)[0]


def test_another_digest_in_the_ledger_is_told(here: Path) -> None:
    ledger = here / "project" / "editions.yml"
    ledger.write_text(re.sub(r'(digest: ")....', r"\g<1>0000", ledger.read_text(), count=1))
    assert (
        "editions.yml:3: the digest of 2026.11 is not that of the wording files that are served"
        in verify(here / "project", Place(here / "place"))[0]
    )


def test_a_moved_tag_is_told(here: Path) -> None:
    git(here / "project", "tag", "--force", "2026.11", "2026.12")
    assert "the tag 2026.11 names commit" in verify(here / "project", Place(here / "place"))[0]


def test_editions_taken_out_of_their_tags_again_are_the_same(here: Path) -> None:
    rebuild(here / "project", jobs=2)
    ledger = here / "project" / "editions.yml"
    ledger.write_text(re.sub(r'(digest: ")....', r"\g<1>0000", ledger.read_text(), count=1))
    with pytest.raises(Rejected, match=r"the wording files of 2026\.11 are not those that were published"):
        rebuild(here / "project", jobs=2)


def test_a_signature_is_checked_against_those_who_may_sign(here: Path, key: Path) -> None:
    place = Place(here / "place")
    signers = key.with_name("signers")
    assert "is not signed" in verify(here / "project", place, signers)[0]
    publish(wanted(here / "project", here / "place", unreleased=True, key=key))
    assert verify(here / "project", place, signers) == []
    other = signers.with_name("others")
    other.write_text(signers.read_text().replace("ssh-ed25519 AAAA", "ssh-ed25519 AAAB"))
    assert "signature" in verify(here / "project", place, other)[0]
    (place.current / "SHA256SUMS.sig").write_text("no signature")
    assert "signature" in verify(here / "project", place, signers)[0]


def test_a_signature_for_something_else_is_no_signature(here: Path, key: Path) -> None:
    place = Place(here / "place")
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "file", place.current / "SHA256SUMS"],
        check=True,
        capture_output=True,
    )
    assert "signature" in verify(here / "project", place, key.with_name("signers"))[0]


def test_a_key_that_is_none_is_told(here: Path) -> None:
    (here / "nokey").write_text("no key")
    with pytest.raises(CannotRun, match="ssh-keygen says"):
        publish(wanted(here / "project", here / "place", unreleased=True, key=here / "nokey"))


def test_the_list_of_what_it_was_built_with_is_as_its_schema_says(made: Path) -> None:
    text = (made / "place/current/sbom.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    names = {component["name"] for component in json.loads(text)["components"]}
    assert {"mkdocs", "mkdocs-material", "markdown", "pyyaml", "brotli"} <= names
    assert not {"pytest", "ruff", "mypy", "aiohttp"} & names
    broken = text.replace('"library"', '"thing"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


@pytest.fixture(scope="module")
def again(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tags, published once more: another folder, day, umask, time zone, locale and hash seed."""
    folder = tmp_path_factory.mktemp("again")
    shutil.copytree(made / "project", folder / "elsewhere")
    (folder / "elsewhere" / "editions.yml").unlink()
    environment = os.environ | {
        "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1", "TMPDIR": str(folder)
    }  # fmt: skip
    command = ["consentbook", "edition", "publish", "--to", str(folder / "place"), "--next", "--jobs", "1"]
    command += ["--site-url", "https://docs.example.com/consent"]
    import sys  # noqa: PLC0415

    subprocess.run(
        ["sh", "-c", 'umask 077; exec "$@"', "sh", sys.executable, "-m", *command],
        cwd=folder / "elsewhere", env=environment, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "place"


def test_two_builds_of_one_tag_are_identical(made: Path, again: Path) -> None:
    first, second = (made / "place/current").resolve(), (again / "current").resolve()
    assert first.name == second.name
    ran = subprocess.run(["diff", "--recursive", first, second], capture_output=True, text=True, check=False)
    assert ran.stdout == ""
    for path in ("2026.11/index.html", "SHA256SUMS", "2026.11", "wording"):
        assert (first / path).stat().st_mode == (second / path).stat().st_mode


def test_times_are_those_of_the_content(made: Path, again: Path) -> None:
    for path in (made / "place/current/2026.11").rglob("*.html"):
        other = again / path.relative_to(made / "place")
        assert path.stat().st_mtime == other.stat().st_mtime


def test_a_copy_of_a_place_is_as_good_as_the_place(made: Path, tmp_path: Path) -> None:
    copy_place(made / "place", tmp_path / "copy")
    assert verify(made / "project", Place(tmp_path / "copy")) == []
