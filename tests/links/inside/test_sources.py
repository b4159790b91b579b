"""What is dead on a built site is told where an author wrote it, today and when the sources are gone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from consentbook.book import Book, read_book
from consentbook.links.inside.built import SOURCES
from consentbook.links.inside.map import SourceMap, read_map, write_map
from consentbook.links.inside.site import check_site, read_site
from consentbook.links.inside.sources import built_uri, source_map
from consentbook.links.sources.disk import Unreadable
from tests.support import ROOT


@pytest.fixture
def edition(site: Path, tmp_path: Path) -> Path:
    return shutil.copytree(site, tmp_path / "edition")


def told(edition: Path) -> set[tuple[str, int, str]]:
    return {(place.path, place.line, finding.code) for place, finding in read_site(edition).findings}


def line_of(path: str, words: str) -> int:
    lines = (ROOT / path).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_the_projects_own_site_has_no_dead_end_and_holds_its_map(site: Path, book: Book) -> None:
    found = read_site(site)
    assert found.findings == []
    assert found.files > 40
    assert read_map(site) == source_map(book)


def test_the_map_is_the_same_each_time(book: Book, tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_map(tmp_path / name, source_map(read_book(ROOT)))
        written.append((tmp_path / name / SOURCES).read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("gone", "path", "words"),
    [
        ("guide/regions/index.html", "mkdocs.yml", "guide/regions.md"),
        ("wording/banner/opt-in/index.html", "docs/checklists/cmp-configuration.md", "snippet:banner/opt-in)"),
        ("checklists/privacy-policy/index.html", "docs/checklists/index.md", "privacy-policy.md"),
    ],
)
def test_a_page_that_is_gone_is_told_where_it_is_linked(edition: Path, gone: str, path: str, words: str) -> None:
    (edition / gone).unlink()
    assert (path, line_of(path, words), "missing-file") in told(edition)


@pytest.mark.parametrize(
    ("page", "anchor", "path", "words"),
    [
        ("checklists/privacy-policy/index.html", "c30", "docs/checklists/consent-banner.md", "privacy-policy.md#c30"),
        ("checklists/privacy-policy/index.html", "c01", "snippets/policy/short/en.md", "checklist:"),
    ],
)
def test_an_anchor_that_is_gone_is_told_where_it_is_linked(
    edition: Path, page: str, anchor: str, path: str, words: str
) -> None:
    html = (edition / page).read_text()
    (edition / page).write_text(html.replace(f'id="{anchor}"', 'id="other"'))
    assert (path, line_of(path, words), "missing-anchor") in told(edition)


def test_a_link_by_name_is_told_in_the_register(edition: Path) -> None:
    places = read_site(edition).places["https://amplitude.com/trust"]
    assert [(place.path, place.line) for place in places] == [
        ("links.yml", line_of("links.yml", "amplitude.com/trust"))
    ]


def test_a_link_that_a_page_shows_from_a_snippet_is_told_in_the_snippet(edition: Path, project: Path) -> None:
    address, path = "https://amplitude.com/ours", "snippets/policy/standard/en.md"
    with (project / path).open("a") as file:
        file.write(f"\n\nMore words,\nand [a page of ours]({address}).\n")
    register = (project / "links.yml").read_text()
    entry = f"links:\n  ours:\n    url: {address}\n    title: Ours\n    owner: docs\n"
    (project / "links.yml").write_text(register.replace("links:\n", entry, 1))
    write_map(edition, source_map(read_book(project)))
    page = edition / "wording" / "policy" / "standard" / "index.html"
    page.write_text(page.read_text().replace("<article", f'<a href="{address}">x</a><article'))
    line = (project / path).read_text().count("\n")
    assert [(place.path, place.line) for place in read_site(edition).places[address]] == [(path, line)]


def test_an_address_from_the_root_of_a_page_that_a_cms_exports_is_told_at_its_line(
    edition: Path, project: Path
) -> None:
    text = "---\nblueprint: guide\nupdated_at: 1700000000\n---\n\n# Words\n\nMore [words](/docs/a#b).\n"
    (project / "docs" / "cms.md").write_text(text)
    write_map(edition, source_map(read_book(project)))
    (edition / "cms").mkdir()
    (edition / "cms" / "index.html").write_text('<a href="https://amplitude.com/docs/a#b">x</a>')
    places = read_site(edition).places["https://amplitude.com/docs/a#b"]
    assert [(place.path, place.line) for place in places] == [("docs/cms.md", 8)]


def test_a_link_by_name_that_nobody_resolved_is_told(edition: Path) -> None:
    (edition / "guide" / "why" / "index.html").write_text('<p>x</p>\n<a href="link:trust">x</a>')
    assert (f"{edition}/guide/why/index.html", 2, "unresolved") in told(edition)


def test_what_the_theme_loads_is_told_once_and_at_the_built_page(edition: Path) -> None:
    (edition / "assets" / "consentbook" / "favicon.svg").unlink()
    found = [place for place, _ in read_site(edition).findings]
    assert [place.path for place in found] == [f"{edition}/404.html"]
    assert 'rel="icon"' in (edition / "404.html").read_text().splitlines()[found[0].line - 1]


def test_without_a_map_a_dead_link_is_told_at_the_built_page_and_its_line(edition: Path) -> None:
    (edition / SOURCES).unlink()
    (edition / "guide" / "why" / "index.html").write_text('<p>x</p>\n<a href="../gone/">x</a>')
    assert (f"{edition}/guide/why/index.html", 2, "missing-file") in told(edition)


def test_a_line_alone_is_one_of_the_file_that_its_page_was_made_of(tmp_path: Path) -> None:
    spots = {"guide/": (("docs/why.md", 3), ("links.yml", 4))}
    sources = SourceMap(pages={"why/index.html": "docs/why.md"}, links={"why/index.html": spots}, navigation={})
    write_map(tmp_path, sources)
    assert json.loads((tmp_path / SOURCES).read_text())["links"] == {
        "why/index.html": {"guide/": [3, ["links.yml", 4]]}
    }
    assert read_map(tmp_path) == sources


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"pages": {}, "links": {"a": 1}, "navigation": {}}',
        '{"pages": {}, "links": {"a": {"b": [3]}}, "navigation": {}}',
        '{"pages":' + "[" * 100_000,
        "\udcff",
        "x\0",
    ],
)
def test_a_map_that_is_no_map_is_told_and_not_used(edition: Path, text: str) -> None:
    (edition / SOURCES).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Unreadable):
        read_map(edition)
    (edition / "guide" / "why" / "index.html").write_text('<a href="../gone/">x</a>')
    assert {(f"{edition}/{SOURCES}", 1, "unreadable"), (f"{edition}/guide/why/index.html", 1, "missing-file")} <= told(
        edition
    )


def test_a_map_cannot_steer_a_terminal(edition: Path) -> None:
    spot = ["a\x1b[31m\n.md", 3]
    links = {"guide/why/index.html": {"guide/gone/": [spot]}}
    (edition / SOURCES).write_text(json.dumps({"pages": {}, "links": links, "navigation": {}}))
    (edition / "guide" / "why" / "index.html").write_text('<a href="../gone/">x</a>')
    assert ("a\ufffd[31m\ufffd.md", 3, "missing-file") in told(edition)


def test_a_build_tells_the_line_of_the_sources(edition: Path, book: Book) -> None:
    (edition / "guide" / "regions" / "index.html").unlink()
    offences = list(map(str, check_site(edition, source_map(book))))
    line = line_of("mkdocs.yml", "guide/regions.md")
    assert any(offence.startswith(f"mkdocs.yml:{line}: the link ") for offence in offences)


@pytest.fixture
def published(edition: Path, tmp_path: Path) -> Path:
    public = tmp_path / "public"
    for name in ("2026.10", "2026.11"):
        shutil.copytree(edition, public / name)
        (public / name / "index.html").write_text(f'<link rel="canonical" href="https://example.com/{name}/">')
        (public / name / "404.html").unlink()  # it says where the site lies, and these lie elsewhere
        (public / name / "sitemap.xml").unlink()
        for page in (public / name).glob("*/**/*.html"):
            page.write_text(page.read_text().replace("consentbook.example", "elsewhere.example"))
    (public / "latest").symlink_to("2026.11")
    versions = [{"version": "2026.11", "aliases": ["latest"]}, {"version": "2026.10", "aliases": []}]
    (public / "versions.json").write_text(json.dumps(versions))
    (public / "index.html").write_text('<meta http-equiv="refresh" content="0; url=latest/">')
    return public


def test_every_edition_is_read_with_what_stands_beside_them(published: Path) -> None:
    found = read_site(published)
    assert found.findings == []
    assert found.files == 2 * read_site(published / "2026.10").files


def unlisted(public: Path) -> None:
    shutil.rmtree(public / "2026.10")


def without_latest(public: Path) -> None:
    (public / "latest").unlink()


def link_to_another(public: Path) -> None:
    page = public / "2026.11" / "guide" / "why" / "index.html"
    page.write_text(
        '<link rel="canonical" href="https://consentbook.example/2026.11/guide/why/"><a href="/2026.09/">x</a>'
    )


@pytest.mark.parametrize(
    ("harm", "path", "happened"),
    [
        (unlisted, "versions.json", "leads to 2026.10/index.html, which is not there"),
        (without_latest, "versions.json", "leads to latest/index.html, which is not there"),
        (without_latest, "index.html", "leads to latest/index.html, which is not there"),
        (link_to_another, "2026.11/guide/why/index.html", "leads to 2026.09/index.html, which is not there"),
    ],
)
def test_what_is_dead_between_editions_is_found(
    published: Path, harm: Callable[[Path], None], path: str, happened: str
) -> None:
    harm(published)
    found = {(place.path, finding.happened) for place, finding in read_site(published).findings}
    assert (f"{published}/{path}", happened) in found


@pytest.mark.parametrize(
    ("uri", "built"),
    [
        ("index.md", "index.html"),
        ("guide/why.md", "guide/why/index.html"),
        ("guide/README.md", "guide/index.html"),
        ("x.png", "x.png"),
    ],
)
def test_a_page_is_built_where_mkdocs_puts_it(uri: str, built: str) -> None:
    assert built_uri(uri) == built
