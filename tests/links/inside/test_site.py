"""Checking the built site: each kind of dead end is found, and a site that is right has none."""

from pathlib import Path

import pytest

from consentbook.links.inside.map import SourceMap
from consentbook.links.inside.site import check_site, read_site

GOOD = '<article><h1 id="top">x</h1><a href="../">a</a> <a href="#top">b</a> <a href="../other/#part">c</a></article>'
DRAWING = (
    '<svg><linearGradient id="g"/><path fill="url(#g)" stroke="rgb(0, 0, 0)" mask="none" filter="url(../x.png#a)"/>'
    '<animate attributeName="opacity" href="#g" values="0;1"/></svg>'
)


NONE = SourceMap(pages={}, links={}, navigation={})


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for uri, content in {
        "index.html": '<link rel="canonical" href="https://example.com/base/"><a href="guide/">x</a> <a href=".">x</a> <img src="x.png">',
        "guide/index.html": GOOD,
        "other/index.html": '<p id="part">x</p><a href="/base/guide/">x</a><a name="old"></a><a href="#old">y</a>',
        "x.png": "",
        "bad.css": '/* url(comment.png) */ @import "gone.css";\np { src: url("gone.woff") url(data:x) url(x.png) }',
        "empty/x.txt": "",
    }.items():
        (tmp_path / uri).parent.mkdir(exist_ok=True)
        (tmp_path / uri).write_text(content)
    (tmp_path / "outside").symlink_to("/usr")
    return tmp_path


def test_a_site_that_is_right_has_no_offence(small: Path) -> None:
    assert check_site(small, NONE) == []


