"""What links in pages, snippets and the register must hold to, through `consentbook check`."""

from collections import defaultdict
from pathlib import Path

import pytest
from markdown import Markdown

from consentbook.book import Book
from consentbook.links.policy.addresses import host_of, read_address, same_page
from consentbook.links.policy.pages import read_links
from consentbook.links.policy.texts import other_host, says_nothing
from consentbook.reading.pages import read_page
from tests.support import ROOT, consentbook, copy_project

REGISTER = "is an address of the register. Write its name, `link:trust`"
HOST = 'the host "{}" is not one that links may lead to'
AMPLITUDE = HOST + ' (did you mean "amplitude.com"?). Correct it, or add it to `hosts` in links.yml.'
NOTHING = 'the link text "{}" says nothing. Say where the link leads.'

# What stands in a page, and what is said of it; nothing where it is right.
WRITTEN = {
    "[x-ray](https://amplitude.com/trust)": REGISTER,
    "[x-ray](HTTPS://Amplitude.COM/trust)": REGISTER,
    "[x-ray](http://amplitude.com/trust)": REGISTER,
    "[x-ray](https://amplitude.com:443/trust)": REGISTER,
    "[x-ray](https://amplitude.com./trust)": REGISTER,
    "[x-ray](https://amplitude.com/trust/)": REGISTER,
    "[x-ray](https://amplitude.com/./docs/../trust)": REGISTER,
    "[x-ray](https://amplitude.com/%74rust)": REGISTER,
    "[x-ray](https://amplitude.com/trust#top)": REGISTER,
    "[x-ray](https://amplitude&#46;com/trust)": REGISTER,
    "[x-ray](<https://amplitude.com/trust>)": REGISTER,
    "[x-ray](\nhttps://amplitude.com/trust)": REGISTER,
    "[x-ray](https://ａmplitude。com/trust)": REGISTER,
    "[**x** *ray*](https://amplitude.com/trust 'A title')": REGISTER,
    "<https://amplitude.com/trust>": REGISTER,
    "![x-ray](https://amplitude.com/trust)": REGISTER,
    "[![x-ray](https://amplitude.com/trust)](../index.md)": REGISTER,
    "[ref-1]: https://amplitude.com/trust": REGISTER,
    "[ref-2]:\n   https://amplitude.com/trust\n\n[x-ray][ref-2]": REGISTER,
    "!!! note\n\n    [x-ray](https://amplitude.com/trust)": REGISTER,
    "![x-ray][ref-4]\n\n[ref-4]: https://amplitude.com/trust": REGISTER,
    "- one\n\n    [x-ray](https://amplitude.com/trust)": REGISTER,
    "> [x-ray](https://amplitude.com/trust)": REGISTER,
    "Term\n:   [x-ray](https://amplitude.com/trust)": REGISTER,
    "| a |\n|---|\n| [x-ray](https://amplitude.com/trust) |": REGISTER,
    "[x-ray](https://amplitude.com/trust?lang=fr)": "",
    "[x-ray](https://amplitude.com/Trust)": "",
    "[x-ray](https://amplitude.com/trust/more)": "",
    "`[x-ray](https://amplitude.com/trust)`": "",
    "```markdown\n[x-ray](https://amplitude.com/trust)\n```": "",
    "[x-ray](https://amplitud.com/)": AMPLITUDE.format("amplitud.com"),
    "[x-ray](https://amplitude.com.evil.test/)": HOST.format("amplitude.com.evil.test"),
    "[x-ray](https://docs.amplitude.com/)": HOST.format("docs.amplitude.com"),
    "[x-ray](https://amplitude.com:8443/)": HOST.format("amplitude.com:8443"),
    "[x-ray](https://\u0430mplitude.com/)": AMPLITUDE.format("xn--mplitude-06g.com"),
    "[x-ray](https://xn--mplitude-06g.com/)": AMPLITUDE.format("xn--mplitude-06g.com"),
    "![x-ray](https://evil.test/x.png)": HOST.format("evil.test"),
    "[x-ray](https://ev&#105;l.test/)": HOST.format("evil.test"),
    "[x-ray](https://evil.test/a b)": HOST.format("evil.test"),
    "<https://evil.test/a b>": "raw HTML is not taken in a page",
    "[x-ray](https://[2001:db8::1]/)": HOST.format("[2001:db8::1]"),
    "[x-ray](https://0x7f.1/)": HOST.format("0x7f.1"),
    "[x-ray](https://amplitude.com@evil.test/)": "leads to evil.test, and names a user before it. Delete what stands",
    "[x-ray](https://@amplitude.com/)": "names a user before it",
    "[x-ray](https://amplitude.com\\@evil.test/)": "names a user before it",
    "[x-ray](https://amplitude.com\\.evil.test/)": HOST.format("amplitude.com.evil.test"),
    "[x-ray](https://amplitud%65.com/)": "is no address. Write scheme, host and path.",
    "[x-ray](https:amplitude.com/)": "is no address",
    "[x-ray](https://amplitude.com:99999/)": "is no address",
    "[x-ray](https://ok.a.example/)": "",
    "[x-ray](https://deep.ok.b.example/)": "",
    "[x-ray](https://b.example/)": HOST.format("b.example"),
    "[x-ray](https://notb.example/)": HOST.format("notb.example"),
    "[x-ray](https://bücher.example/)": "",
    "[x-ray](https://XN--BCHER-KVA.example/)": "",
    "[x-ray](https://port.example:8443/)": "",
    "[x-ray](https://port.example/)": HOST.format("port.example"),
    "[x-ray](mailto:a@evil.test)": "",
    "[x-ray](a%1b[31m.md)": "a link leads to an address with a hidden character. Delete it.",
    "[x-ray](a%0A::error::.md)": "with a hidden character",
    "[x-ray](a&#x202e;.md)": "with a hidden character",
    "[x-ray](https://github.com/&#x202e;)": "with a hidden character",
    "[&#x202e;here](../index.md)": NOTHING.format("\ufffdhere"),
    "[Here](../index.md)": NOTHING.format("Here"),
    "[**here**](../index.md)": NOTHING.format("here"),
    "[_this_ article.](../index.md)": NOTHING.format("this article."),
    "[`more`](../index.md)": NOTHING.format("more"),
    "[learn\nmore](../index.md)": NOTHING.format("learn more"),
    "[details][ref-3]\n\n[ref-3]: ../index.md": NOTHING.format("details"),
    "[click][]\n\n[click]: ../index.md": NOTHING.format("click"),
    "[link]\n\n[link]: ../index.md": NOTHING.format("link"),
    "[Cliquez ici !](../index.md)": NOTHING.format("Cliquez ici !"),
    "[»](../index.md)": NOTHING.format("»"),
    "[](../index.md)": "a link has no text. Say where the link leads.",
    "[![](https://github.com/x.png)](../index.md)": "a link has no text",
    "[![ ](https://github.com/x.png)](../index.md)": "a link has no text",
    "[![The start page](https://github.com/x.png)](../index.md)": "",
    "![](https://github.com/x.png)": "",
    "[the learn more page](../index.md)": "",
    "[hereafter](../index.md)": "",
    "[https://amplitude.com](https://github.com/amplitude)": "the link text names amplitude.com, and the link leads elsewhere",
    "[`HTTPS://amplitude.com/a`](link:gdpr)": "the link text names amplitude.com",
    "[www.evil.test](https://github.com/a)": "the link text names www.evil.test",
    "[github.com/amplitude](https://amplitude.com/a)": "the link text names github.com",
    "[https://amplitude.com](../index.md)": "the link text names amplitude.com",
    "[https://amplitude.com/a](https://amplitude.com/b)": "",
    "[www.github.com](https://github.com/a)": "",
    "[amplitude.com](link:trust)": "",
    "[README.md](https://github.com/a)": "",
}  # fmt: skip
HOSTS = """hosts:
  ok.a.example: One.
  "*.b.example": Any below it.
  bücher.example: By its name in letters.
  Port.Example:8443: With a port.
"""
Told = dict[int, list[str]]


