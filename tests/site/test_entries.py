"""Plain entries of the navigation are made once, and every page has the navigation that the theme would write."""

import re
from pathlib import Path

from tests.support import consentbook

PAGES = {
    "deep/index.md": "",
    "deep/one.md": "icon: material/book-open-variant",
    "deep/two.md": "subtitle: With a subtitle",
    "deep/three.md": "status: new",
    "deep/under/index.md": "",
    "deep/under/one.md": 'title: "Q&A"',
    "deep/under/below.md": "",
    "deep/under/below/page.md": "",
    "top.md": "",
}
NAV = """
  - Deep:
      - deep/index.md
      - deep/one.md
      - deep/two.md
      - deep/three.md
      - Elsewhere: https://consentbook.example/
      - Under:
          - deep/under/index.md
          - deep/under/one.md
          - deep/under/below.md
          - deep/under/below/page.md
  - top.md
"""
NEVER = """
class Never:
    def plain(self, item, page):
        return ""

def on_env(env, config, files):
    env.globals["entries"] = Never()
    return env
"""


def test_the_navigation_is_the_one_that_the_theme_writes(project: Path) -> None:
    settings = with_pages(project)
    made = built(project, settings)
    (project / "hooks/never.py").write_text(NEVER)
    written = built(
        project, settings.replace("  - hooks/navigation.py\n", "  - hooks/navigation.py\n  - hooks/never.py\n")
    )
    assert {name: laid_out(html) for name, html in made.items()} == {
        name: laid_out(html) for name, html in written.items()
    }
    assert "deep/under/below/page/index.html" in made
    assert sum(html.count(ENTRY) for html in made.values()) > 10 * len(made)
    assert not any(ENTRY in html for html in written.values())


def test_but_for_names_it_is_the_navigation_of_the_theme_itself(project: Path) -> None:
    settings = with_pages(project)
    made = built(project, settings)
    (project / "theme/partials/nav-item.html").unlink()
    itself = built(project, settings)
    for pages in (made, itself):
        pages.pop("index.html")  # shows less of it, as the next test says
    assert {name: without_names(html) for name, html in made.items()} == {
        name: without_names(html) for name, html in itself.items()
    }
    named = "deep/one/index.html"
    assert laid_out(made[named]) != laid_out(itself[named])


def test_the_start_page_shows_what_there_is_and_not_what_is_in_it(project: Path) -> None:
    made = built(project, with_pages(project))
    entries = {
        name: re.findall(r'<a href="([^"]*)" class="md-nav__link[^"]*"', html.partition('data-md-type="toc"')[0])
        for name, html in made.items()
    }
    assert {"deep/", "top/", "guide/why/"} <= set(entries["index.html"])
    assert not {"deep/one/", "guide/regions/"} & set(entries["index.html"])
    assert {"../deep/", "../deep/one/", "../guide/regions/"} <= set(entries["top/index.html"])


def with_pages(project: Path) -> str:
    """Write the pages into ``project``, and return settings that have them in the navigation."""
    for name, front in PAGES.items():
        file = project / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\n\n# The page {name}\n\n## A part\n")
    return (project / "mkdocs.yml").read_text().rstrip() + NAV


ENTRY = '<li class="md-nav__item"><a '


def built(project: Path, settings: str) -> dict[str, str]:
    (project / "mkdocs.yml").write_text(settings)
    ran = consentbook(project, "build")
    assert ran.returncode == 0, ran.stderr
    site = project / "site"
    return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def laid_out(html: str) -> str:
    """Return HTML without the space around tags, which a navigation does not show."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))


def without_names(html: str) -> str:
    """Return HTML without what theme/partials/nav-item.html adds: the names of sections that have a page of their own."""
    html = re.sub(r'<span class="cb-hidden">[^<]*</span>(?=<span class="md-nav__icon)', "", laid_out(html))
    return re.sub(r'(<nav class="md-nav" data-md-level="\d+") aria-label(?:ledby)?="[^"]*"', r"\1", html)
