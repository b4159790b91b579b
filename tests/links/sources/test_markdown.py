"""Reading Markdown: every kind of link with its line, nothing from code, and the anchors that GitHub makes."""

from textwrap import dedent

import pytest

from consentbook.links.sources.markdown import LONGEST, read_markdown


def lines(text: str) -> dict[str, tuple[int, ...]]:
    return read_markdown(dedent(text)).lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](x.md)", {"x.md": (1,)}),
        ("a\n[b\nc](x.md 'title')\n[d](y.md)", {"x.md": (2,), "y.md": (4,)}),
        ("![a](x.png) [![b](y.png)](z.md)", {"x.png": (1,), "y.png": (1,), "z.md": (1,)}),
        ("a\nb <https://x.test/a>\nhttps://x.test/b.", {"https://x.test/a": (2,), "https://x.test/b": (3,)}),
        ("[a][r] [r] [r][]\n\n[r]: x.md 'title'", {"x.md": (3,)}),
        ("[r]: x.md\n[r]: y.md", {"x.md": (1,), "y.md": (2,)}),
        ("| a | b |\n|---|---|\n| [x](x.md) | [y](y.md) |\n| [x](x.md) | |", {"x.md": (3, 4), "y.md": (3,)}),
        ("- a\n\n  b\n  [x](x.md)\n  - > c\n    > [y](y.md)", {"x.md": (4,), "y.md": (6,)}),
        ("---\nurl: '[a](b.md)'\n---\n\n[x](x.md)", {"x.md": (5,)}),
        ("a\n<a\nhref='x.md'>b</a>", {"x.md": (3,)}),
        ("<div>\n<img src=x.png>\n</div>\n\n<p><a href='y.md'>b</a>", {"x.png": (2,), "y.md": (5,)}),
        ("[a](<a b.md>) [b](a%20b.md)", {"a b.md": (1,), "a%20b.md": (1,)}),
        ("[^1]: See\n    [x](x.md)\n\na[^1]", {"x.md": (2,)}),
        ("!!! note\n\n    [x](x.md)", {"x.md": (3,)}),
        ("`[a](x.md)` and\n\n```\n[a](x.md)\n```\n\n    [a](x.md)\n\n<!-- [a](x.md) <a href=x.md> -->", {}),
        ("\\[a](x.md) [a\\](x.md)", {}),
        ("[a]() [b](<>)", {}),
        ("a\r\n[x](x.md)\r\n", {"x.md": (2,)}),
        (
            '=== "npm"\n\n    [x](x.md)\n\n    === "a"\n\n        [y](y.md)\n\n=== "b"\n    - [z](z.md)',
            {"x.md": (3,), "y.md": (7,), "z.md": (10,)},
        ),
        ('- a\n\n    === "t"\n\n        [x](x.md)\n\nb\n\n    [code](no.md)', {"x.md": (5,)}),
        ('!!! note\n\n    text\n\n    === "T"\n\n        [x](x.md)\n\n[y](y.md)', {"x.md": (7,), "y.md": (9,)}),
        ('=== "x"\n\n\t[x](x.md)', {"x.md": (3,)}),
        ('``` md\n=== "C"\n\n    ```\n    [x](no.md)\n    ```\n```\n[y](y.md)', {"y.md": (8,)}),
        ("<div markdown>\n<div markdown>\n[x](x.md)\n</div>\n[y](y.md)\n</div>", {"x.md": (3,), "y.md": (5,)}),
        ("a <script>x</script>\n\nUse <script> so.\n\n<a href='y.md'>q</a>", {"y.md": (5,)}),
        ("<div markdown>\n[x](x.md)\n</div>\n\n[y](y.md)", {"x.md": (2,), "y.md": (5,)}),
        ('<div class="a" markdown="1">\n\n- [x](x.md)\n\n</div>', {"x.md": (3,)}),
        ("Set the <title> of it.\n\n<img src=x.png> <a href='y.md'>", {"x.png": (3,), "y.md": (3,)}),
        ("<iframe src='x.html'></iframe>\n\n<img src=x.png>", {"x.html": (1,), "x.png": (3,)}),
    ],
)
def test_each_link_is_found_on_its_line(text: str, found: dict[str, tuple[int, ...]]) -> None:
    assert lines(text) == found


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("# A heading", {"a-heading"}),
        ("# Same\n# Same\n## Same", {"same", "same-1", "same-2"}),
        ("# What's *new* in `v1.0`?", {"whats-new-in-v10"}),
        ("# A & B", {"a--b"}),
        ("# A_b - c", {"a_b---c"}),
        ("# Größe der Straße", {"größe-der-straße", "groe-der-strae"}),
        ("# 中文\n# 第二\n# 第三", {"_1", "_2", "_3"}),
        ("# Café\n# Café", {"café", "café-1", "cafe", "cafe_1"}),
        ("<div id=inside markdown>\n\n## Part\n\n</div>", {"inside", "part"}),
        ("Set the <title> of it.\n\n<a id=here></a>", {"here"}),
        ("# [Linked](x.md) words", {"linked-words"}),
        ("# ![image](x.png) words", {"words"}),
        ("Under\n=====\n\nlined\n-----", {"under", "lined"}),
        ("# Given {#own-id}", {"own-id"}),
        ("# Given {: .class #own-id }", {"own-id"}),
        ("A paragraph.\n{: #para }", {"para"}),
        ("<a name='old'></a><p id=\"new\">\n\n<div id=block>", {"old", "new", "block"}),
    ],
)
def test_a_file_can_be_entered_at(text: str, anchors: set[str]) -> None:
    assert anchors <= read_markdown(text).anchors


@pytest.mark.parametrize("text", ["# A & B\n# A & B", "# Same\n# Same"])
def test_headings_can_be_entered_as_mkdocs_names_them_too(text: str) -> None:
    slug = "a-b" if "&" in text else "same"
    assert {slug, f"{slug}_1"} <= read_markdown(text).anchors


@pytest.mark.parametrize("text", ["```\n# In code\n```", "<!-- # In a comment -->", "Not a heading", "#nospace"])
def test_what_is_no_heading_is_no_anchor(text: str) -> None:
    assert read_markdown(text).anchors == frozenset()


@pytest.mark.parametrize(
    "text",
    ["[" * 1_000_000, "![" * 500_000, "[" * 500_000 + "a" + "](b)" * 500_000, "a" * (LONGEST + 1) + "[b](c)"],
)
def test_a_paragraph_without_end_is_left_out_and_told_and_the_rest_is_read(text: str) -> None:
    read = read_markdown(f"[a](a.md)\n\n{text}\n\n[z](z.md)")
    assert read.lines == {"a.md": (1,), "z.md": (5,)}
    assert [line for line, _ in read.left_out] == [3]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000 + "x",
        "- " * 100_000,
        "*a " * 20_000,
        "<a " * 10_000,
        "{#" * 10_000,
        "{: " * 16_000,
        "http:// " * 6_000,
        "[" + "a: " * 16_000,
    ],
)
def test_hostile_markup_does_not_stop_the_reader(text: str) -> None:
    assert "z.md" in read_markdown(f"{text}\n\n[z](z.md)\n").lines