def told(root: Path, path: str) -> Told:
    """Return what `consentbook check` says of the file ``path``, by line."""
    ran = consentbook(root, "check")
    assert "Traceback" not in ran.stderr
    assert ran.stdout.replace("\n", "").isprintable()
    found: Told = defaultdict(list)
    for line in ran.stdout.splitlines():
        where, _, words = line.partition(": ")
        if where.startswith(f"{path}:"):
            found[int(where.removeprefix(f"{path}:"))].append(words)
    return found


@pytest.fixture(scope="module")
def policed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, dict[str, range]]:
    """What is said of a page with everything in ``WRITTEN``, and the lines on which each of it stands."""
    root = copy_project(tmp_path_factory.mktemp("policy") / "project")
    register = (root / "links.yml").read_text()
    (root / "links.yml").write_text(register.replace("hosts:\n", HOSTS))
    text, lines = "---\ndescription: A page.\n---\n\n# Links\n\n", {}
    for written in WRITTEN:
        start = text.count("\n") + 1
        text += f"{written}\n\n"
        lines[written] = range(start, text.count("\n"))
    (root / "docs" / "guide" / "written.md").write_text(text)
    return told(root, "docs/guide/written.md"), lines


@pytest.mark.parametrize("written", WRITTEN)
def test_a_link_in_a_page_is_told_of_on_its_line(policed: tuple[Told, dict[str, range]], written: str) -> None:
    found, lines = policed
    said = [words for line in lines[written] for words in found.get(line, [])]
    wanted = WRITTEN[written]
    assert len(said) == (1 if wanted else 0), said
    assert all(wanted in words for words in said), said


