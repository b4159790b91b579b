"""A page exported from the CMS, dropped into docs/ and built strictly."""

import shutil
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from consentbook.cms.page import in_sitemap, is_cms_page, updated_on
from tests.support import SHARED, consentbook, copy_project

EXPORTED = Path(__file__).parent / "exported.md"
SOURCE_PAGE = SHARED / "content" / "source-page.md"


def build(project: Path, page: Path) -> None:
    shutil.copy(page, project / "docs" / "exported.md")
    ran = consentbook(project, "build")
    assert ran.returncode == 0, ran.stderr


def page_of(project: Path) -> LexborHTMLParser:
    return LexborHTMLParser((project / "site" / "exported" / "index.html").read_bytes())


def published(project: Path) -> str:
    return "".join(
        path.read_text() for path in (project / "site").rglob("*") if path.suffix in {".html", ".json", ".xml"}
    )


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a page from the CMS, which no sitemap lists, and with another that is listed."""
    project = copy_project(tmp_path_factory.mktemp("cms") / "project")
    hidden = EXPORTED.read_text()
    assert "exclude_from_sitemap: true" in hidden
    listed = hidden.replace("exclude_from_sitemap: true", "exclude_from_sitemap: false")
    (project / "docs" / "listed.md").write_text(listed)
    build(project, EXPORTED)
    return project


def test_an_exported_page_shows_right(exported: Path) -> None:
    page = page_of(exported)
    assert page.css_first("article h1").text() == "A page from the CMS"
    assert "Last updated 30 May 2025" in page.css_first(".md-source-file").text()
    links = [link.attributes["href"] for link in page.css("article a:not(.headerlink)")]
    assert links == ["https://amplitude.com/docs/session-replay/settings#masking", "https://amplitude.com/docs/contact"]


def test_sample_texts_are_set_apart_and_other_quotations_are_not(exported: Path) -> None:
    page = page_of(exported)
    samples = page.css("consent-sample")
    assert [sample.css_first("blockquote p").text() for sample in samples] == [
        "We record how you use the site.",
        "A second one, with a [place to fill].",
    ]
    assert all("From outside the library, not reviewed." in sample.text() for sample in samples)
    assert len(page.css("article blockquote")) == 4


def test_ids_of_records_and_people_are_published_nowhere(exported: Path) -> None:
    everything = published(exported)
    assert "A page from the CMS" in everything
    assert "0f5c2a1e" not in everything
    assert "9a8b7c6d" not in everything


def test_the_page_decides_whether_the_sitemap_lists_it(exported: Path) -> None:
    sitemap = (exported / "site" / "sitemap.xml").read_text()
    assert "/exported/" not in sitemap
    assert "/listed/" in sitemap
    assert "/guide/why/" in sitemap


@pytest.mark.skipif(
    not SOURCE_PAGE.exists(), reason="the real page lies outside the project and is not on this machine"
)
def test_the_real_page_builds_strictly_and_shows_right(project: Path) -> None:
    build(project, SOURCE_PAGE)
    page = page_of(project)
    assert page.css_first("article h1").text() == "Best practices for managing user consent"
    assert "Last updated 30 May 2025" in page.css_first(".md-source-file").text()
    assert len(page.css("consent-sample")) == 4
    links = {link.attributes["href"] for link in page.css("article a")}
    assert "https://amplitude.com/docs/session-replay/manage-privacy-settings-for-session-replay" in links
    assert "/exported/" in (project / "site" / "sitemap.xml").read_text()
    assert "b6c6019f" not in published(project)
    assert "56144a4c" not in published(project)


@pytest.mark.parametrize("seconds", ["soon", "", None, "99999999999999999999", []])
def test_a_date_that_is_none_is_left_out(seconds: object) -> None:
    assert updated_on({"updated_at": seconds}) is None


def test_only_exported_pages_count_as_such() -> None:
    assert is_cms_page({"blueprint": "x", "updated_at": 1})
    assert not is_cms_page({"title": "x"})
    assert in_sitemap({})
    assert not in_sitemap({"exclude_from_sitemap": True})
