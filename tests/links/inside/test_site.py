"""Checking the built site: each kind of dead end is found, and a site that is right has none."""

from pathlib import Path

import pytest

from consentbook.book import Book
from consentbook.links.inside.site import check_site

GOOD = '<article><h1 id="top">x</h1><a href="../">a</a> <a href="#top">b</a> <a href="../other/#part">c</a></article>'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for uri, content in {
        "index.html": '<link rel="canonical" href="https://example.com/base/"><a href="guide/">x</a> <a href=".">x</a> <img src="x.png">',
        "guide/index.html": GOOD,
        "other/index.html": '<p id="part">x</p><a href="/base/guide/">x</a><a name="old"></a><a href="#old">y</a>',
        "x.png": "",
    }.items():
        (tmp_path / uri).parent.mkdir(exist_ok=True)
        (tmp_path / uri).write_text(content)
    return tmp_path


def test_a_site_that_is_right_has_no_offence(small: Path, book: Book) -> None:
    assert check_site(small, book) == []


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ('<a href="../gone/">x</a>', "leads to gone/index.html, which is not in the site"),
        ('<a href="../other/#gone">x</a>', 'leads to "#gone", which other/index.html does not have'),
        ('<a href="#gone">x</a>', 'leads to "#gone"'),
        ('<img src="../gone.png">', "leads to gone.png"),
        ('<script src="../gone.js"></script>', "leads to gone.js"),
        ('<link rel="stylesheet" href="../gone.css">', "leads to gone.css"),
        ('<a href="../../..//x">x</a>', "which is not in the site"),
        ('<a href="/elsewhere/">x</a>', "leads to /elsewhere/, which is not in the site"),
        ('<a href="link:trust">x</a>', 'the link "link:trust" was not resolved'),
        ('<a href="snippet:a/b">x</a>', 'the link "snippet:a/b" was not resolved'),
        ("<article><script>x</script></article>", "the page holds <script>"),
        ('<article><p onclick="x">x</p></article>', "the page holds the attribute onclick"),
        ('<article><p style="x">x</p></article>', "the page holds the attribute style"),
        ("<script>alert(1)</script>", "the page holds an inline script (alert(1))"),
        ('<p onclick="x">x</p>', "the page holds the attribute onclick"),
        ('<meta http-equiv="refresh" content="0">', "the page holds the attribute http-equiv"),
        ('<a href="java\tscript:alert(1)">x</a>', "an address of another scheme (javascript:alert(1))"),
        ('<a href="data:text/html,x">x</a>', "an address of another scheme (data:text/html,x)"),
        ('<img src="https://evil.example/p.png">', "a request to another host (https://evil.example/p.png)"),
        ('<link rel="stylesheet" href="//evil.example/x.css">', "a request to another host"),
        ('<div><template shadowrootmode="open"></template></div>', "the attribute shadowrootmode"),
        ("<article><ul><li>/// snippet | a/b</li></ul></article>", "stands on the built page as it was written"),
        ('<a href="https://[bad">x</a>', "is no address"),
        ("<article><iframe></iframe></article>", "the page holds <iframe>"),
        ("<article><p>/// snippet | a/b</p></article>", "stands on the built page as it was written"),
    ],
)
def test_a_dead_end_is_found(small: Path, book: Book, html: str, wrong: str) -> None:
    (small / "guide" / "index.html").write_text(html)
    assert any(wrong in str(offence) for offence in check_site(small, book))


def test_what_the_theme_puts_on_every_page_is_reported_once(small: Path, book: Book) -> None:
    for page in small.rglob("*.html"):
        page.write_text(page.read_text() + '<link href="/base/gone.css">')
    assert len(check_site(small, book)) == 1