def test_a_reference_is_told_of_where_it_is_defined_and_its_words_where_they_stand(project: Path) -> None:
    text = "# A\n\nSee [here][trust]\nand [trust].\n\n[trust]: https://amplitude.com/trust\n"
    (project / "docs" / "a.md").write_text(text)
    found = told(project, "docs/a.md")
    assert set(found) == {3, 6}
    assert "says nothing" in found[3][0]
    assert REGISTER in found[6][0]


def test_without_hosts_links_lead_anywhere_and_with_none_nowhere(project: Path) -> None:
    (project / "docs" / "a.md").write_text("# A\n\n[x-ray](https://anywhere.test/)\n")
    register = (project / "links.yml").read_text()
    before, _, rest = register.partition("hosts:\n")
    after = rest[rest.index("\n# What must") :]
    (project / "links.yml").write_text(before + after)
    assert not told(project, "docs/a.md")
    (project / "links.yml").write_text(before + "hosts: {}\n" + after)
    assert HOST.format("anywhere.test") in told(project, "docs/a.md")[3][0]


NO_HOSTS = ["https://a.example", "a.example/x", "user@a.example", "*.com", "a b", "*", "a..b", "a%2eb"]


def test_a_host_that_is_none_is_refused_in_the_register(project: Path) -> None:
    before, hosts, after = (project / "links.yml").read_text().partition("hosts:\n")
    wrong = "".join(f"  '{host}': Because.\n" for host in NO_HOSTS)
    (project / "links.yml").write_text(before + hosts + wrong + after)
    found = told(project, "links.yml")
    for line, host in enumerate(NO_HOSTS, before.count("\n") + 2):
        (words,) = found[line]
        assert words.startswith(f'hosts.{host}: got "{host}", but it ')


def test_the_register_itself_leads_only_where_links_may(project: Path) -> None:
    register = (project / "links.yml").read_text()
    (project / "links.yml").write_text(register.replace("  ico.org.uk: The authority of the United Kingdom.\n", ""))
    line = register[: register.index("url: https://ico.org.uk")].count("\n") + 1
    assert HOST.format("ico.org.uk") in told(project, "links.yml")[line][0]


EXPORTED = "---\nblueprint: a\nupdated_at: 1748626249\ntitle: A\n---\n"


def test_a_page_of_a_cms_keeps_its_texts_and_addresses_and_leads_only_where_links_may(project: Path) -> None:
    text = "[here](https://amplitude.com/trust) [](/docs/x)\n\n[x-ray](https://evil.test/)\n"
    (project / "docs" / "a.md").write_text(EXPORTED + text)
    found = told(project, "docs/a.md")
    assert set(found) == {8}
    assert HOST.format("evil.test") in found[8][0]


SNIPPET = "snippets/banner/opt-in/fr.md"
COPIED = {
    "[confiance](https://amplitude.com/trust)": "",
    "[confiance](https://amplitude.com/trust#fr)": "",
    "[confiance](https://amplitude.com/trust/)": "is written otherwise than in the register. Write it as it stands there: https://amplitude.com/trust",
    "[confiance](https://amplitude.com/truts)": 'is no address of the register (did you mean "https://amplitude.com/trust"?). Add it to links.yml',
    "[confiance](https://amplitude.com/tru&#x202e;st)": "a link leads to an address with a hidden character",
    "[confiance](https://evil.test/)": "is no address of the register",
    "[*cliquez ici*](<{{ policy_url }}>)": NOTHING.format("cliquez ici"),
    "[{{ company }}](<{{ policy_url }}>)": "",
    "[https://evil.test](https://amplitude.com/trust)": "the link text names evil.test",
}  # fmt: skip


def test_a_link_in_a_snippet_is_told_of_at_its_part(project: Path) -> None:
    text = (project / SNIPPET).read_text()
    line = text[: text.index("## reject")].count("\n") + 1
    (project / SNIPPET).write_text(text.replace("## reject\n", "## reject\n\n" + "\n\n".join(COPIED) + "\n\n"))
    said = [words for words in told(project, SNIPPET)[line] if "link" in words or "register" in words]
    wanted = sorted(filter(None, COPIED.values()))
    assert len(said) == len(wanted)
    assert all(any(words in found for found in said) for words in wanted), said


RULES = """
  - sections: [guide/rules.md#below, guide/rules.md#set, guide/rules.md#twice_1]
    all: [wcag]
    why: Because.
  - pages: [guide/rules.md]
    any: [anpd, planet49]
    why: Because.
  - checklists: [C03, C05, consent-banner, pre-launch]
    any: [eprivacy, cnil-replay-consultation]
    why: Because.
  - sections: [guide/rules.md#belo, guide/gone.md#below]
    all: [wcag]
    why: Because.
  - checklists: [C99, pre-lunch]
    all: [wcag]
    why: Because.
"""
RULED = """---
description: A page.
---

# Rules

[wcag](link:wcag)

## Below

Nothing.

### Deeper

[wcag](link:wcag)

## Set by hand { #set .x }

![wcag](link:wcag)

## Twice

[wcag](link:wcag)

Twice
-----

Nothing.
"""


