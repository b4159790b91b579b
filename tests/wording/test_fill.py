"""Filling blanks: values are checked by type, and no value becomes markup in any format."""

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from consentbook.wording.feed import text_data
from consentbook.wording.fill import WrongValue, check_value, fill
from consentbook.wording.meta import Variable
from tests.support import consentbook

GOOD = {
    "string": ["Example Ltd", "O'Neil & Sons <GmbH>", "Ünïcode 株式会社", "$& ${x} \\1"],
    "https-url": ["https://www.example.com/privacy", "https://example.com", "https://example.com/a_(b)?c=d&e=%20#f"],
    "email": ["privacy@example.com", "a.b+c@sub.example.co.uk"],
    "integer": ["1", "30", "365"],
    "date": ["2026-03-31"],
    "list": ["one", "one\ntwo\nthree"],
}
BAD = {
    "string": ["", "   ", "x" * 201, "a\u0002b", "a\u202eb", "a\x00b"],
    "https-url": [
        "http://example.com", "javascript:alert(1)", "data:text/html,x", "https://user:secret@example.com/", "//example.com", "https://",
        "https://example.com/ x", "https://exa mple.com", 'https://example.com/"onclick="x', "java\tscript:x", "https://example.com/<b>", "vbscript:x",
    ],
    "email": ["x", "a@b", "a b@example.com", "a@example.com\nBcc: b@example.com", "<a@example.com>", "javascript:a@example.com"],
    "integer": ["0", "-1", "1.5", "thirty", "1e3", " 3", "9999999999"],
    "date": ["2026-02-30", "31.03.2026", "2026-3-1", "soon"],
    "enum": ["other", "", "LIGHT"],
}  # fmt: skip


def variable(kind: str) -> Variable:
    choices = ["light", "medium"] if kind == "enum" else []
    return Variable.model_validate({"label": "X", "type": kind, "example": "x", "help": "X.", "choices": choices})


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in GOOD.items() for value in values])
def test_a_value_that_fits_is_taken(kind: str, value: str) -> None:
    check_value("x", variable(kind), value)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in BAD.items() for value in values])
def test_a_value_that_does_not_fit_is_refused(kind: str, value: str) -> None:
    with pytest.raises(WrongValue, match="x: "):
        check_value("x", variable(kind), value)


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "</p></section><script>",
    "[x](javascript:alert(1))", "![x](https://evil.example/x.png)", "*x*{: onclick=alert(1) }", "**bold** _em_ `code`", "# heading", "- item", "1. item", "> quote",
    "$&", "$1 ${x}", "\\1 \\g<0>", "{{ company }}", "{{company}}", "{% raw %}", "&lt;script&gt;", "&#60;b&#62;", "<!-- x -->", "]]>", "\\", "\\\\<b>",
    "<https://evil.example>", "wzxhzdk:0", "klzzwxh:0001", "%3Cscript%3E", "😀 𝕏",
]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_value_becomes_markup_in_any_format_of_any_text(book: Book, payload: str) -> None:
    variables = book.library.variables
    free = {name: payload for name, variable in variables.items() if variable.type in {"string", "list"}}
    shown = " ".join(payload.split())
    for snippet, original in book.library.texts:
        values = {name: value for name, value in free.items() if name in original.variables}
        if not values:
            continue
        text = fill(original, variables, values)
        plain = {tag.tag for tag in LexborHTMLParser(original.html).css("*")}
        tree = LexborHTMLParser(text.html)
        assert {tag.tag for tag in tree.css("*")} <= plain, "HTML"
        assert not [name for tag in tree.css("*") for name in tag.attributes if name.startswith("on")]
        assert tree.body is not None
        assert shown in tree.body.text()
        assert shown in text.text, "plain text"
        rendered = LexborHTMLParser(MarkdownIt("commonmark").render(text.markdown))
        allowed = {tag.tag for tag in LexborHTMLParser(MarkdownIt("commonmark").render(original.markdown)).css("*")}
        assert {tag.tag for tag in rendered.css("*")} <= allowed, "Markdown"
        assert rendered.body is not None
        assert shown in rendered.body.text()
        assert shown in json.loads(json.dumps(text_data(snippet, text)))["text"], "JSON"


def test_lists_are_joined_in_the_language_of_the_text(book: Book) -> None:
    texts = book.library.snippets["banner/two-layer"].texts
    filled = {key: fill(text, book.library.variables, {"data_kinds": "A\nB\n\nC"}).text for key, text in texts.items()}
    for key, words in {
        "en": "A, B and C",
        "fr": "A, B et C",
        "de": "A, B und C",
        "es": "A, B y C",
        "pt-BR": "A, B e C",
    }.items():
        assert words in filled[key]


def test_addresses_reach_links_and_words(book: Book) -> None:
    text = book.library.snippets["banner/opt-in"].main
    filled = fill(text, book.library.variables, {"policy_url": "https://example.com/a_(b)?c=d&e"})
    assert 'href="https://example.com/a_(b)?c=d&amp;e"' in filled.html
    assert "(<https://example.com/a_(b)?c=d&e>)" in filled.markdown
    assert "privacy policy (https://example.com/a_(b)?c=d&e)" in filled.text
    assert filled.variables == ("settings_url",)


SET = ("--set", "settings_url=https://www.example.com/settings", "--set", "policy_url=https://www.example.com/privacy")


def test_the_command_line_gives_no_text_with_blanks_unless_asked(project: Path) -> None:
    refused = consentbook(project, "wording", "show", "banner/opt-in", *SET[:2])
    assert refused.returncode == 1
    assert not refused.stdout
    assert "policy_url: Put in the public address" in refused.stderr
    assert "settings_url" not in refused.stderr
    draft = consentbook(project, "wording", "show", "banner/opt-in", *SET[:2], "--draft")
    assert draft.returncode == 0
    assert "{{ policy_url }}" in draft.stdout
    filled = consentbook(project, "wording", "show", "banner/opt-in", *SET)
    assert filled.returncode == 0
    assert "privacy policy (https://www.example.com/privacy)" in filled.stdout


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("policy_url=http://example.com", "begins with https://"),
        ("polcy_url=x", 'Did you mean "policy_url"?'),
        ("policy_url", "from 1 to 200 characters"),
    ],
)
def test_a_wrong_value_is_a_wrong_call(project: Path, setting: str, message: str) -> None:
    ran = consentbook(project, "wording", "show", "banner/opt-in", "--draft", "--set", setting)
    assert ran.returncode == 2
    assert message in ran.stderr
