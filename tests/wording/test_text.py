"""The text of a wording: what is taken, what it becomes in every format, and that it cannot carry markup."""

import html

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from consentbook.reading.offences import Offence
from consentbook.wording import render
from consentbook.wording.text import Blank, Block, Bullets, Inline, Link, Mark, Paragraph, Styled, Words, parse_text


def parse(text: str) -> tuple[Block, ...]:
    offences: list[Offence] = []
    blocks = parse_text(text, "x.md", 1, offences)
    assert not offences, offences
    return blocks


def offences_of(text: str) -> list[Offence]:
    offences: list[Offence] = []
    parse_text(text, "x.md", 1, offences)
    return offences


def test_marks_may_hold_blanks_and_links() -> None:
    blocks = parse("[Off in [the **settings**](<{{ settings_url }}>) of {{company}}]{.choice}.")
    inner = (Words("the "), Styled("strong", (Words("settings"),)))
    mark = Mark("choice", (Words("Off in "), Link("{{ settings_url }}", inner), Words(" of "), Blank("company")))
    assert _joined(blocks) == (Paragraph((mark, Words("."))),)
    assert list(render.marks(blocks)) == [("choice", "Off in the settings of {{company}}")]
    assert list(render.blanks(blocks)) == [("settings_url", "address"), ("company", "words")]


FORMATS = {
    "We [ask]{.choice} **you**, {{ company }}.": (
        "We ask you, {{ company }}.",
        "We ask **you**, {{ company }}.",
        "<p>We ask <strong>you</strong>, {{ company }}.</p>",
    ),
    "See [the policy](<{{ policy_url }}>) & <3 more.": (
        "See the policy ({{ policy_url }}) & <3 more.",
        "See [the policy](<{{ policy_url }}>) & \\<3 more.",
        '<p>See <a href="{{ policy_url }}">the policy</a> &amp; &lt;3 more.</p>',
    ),
    "Write to [{{ privacy_contact }}](<mailto:{{ privacy_contact }}>)": (
        "Write to {{ privacy_contact }}",
        "Write to [{{ privacy_contact }}](<mailto:{{ privacy_contact }}>)",
        '<p>Write to <a href="mailto:{{ privacy_contact }}">{{ privacy_contact }}</a></p>',
    ),
    "It holds:\n\n- one\n- two\n  lines\n\n1. first\n2. second": (
        "It holds:\n\n- one\n- two lines\n\n1. first\n2. second",
        "It holds:\n\n- one\n- two lines\n\n1. first\n2. second",
        "<p>It holds:</p><ul><li><p>one</p></li><li><p>two lines</p></li></ul>"
        "<ol><li><p>first</p></li><li><p>second</p></li></ol>",
    ),
    "{{ company }}": ("{{ company }}", "{{ company }}", "<p>{{ company }}</p>"),
}


@pytest.mark.parametrize("source", FORMATS)
def test_is_rendered_in_each_format(source: str) -> None:
    blocks = parse(source)
    made = (render.to_text(blocks), render.to_markdown(blocks), str(render.to_html(blocks, plain=True)))
    assert made == FORMATS[source]


@pytest.mark.parametrize(
    "text",
    [
        "# x",
        "```\nx\n```",
        "    code",
        "> x",
        "---",
        "![x](y)",
        "`x`",
        "<b>x</b>",
        "<!-- x -->",
        "a  \nb",
        "[x]{.nothing}",
    ],
)
def test_other_markup_is_an_offence_with_its_line(text: str) -> None:
    (offence, *_) = offences_of(f"Plain.\n\n{text}")
    assert offence.line >= 3


@pytest.mark.parametrize(
    "target",
    [
        "http://example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/x",
        "x.md",
        "https://a@b.example/",
        "mailto:x",
        "JAVASCRIPT:x",
        "https://",
        "vbscript:x",
    ],
)
def test_only_blanks_names_and_https_are_link_targets(target: str) -> None:
    assert "a link leads to" in str(offences_of(f"[x](<{target}>)")[0])


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "' onclick='x", "*hi*{: onclick=alert(1) }",
    "[x](javascript:alert(1))", "&lt;script&gt;", "<svg/onload=alert(1)>", "</var><script>", "${alert(1)}", "$&", "{{ company }}",
    "<!--", "]]>", "<style>*{}</style>", "\\<b>", "`<b>`", "**<b>**", "![x](x)", "wzxhzdk:0",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("plain", [True, False])
def test_words_never_become_markup(words: str, plain: bool) -> None:
    blocks = (
        Paragraph((Mark("choice", (Words(words),)), Link("https://example.com/", (Styled("em", (Words(words),)),)))),
    )
    made = str(render.to_html(blocks, plain=plain))
    tree = LexborHTMLParser(made)
    tags = {node.tag for node in tree.css("body *")}
    assert tags <= {"p", "span", "a", "em"}
    assert tree.body is not None
    assert tree.body.text() == words * 2
    assert {name for node in tree.css("body *") for name in node.attributes} <= {"class", "data-element", "href"}


# Letters of many scripts and every sign that means something in Markdown or HTML.
signs = st.text(st.sampled_from("ab éß中 .,:;!?\"'&<>[]{}()*_`#|~\\$%/=+-1"), min_size=1, max_size=12)
words = st.builds(
    Words, st.one_of(signs, st.sampled_from(["&lt;", "1. a", "- a", "+ a", "> a", "===", "![", "1) a", "***"]))
)
variables = st.sampled_from(["company", "policy_url"])
inlines = st.lists(
    words | st.builds(Blank, variables) | st.builds(lambda inner: Link("{{ policy_url }}", (inner,)), words),
    min_size=1,
    max_size=4,
)


@given(inlines)
def test_markdown_reads_back_as_the_same_text(made: list[Inline]) -> None:
    blocks = (Paragraph((Words("x"), *made, Words("x"))), Paragraph((*made, Words("x"))))
    # Markdown folds white space at the ends of lines, and so does every reader of it.
    assume(render.words(blocks) == " ".join(render.words(blocks).split()))
    source = render.to_markdown(blocks)
    offences: list[Offence] = []
    again = parse_text(source, "x.md", 1, offences)
    assert render.words(again) == render.words(blocks)
    assert render.to_text(again) == render.to_text(blocks)
    assert html.unescape(LexborHTMLParser(str(render.to_html(again))).text()) == html.unescape(
        LexborHTMLParser(str(render.to_html(blocks))).text()
    )


def _joined(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Drop the empty words that the parser leaves beside markup."""

    def clean(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        kept = []
        for inline in inlines:
            match inline:
                case Words(""):
                    continue
                case Link(target, children):
                    kept.append(Link(target, clean(children)))
                case Styled(style, children):
                    kept.append(Styled(style, clean(children)))
                case Mark(element, children):
                    kept.append(Mark(element, clean(children)))
                case _:
                    kept.append(inline)
        return tuple(kept)

    return tuple(block if isinstance(block, Bullets) else Paragraph(clean(block.children)) for block in blocks)