def test_a_rule_is_told_of_at_the_heading_the_item_and_the_page_that_break_it(project: Path) -> None:
    (project / "docs/guide/rules.md").write_text(RULED)
    register = (project / "links.yml").read_text()
    (project / "links.yml").write_text(register + RULES)
    first = register.count("\n") + 1
    assert told(project, "docs/guide/rules.md") == {
        5: ["no link to any of anpd, planet49. Add one. Because."],
        17: ['no link to "wcag". Add one. Because.'],
        25: ['no link to "wcag". Add one. Because.'],
    }
    items = (project / "docs/checklists/privacy-policy.md").read_text().splitlines()
    (line,) = told(project, "docs/checklists/privacy-policy.md")
    assert items[line - 1].startswith("- [ ] **C05** ")
    assert not told(project, "docs/checklists/consent-banner.md")
    found = told(project, "links.yml")
    assert sorted(found) == [first + 10, first + 13]
    assert sum("which is not there (did you mean" in words for line in found.values() for words in line) == 4
    assert any(
        'the section "guide/rules.md#belo", which is not there (did you mean "guide/rules.md#below"?)' in words
        for words in found[first + 10]
    )
    assert any(
        'the checklist "pre-lunch", which is not there (did you mean "pre-launch"?)' in words
        for words in found[first + 13]
    )


def test_a_rule_on_a_page_of_a_cms_is_met_by_the_address(project: Path) -> None:
    (project / "docs/a.md").write_text(EXPORTED + "[trust](https://amplitude.com/trust/)\n")
    rule = "  - pages: [a.md]\n    all: [{}]\n    why: Because.\n"
    with (project / "links.yml").open("a") as register:
        register.write(rule.format("trust") + rule.format("gdpr"))
    assert told(project, "docs/a.md") == {1: ['no link to "gdpr". Add one. Because.']}


HEADINGS = """# One

## Two `code` and *words*, [linked](x.md)

## Two words

## Two words

Set over
two lines
---

## Ünïcode & signs! { .x #own }

## own

## Own {: #two-words_1 }

## {#nothing}

###### ## Closed ##

> ## In a quotation

- ## In a list
"""


def test_sections_have_the_anchors_that_the_built_page_has(tmp_path: Path, book: Book) -> None:
    (tmp_path / "docs").mkdir()
    for text in (HEADINGS, *((ROOT / page.path).read_text() for page in book.pages if page.uri.startswith("guide/"))):
        (tmp_path / "docs/a.md").write_text(text)
        page = read_page(tmp_path, tmp_path / "docs/a.md", [])
        assert page
        body = "\n".join(line.text for line in page.body)
        markdown = Markdown(extensions=["toc", "attr_list"])
        markdown.convert(body)
        tokens = list(markdown.toc_tokens)  # type: ignore[attr-defined]
        anchors = []
        while tokens:
            token = tokens.pop(0)
            anchors.append(token["id"])
            tokens = token["children"] + tokens
        assert sorted(read_links(page).sections) == sorted(anchors)


def test_equal_addresses_are_equal_and_others_are_not() -> None:
    equal = ["https://a.test/b?c=1", "HTTPS://A.TEST:443/b/?c=1#d", "https://a.test./x/../%62?c=1"]
    other = ["https://a.test/B?c=1", "https://a.test/b?c=2", "https://a.test:444/b?c=1", "https://a.test/b"]
    read = [url for address in (*equal, *other) if (url := read_address(address))]
    assert len({same_page(url) for url in read[:3]}) == 1
    assert len({same_page(url) for url in read}) == 5
    assert {host_of(url) for url in read} == {"a.test", "a.test:444"}


@pytest.mark.parametrize(
    "words",
    ["ici", "Cliquez ici", "hier", "Hier klicken!", "aquí", "haz clic aquí", "aqui", "clique aqui", "Saiba mais…"],
)
def test_words_that_say_nothing_are_known_in_the_languages_of_the_snippets(words: str) -> None:
    assert says_nothing(words)
    assert not says_nothing(f"{words} zu")


def test_a_text_names_a_host_only_where_it_looks_like_an_address() -> None:
    assert other_host("amplitude.com", "https://b.test/", {"amplitude.com"}) == "amplitude.com"
    assert not other_host("links.yml", "https://b.test/", {"amplitude.com"})
    assert not other_host("see amplitude.com", "https://b.test/", {"amplitude.com"})
