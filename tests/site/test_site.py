"""The whole site, as it is built."""

import filecmp
import hashlib
import importlib.util
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from consentbook.site.build import build_site
from tests.support import ROOT, consentbook, copy_project


def test_every_snippet_has_a_page_and_a_feed(site: Path, book: Book) -> None:
    for snippet in book.library.snippets.values():
        folder = site / "wording" / snippet.id
        page = LexborHTMLParser((folder / "index.html").read_bytes())
        assert page.css_first("article h1").text(deep=False) == snippet.meta.title
        for key, expected in snippet.texts.items():
            text = (folder / f"{key}.txt").read_bytes()
            data = json.loads((folder / f"{key}.json").read_text())
            assert text.decode() == f"{expected.text}\n" == f"{data['text']}\n"
            assert hashlib.sha256(text).hexdigest() == data["sha256"]
            assert data["sha256"] in page.text()
            assert (data["language"], data["revision"], data["released"]) == (expected.language, 1, True)


def test_the_index_lists_every_snippet_and_where_its_text_is(site: Path, book: Book) -> None:
    index = json.loads((site / "wording" / "index.json").read_text())["snippets"]
    assert [entry["id"] for entry in index] == list(book.library.snippets)
    for entry in index:
        for text in entry["texts"].values():
            content = (site / "wording" / text["text"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == text["sha256"]


def test_a_snippet_on_many_pages_is_the_same_everywhere(site: Path) -> None:
    shown = {}
    for page in site.rglob("*.html"):
        for card in LexborHTMLParser(page.read_bytes()).css("consent-card"):
            shown.setdefault((card.attributes["data-id"], card.attributes["data-key"]), set()).add(card.html)
    texts = {title: {re.sub(r'href="[^"]*"', "", html or "") for html in cards} for title, cards in shown.items()}
    assert len(texts) >= 8
    assert all(len(cards) == 1 for cards in texts.values())


def test_no_page_holds_inline_styles_handlers_or_scripts_of_ours(site: Path) -> None:
    for path in site.rglob("*.html"):
        article = LexborHTMLParser(path.read_bytes()).css_first("article")
        attributes = {name for node in article.css("*") for name in node.attributes}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}, path
        assert not article.css("script, iframe, object, embed, style"), path


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    for path in site.rglob("*.html"):
        tree = LexborHTMLParser(path.read_bytes())
        addresses = [node.attributes.get("src") for node in tree.css("[src]")]
        addresses += [node.attributes.get("href") for node in tree.css("link[href]:not([rel=canonical])")]
        assert not [address for address in addresses if address and re.match("(https?:)?//", address)], path


def test_the_feed_speaks_of_no_person_and_no_folder_of_this_machine(site: Path) -> None:
    for path in site.rglob("*.json"):
        assert str(ROOT) not in path.read_text()


@pytest.mark.parametrize(
    "variables", [{"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}]
)
def test_two_builds_of_the_same_sources_are_the_same(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    build_site(ROOT, tmp_path / "again")
    files = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and not path.name.startswith("sitemap")
    )
    assert len(files) > 50
    same, different, errors = filecmp.cmpfiles(site, tmp_path / "again", files, shallow=False)
    assert not different
    assert not errors
    assert len(same) == len(files)


Built = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A project that was built over an old site, with an edition's name lying in the environment, and what was said."""
    project = copy_project(tmp_path_factory.mktemp("build") / "project")
    (project / "site").mkdir()
    (project / "site" / "old.html").write_text("old")
    (project / "site" / ".consentbook-site").touch()
    return project, consentbook(project, "build", CONSENTBOOK_EDITION="9999.12")


def test_the_site_builds_with_properdocs_lying_beside_mkdocs(built: Built) -> None:
    assert importlib.util.find_spec("properdocs"), "the development environment installs it on purpose"
    project, ran = built
    assert ran.returncode == 0, ran.stderr
    assert 'content="mkdocs-1.' in (project / "site" / "index.html").read_text()


def test_the_last_line_counts_what_was_built_and_says_how_to_look(built: Built, book: Book) -> None:
    _, ran = built
    last = ran.stdout.splitlines()[-1]
    pages = len(book.pages) + len(book.library.snippets)
    assert last == (
        f"site/ is ready: {pages} pages, 22 snippets, 9 checklists, {len(book.register.links)} named links. "
        "See it with `make serve`, at http://127.0.0.1:8000/"
    )
    assert not ran.stderr, "progress belongs on a terminal only"


def test_a_build_replaces_the_old_site_whole(built: Built) -> None:
    project, ran = built
    assert ran.returncode == 0
    assert not (project / "site" / "old.html").exists()
    assert (project / "site" / "index.html").exists()
    assert not list(project.glob(".site-*"))


def test_an_edition_named_in_the_environment_is_not_built_by_accident(built: Built) -> None:
    project, ran = built
    assert ran.returncode == 0
    assert "Preview, not a published edition." in (project / "site" / "index.html").read_text()


@pytest.mark.parametrize("target", ["", ".", "docs", "photos", "..", "link", "file"])
def test_a_build_deletes_nothing_that_no_build_wrote(project: Path, target: str) -> None:
    (project / "photos").mkdir()
    (project / "photos" / "a.jpg").write_text("mine")
    (project / "link").symlink_to("photos")
    (project / "file").write_text("mine")
    before = sorted(path for path in project.parent.rglob("*") if "site" not in path.name)
    ran = consentbook(project, "build", "--site-dir", target)
    assert ran.returncode != 0
    assert sorted(path for path in project.parent.rglob("*") if "site" not in path.name) == before
    assert "Traceback" not in ran.stderr


def test_metadata_cannot_break_out_of_the_head(project: Path) -> None:
    banner = project / "snippets" / "banner" / "opt-in" / "en.md"
    hostile = """summary: 'Refresh;url=https://evil.example/" http-equiv="refresh'"""
    banner.write_text(re.sub("^summary: .*$", hostile, banner.read_text(), flags=re.MULTILINE))
    why = project / "docs" / "guide" / "why.md"
    text = re.sub(
        "^description: .*$", "description: '\"><script>alert(1)</script>'", why.read_text(), flags=re.MULTILINE
    )
    why.write_text(text.replace("\n# ", "\n# `</title><script>alert(2)</script>` ", 1))
    ran = consentbook(project, "build")
    assert ran.returncode == 0, ran.stderr
    for uri in ("wording/banner/opt-in", "guide/why", "guide/regions"):
        tree = LexborHTMLParser((project / "site" / uri / "index.html").read_bytes())
        assert not tree.css("[http-equiv]")
        assert not [script for script in tree.css("script") if "alert" in script.text()]


def test_a_build_that_is_terminated_leaves_nothing_half_written(project: Path) -> None:
    build = subprocess.Popen([sys.executable, "-m", "consentbook", "build"], cwd=project, stderr=subprocess.DEVNULL)
    for _ in range(300):
        if aside := list(project.glob(".site-*")):
            break
        time.sleep(0.1)
    assert aside
    build.terminate()
    assert build.wait(60) == 128 + signal.SIGTERM
    assert not list(project.glob(".site-*"))
    assert not (project / "site").exists()
