"""Reading HTML and stylesheets: the lines of what they lead to, and input that is meant to do harm."""

import pytest

from consentbook.links.sources.html import html_lines, read_html
from consentbook.links.sources.styles import read_stylesheet


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href=\"x\">\n<a href=x>\n<a\nHREF='y'>", {"x": (1, 2), "y": (4,)}),
        ('<a href="x?a=1&amp;b=2">', {"x?a=1&b=2": (1,)}),
        ('<a href="\n x ">', {"x": (1,)}),
        ('<!-- <a href="x"> -->\n<a href="x">', {"x": (2,)}),
        ('\n<img srcset="a.png 1x,\nb.png 2x" src=c.png>', {"a.png": (2,), "b.png": (3,), "c.png": (3,)}),
        ('<img srcset="a.png, b.png 2x,, c.png,d.png 3x">', {"a.png": (1,), "b.png": (1,), "c.png,d.png": (1,)}),
        ('<style>\np { background: url("a.png") }</style>', {"a.png": (2,)}),
        (
            "<p style=\"background: image-set('a.png' 1x, url(b.png) 2x, 'c.avif' type('image/avif'))\">",
            {"a.png": (1,), "b.png": (1,), "c.avif": (1,)},
        ),
        ('<img srcset="a.png 1x,\nb.png?x=1&amp;y=2 2x">', {"a.png": (1,), "b.png?x=1&y=2": (2,)}),
        (
            '<style>a { content: image-set("a.png" 1x) / "An icon"; b: image-set("b.png" type( "image/avif" )) }</style>',
            {"a.png": (1,), "b.png": (1,)},
        ),
        ('<meta http-equiv="Refresh" content="5; URL=\'x\'">', {"x": (1,)}),
        ('<svg>\n<a xlink:href="x"><path/></a></svg><img usemap="#m">', {"x": (2,), "#m": (2,)}),
        ('<svg><path fill="none" stroke="url(#a)"\nmarker-start="url(m.svg#b)"/></svg>', {"#a": (1,), "m.svg#b": (2,)}),
        (
            '<svg><pattern href="#a"/>\n<feImage href="b"/><animate href="#c"/></svg>',
            {"#a": (1,), "b": (2,), "#c": (2,)},
        ),
    ],
)
def test_each_target_is_found_on_its_lines(html: str, found: dict[str, tuple[int, ...]]) -> None:
    written = html_lines(html)
    assert {target: written[target] for target in read_html(html).targets} == found


@pytest.mark.parametrize(
    "html",
    [
        '<form action="https://x.test/send">',
        '<link rel="preconnect" href="https://x.test">',
        '<link rel="dns-prefetch" href="//x.test">',
        '<p data="x" href="y" cite="z">',
        '<meta name="description" content="1; url=x">',
        '<meta id="a" name="description" content="1; url=x">',
        '<meta http-equiv="refresh" content="5">',
        '<img srcset="data:image/png;base64,AA 1x">',
        "<style>p { src: url(data:x) }</style>",
        '<a href="">',
    ],
)
def test_what_leads_to_no_page_is_left_out(html: str) -> None:
    assert read_html(html).targets == ()


def test_base_and_canonical_are_known_and_no_links() -> None:
    read = read_html('<base href="/b/"><link rel="canonical" href="https://x.test/c/"><a href="d">x</a>')
    assert (read.base, read.canonical, read.targets) == ("/b/", "https://x.test/c/", ("d",))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="' * 100_000,
        "<a href=" + " " * 500_000 + ">",
        "<!--" * 100_000,
        "<!-- -->" * 50_000,
        "<b>" * 4_900,
        f'<img srcset="{"," * 300_000}">',
        f'<img srcset="{" " * 1_000_000}">',
        f'<img srcset="a{"," * 1_000_000}">',
        f"<style>{'url( ' * 100_000}</style>",
        f'<meta http-equiv=refresh content="{"0" * 100_000}">',
        "<a href=x>\n" * 20_000,
    ],
)
def test_hostile_markup_does_not_stop_the_reader(html: str) -> None:
    html += '"> --> </style>\n<a href="last">x</a>'
    assert html_lines(html)["last"] == (html.count("\n") + 1,)
    assert read_html(html).targets