def test_a_drawing_that_asks_no_other_host_has_no_offence(small: Path) -> None:
    (small / "guide" / "index.html").write_text(GOOD + DRAWING)
    assert check_site(small, NONE) == []


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ('<a href="../gone/">x</a>', "leads to gone/index.html, which is not there"),
        ('<a href="../other/#gone">x</a>', 'leads to "#gone", which other/index.html does not have'),
        ('<a href="#gone">x</a>', 'leads to "#gone"'),
        ('<img src="../gone.png">', "leads to gone.png"),
        ('<script src="../gone.js"></script>', "leads to gone.js"),
        ('<img srcset="../x.png 1x, ../gone.png 2x">', "leads to gone.png"),
        ('<video poster="../gone.png"></video>', "leads to gone.png"),
        ('<video><track src="../gone.vtt"></video>', "leads to gone.vtt"),
        ('<map><area href="../gone/"></map>', "leads to gone/index.html"),
        ('<blockquote cite="../gone/"></blockquote>', "leads to gone/index.html"),
        ('<form action="../gone/"></form>', "leads to gone/index.html"),
        ('<svg><use href="../x.svg"/></svg>', "leads to x.svg"),
        ('<svg><path fill="url(#gone)"/></svg>', 'leads to "#gone"'),
        ('<svg><filter><feImage href="../gone.png"/></filter></svg>', "leads to gone.png"),
        ('<svg><use xlink:href="#icon"/></svg>', 'leads to "#icon"'),
        ('<meta http-equiv="refresh" content="0; url=../gone/">', "leads to gone/index.html"),
        ('<link rel="canonical" href="https://example.com/base/gone/">', "leads to gone/index.html"),
        ('<a href="https://example.com/base/gone/">x</a>', "leads to gone/index.html"),
        ("<style>p { background: url(../gone.png) }</style>", "leads to gone.png"),
        ('<link rel="stylesheet" href="../bad.css">', 'the link "gone.woff" leads to gone.woff'),
        ('<link rel="stylesheet" href="../bad.css">', 'the link "gone.css" leads to gone.css'),
        ('<a href="../other">x</a><a href="../empty">x</a>', "leads to empty/index.html, where there is no index.html"),
        ('<a href="../outside/">x</a>', "which is outside the folder that is checked"),
        (
            '<a href="../other/#part:~:text=x">x</a><a href="../other/#other:~:text=x">x</a>',
            'leads to "#other:~:text=x"',
        ),
        ('<base href="/base/other/"><a href="#gone">x</a>', 'leads to "#gone", which other/index.html does not have'),
        ('<link rel="stylesheet" href="../gone.css">', "leads to gone.css"),
        ('<a href="../../..//x">x</a>', "which is outside the folder that is checked"),
        ('<a href="/elsewhere/">x</a>', "leads to /elsewhere/, which is not there"),
        ('<a href="link:trust">x</a>', 'the link "link:trust" was not resolved'),
        ('<a href="snippet:a/b">x</a>', 'the link "snippet:a/b" was not resolved'),
        ("<article><script>x</script></article>", "the page holds <script>"),
        ('<article><p onclick="x">x</p></article>', "the page holds the attribute onclick"),
        ('<article><p style="x">x</p></article>', "the page holds the attribute style"),
        ("<script>alert(1)</script>", "the page holds an inline script (alert(1))"),
        ('<p onclick="x">x</p>', "the page holds the attribute onclick"),
        ('<meta http-equiv="refresh" content="0">', "the page holds the attribute http-equiv"),
        ('<a href="java\tscript:alert(1)">x</a>', "an address of another scheme (javascript:alert(1))"),
        ('<a href="&#1;java&#10;script:alert(1)">x</a>', "an address of another scheme (javascript:alert(1))"),
        ('<form action=" &#31;javascript:x"></form>', "an address of another scheme (javascript:x)"),
        ('<img src="&#2;//evil.example/p.png">', "a request to another host (//evil.example/p.png)"),
        (
            '<img srcset="../x.png 1x, https://evil.example/b.png 2x">',
            "a request to another host (https://evil.example/b.png)",
        ),
        ('<img srcset=",https://evil.example/b.png">', "a request to another host"),
        ('<img src="/\\evil.example/p.png">', "a request to another host (//evil.example/p.png)"),
        ('<script src="\\\\evil.example/x.js"></script>', "a request to another host (//evil.example/x.js)"),
        ('<a href="../" ping="../ https://evil.example/">x</a>', "a request to another host (https://evil.example/)"),
        ('<img attributionsrc="https://evil.example/">', "a request to another host"),
        ('<link rel="preload" as="image" imagesrcset="https://evil.example/a.png 1x">', "a request to another host"),
        ('<form action="https://evil.example/"></form>', "a request to another host"),
        ('<button formaction="https://evil.example/">x</button>', "a request to another host"),
        ('<svg><image href="https://evil.example/p.png"/></svg>', "a request to another host"),
        (
            '<svg><path fill="none, URL( \'https://evil.example/p"/></svg>',
            "a request to another host (https://evil.example/p)",
        ),
        ('<svg><path filter="\\75rl(https://evil.example/p)"/></svg>', "a request to another host"),
        ('<svg><a><set attributeName="xlink:HREF" to="javascript:x"/></a></svg>', "a link that is animated"),
        ('<svg><use xlink:href="https://evil.example/p.svg#a"/></svg>', "a request to another host"),
        ('<svg><script src="x">alert(2)</script></svg>', "the page holds an inline script (alert(2))"),
        (f'<p onclick{" " * 50}="x">x</p>', "the page holds the attribute onclick"),
        ('<article><a data-md-component="source" href="../">x</a></article>', "the attribute data-md-component"),
        ('<a href="data:text/html,x">x</a>', "an address of another scheme (data:text/html,x)"),
        ('<img src="https://evil.example/p.png">', "a request to another host (https://evil.example/p.png)"),
        ('<link rel="stylesheet" href="//evil.example/x.css">', "a request to another host"),
        ('<div><template shadowrootmode="open"></template></div>', "the attribute shadowrootmode"),
        ("<article><ul><li>/// snippet | a/b</li></ul></article>", "stands on the built page as it was written"),
        ('<a href="https://[bad">x</a>', "cannot be read as an address"),
        ("<svg/onload=alert(1)>", "the page holds the attribute onload"),
        ("<p\nONCLICK = x>x</p>", "the page holds the attribute onclick"),
        ('<svg><a xlink:href="javascript:x">x</a></svg>', "an address of another scheme (javascript:x)"),
        ('<svg><a XLink:HREF="javascript:x">x</a></svg>', "an address of another scheme (javascript:x)"),
        ('<map><area href="javascript:x"></map>', "an address of another scheme (javascript:x)"),
        ("<a href='../'onclick=x>x</a>", "the page holds the attribute onclick"),
        ('<a href="../" http-equiv="x">x</a>', "the page holds the attribute http-equiv"),
        ('<article><a href="../" style="x">x</a></article>', "the page holds the attribute style"),
        ('<article><form style="x"></form></article>', "the page holds <form>"),
        ('<form action="javascript:x"></form>', "an address of another scheme (javascript:x)"),
        ("<article><iframe></iframe></article>", "the page holds <iframe>"),
        ("<article><p>/// snippet | a/b</p></article>", "stands on the built page as it was written"),
    ],
)
def test_a_dead_end_is_found(small: Path, html: str, wrong: str) -> None:
    (small / "guide" / "index.html").write_text(html)
    assert any(wrong in str(offence) for offence in check_site(small, NONE))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="../other/?q=1#part">x</a><a href="../other/#%70art">x</a><a href="#TOP">x</a><a href="#">x</a>',
        '<a href="../other/#:~:text=x">x</a><a href="../o%74her/">x</a><a href="../other">x</a><a href="..">x</a>',
        '<a href=" ../other/ ">x</a><a href="../other/index.html">x</a><a href="mailto:a@b.example">x</a>',
        '<a href="https://example.com/base/other/#part">x</a><a href="https://elsewhere.example/gone/">x</a>',
        '<link rel="preconnect" href="https://example.com/base/gone/">',
        DRAWING,
    ],
)
def test_what_leads_somewhere_is_no_dead_end(small: Path, html: str) -> None:
    (small / "guide" / "index.html").write_text(html)
    assert not [offence for offence in check_site(small, NONE) if "the link" in offence.wrong]


def test_what_the_theme_puts_on_every_page_is_reported_once(small: Path) -> None:
    for page in small.rglob("*.html"):
        page.write_text(page.read_text() + '<link href="/base/gone.css">')
    assert len(check_site(small, NONE)) == 1


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<a href="link:trust">x</a>', "unresolved"),
        ('<a href="../gone/">x</a>', "missing-file"),
        ('<a href="../other/#gone">x</a>', "missing-anchor"),
        ('<a href="https://[bad">x</a>', "bad-address"),
        ('<a href="javascript:alert(1)">x</a>', "refused-scheme"),
    ],
)
def test_each_dead_end_of_a_site_has_a_code(small: Path, html: str, code: str) -> None:
    (small / "guide" / "index.html").write_text(f"<p>x</p>\n{html}")
    found = [(place.line, finding.code) for place, finding in read_site(small).findings if "guide" in place.path]
    assert found == [(2, code)]
