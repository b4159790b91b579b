"""What the search leaves out is kept from it, and the index and the pages are as they were without that."""

from pathlib import Path

import pytest
from material.plugins.search.plugin import Parser

from consentbook.site.unsearched import put_back, take_out
from tests.support import consentbook


def sections(html: str) -> list[tuple[str, str, str | None]]:
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [("".join(section.title), "".join(section.text), section.id) for section in parser.data]


def test_the_index_is_the_same_and_so_is_the_page(site: Path) -> None:
    lighter = 0
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8").partition("<article")[2]
        rest, parts = take_out(html)
        assert sections(rest) == sections(html), path
        assert put_back(rest, parts) == html, path
        lighter += bool(parts)
    assert lighter > 20


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("a<pre data-search-exclude>b</pre>c", "a<>c"),
        ('<div class="x" data-search-exclude hidden>b</div><div>c</div>', "<><div>c</div>"),
        ("<consent-details data-search-exclude><div>b</div></consent-details>", "<>"),
        ("<div data-search-exclude><div>b</div>c</div>", "<div data-search-exclude><div>b</div>c</div>"),
        ("<p data-search-exclude>b</p>", "<p data-search-exclude>b</p>"),
        ("<div>data-search-exclude</div>", "<div>data-search-exclude</div>"),
        ("<div data-search-exclude>never closed", "<div data-search-exclude>never closed"),
    ],
)
def test_what_is_taken_out(html: str, rest: str) -> None:
    found, parts = take_out(html)
    assert found.replace("<!--\x02unsearched\x03-->", "<>") == rest
    assert put_back(found, parts) == html


SPY = """
def on_page_context(context, page, config, nav):
    assert "data-format=" not in page.content, "the search would read a card's formats"
"""


@pytest.mark.parametrize("hooked", [True, False])
def test_the_search_reads_no_hidden_format(project: Path, *, hooked: bool) -> None:
    (project / "hooks/spy.py").write_text(SPY)
    settings = (project / "mkdocs.yml").read_text()
    ours = "  - hooks/search.py\n"
    assert ours in settings
    (project / "mkdocs.yml").write_text(settings.replace(ours, f"  - hooks/spy.py\n{ours * hooked}"))
    ran = consentbook(project, "build")
    assert (ran.returncode == 0) is hooked, ran.stderr
    if hooked:
        assert "data-format=" in (project / "site/wording/banner/opt-in/index.html").read_text()
    else:
        assert "the search would read a card's formats" in ran.stderr