@pytest.mark.parametrize("element", ["<div>", "<x>", '<section class="a">\n'])
def test_a_page_that_is_nested_too_deep_is_left_out_and_told(element: str) -> None:
    read = read_html(element * 100_000 + "<a href=x>")
    assert (read.targets, [line for line, _ in read.left_out]) == ((), [1])


@pytest.mark.parametrize(
    "markup",
    [
        *("<font>", "<b><i></b>", "<svg><g>", "<h1>", "<table><tr><td>", "<li><dd>", "<optgroup>", "<div/>"),
        *("<div><!--</div>-->", "<div><?</div>", "<div><![CDATA[x></div>]]>", '<div a="</div>">', '<div a="<">'),
        *("<div><script></div></script>", "<div><select></div></select>", "<div><template></div></template>"),
        *("<div><table><td></div></table>", "<div><svg><title></div></title></svg>", "<svg><desc><x></svg>"),
        *("<table><div></table></div><label></table>", "<form><table><td></form></table>", "</><div>"),
    ],
)
def test_no_end_that_is_none_hides_how_deep_a_page_is(markup: str) -> None:
    assert read_html("<a href=x>" + markup * 40_000).left_out


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{number}" for number in range(40_000)) + ">",
        "<p " + "".join(f'a{number}="<"' for number in range(40_000)) + ">",
        '<p a=x"y ' + "/".join(f"a{number}" for number in range(40_000)) + ">",
        "".join(f"<body a{number}>" for number in range(40_000)),
        "".join(f"<p><html a{number}></p>" for number in range(40_000)),
        "<select>" + "<option>x" * 40_000,
        "<select>" + "<option>x</option>" * 40_000,
        "<select>" + "<option><svg></select></svg>" * 40_000,
    ],
)
def test_a_page_too_full_of_attributes_or_options_is_left_out(html: str) -> None:
    assert read_html(f"<a href=x>{html}").left_out


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="data:image/png;base64,{"A" * 500_000}" alt="a picture">' * 5,
        f'<p title="{"a b=c " * 100_000}">',
        "<p " + " ".join(f"a{number}" for number in range(2_000)) + ">",
        ("<select>" + "<option>x</option>" * 250 + "</select>") * 100,
        "<select>" + "<option>x</option>" * 5_000 + "</select>",
    ],
)
def test_a_page_with_much_in_a_tag_or_a_list_is_read(html: str) -> None:
    assert "x" in read_html(f"<a href=x>{html}").targets


def test_a_page_that_opens_its_letters_anew_in_each_paragraph_is_left_out() -> None:
    assert read_html("".join(f"<p><b id={number}></p>" for number in range(2_000))).left_out


@pytest.mark.parametrize(
    "html",
    [
        *("<p>x</b>", "<p><b>x</p>", "<li><p>x", "<tr><td>x<td>y", "<div><span></div>", "<select><option>x</select>"),
        *(
            "<script>'<div>'</script>",
            "<style>a > b</style>",
            "<!-- <p> --><p>x</p>",
            "<svg><path d=M0 /><g></g></svg>",
        ),
        *("<b>x</b> <i>y</i>", '<p title="a > b">x</p>', "<textarea><p></textarea>", "<form><input></form>"),
    ],
)
def test_a_long_page_with_ends_left_out_is_read(html: str) -> None:
    assert read_html("<table>" + html * 3_000 + "</table><a href=x>").targets == ("x",)


@pytest.mark.parametrize(
    "html", ["<p>x<br>", "<ul><li>x<li>y</ul>", "<div><b>x</b></div>", "<svg><path d='M0'/></svg>"]
)
def test_a_long_page_is_not_taken_for_a_deep_one(html: str) -> None:
    assert read_html(html * 20_000 + "<a href=x>").targets == ("x",)


def test_a_stylesheet_has_lines_and_no_comments() -> None:
    sheet = read_stylesheet("/* url(no.png)\n*/ @import \"a.css\";\n@import url(b.css);\np { src: url( 'c d.png' ) }")
    assert sheet.lines == {"a.css": (2,), "b.css": (3,), "c d.png": (4,)}
