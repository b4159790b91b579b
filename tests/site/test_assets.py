"""What the theme brings and no page asks for is left out of the built site."""

from pathlib import Path

import pytest

from consentbook.site.assets import is_asked_for
from consentbook.site.build import build_site

LUNR = "assets/javascripts/lunr/"


@pytest.mark.parametrize(
    ("uri", "languages", "kept"),
    [
        ("assets/javascripts/bundle.a5f9d56c.min.js", {"en"}, True),
        ("assets/javascripts/bundle.a5f9d56c.min.js.map", {"en"}, False),
        ("assets/stylesheets/main.484c7ddc.min.css.map", {"en"}, False),
        ("guide/site.map", {"en"}, True),
        (f"{LUNR}min/lunr.de.min.js", {"en"}, False),
        (f"{LUNR}min/lunr.stemmer.support.min.js", {"en"}, False),
        (f"{LUNR}min/lunr.de.min.js", {"en", "de"}, True),
        (f"{LUNR}min/lunr.fr.min.js", {"en", "de"}, False),
        (f"{LUNR}min/lunr.multi.min.js", {"en", "de"}, True),
        (f"{LUNR}min/lunr.stemmer.support.min.js", {"de"}, True),
        (f"{LUNR}tinyseg.js", {"de"}, False),
        (f"{LUNR}tinyseg.js", {"ja"}, True),
        (f"{LUNR}wordcut.js", {"th"}, True),
        (f"{LUNR}min/lunr.de.min.js", set(), False),
        ("wording/banner/opt-in/en.txt", set(), True),
    ],
)
def test_what_is_searched_is_kept(uri: str, languages: set[str], kept: bool) -> None:
    assert is_asked_for(uri, languages) is kept


def test_the_site_holds_no_source_map_and_no_language_that_is_not_searched(site: Path) -> None:
    names = [path.name for path in site.rglob("*") if path.is_file()]
    assert any(name.startswith("search.") for name in names)
    assert not [name for name in names if name.endswith(".map") or "lunr" in name]


def test_a_site_that_is_searched_in_german_too_has_what_that_needs(project: Path) -> None:
    config = project / "mkdocs.yml"
    config.write_text(config.read_text().replace("plugins: [search]", "plugins: [{search: {lang: [en, de]}}]"))
    build_site(project, project / "site")
    assert sorted(path.name for path in (project / "site" / LUNR).rglob("*.js")) == [
        "lunr.de.min.js",
        "lunr.multi.min.js",
        "lunr.stemmer.support.min.js",
    ]
