"""Reading anybody's files: what is wrong between them is told at its line, and no link leads out of the folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consentbook.links.sources.disk import MOST
from consentbook.links.sources.files import read_files
from consentbook.links.sources.folder import MOST_MARKDOWN
from consentbook.links.sources.places import Written
from tests.support import ROOT

FILES = {
    "README.md": "# Start\n\n[guide](docs/guide.md#a-part) [folder](docs) [folder](docs/#intro) [license](LICENSE)\n",
    "LICENSE": "x",
    "docs/README.md": "# Intro\n\n[up](../README.md#start) [root](/docs/guide.md) [self](#intro) [none](guide)\n",
    "docs/guide.md": '# Guide\n\n## A part\n\n![x](x%20y.png "t") [web](https://x.test/a)\n',
    "docs/x y.png": "",
    "docs/b.markdown": "[x](./guide.md?plain=1#a-part)\n",
    "html/index.html": '<a href="about">x</a> <a href="./about#part">x</a> <a href="sub/">x</a> <a href=".">x</a>',
    "html/about.html": '<p id="part">x</p><link rel="stylesheet" href="s.css"><link rel=canonical href="https://me.test/gone">',
    "html/sub/index.htm": '<base href="../"><a href="about.html#part">x</a>',
    "html/s.css": "p { background: url(../docs/x%20y.png) }",
    "sitemap.xml": "<urlset><url><loc>https://x.test/a</loc></url></urlset>",
    "node_modules/a.md": "[x](gone.md)",
    ".hidden/a.md": "[x](gone.md)",
    "code.py": "[x](gone.md)",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


ASIDE = {"outside", "broken.txt.md"}  # told of in any case


def told(written: Written) -> list[tuple[str, int, str, str]]:
    return [(place.path, place.line, finding.code, finding.happened) for place, finding in written.findings]


def test_a_folder_that_is_right_has_no_findings_and_its_addresses_have_places(tree: Path) -> None:
    written = read_files([tree], tree)
    assert told(written) == []
    assert written.files == 8
    assert {address: [(place.path, place.line) for place in places] for address, places in written.places.items()} == {
        "https://x.test/a": [("docs/guide.md", 5), ("sitemap.xml", 1)]
    }


@pytest.mark.parametrize(
    ("name", "text", "line", "code", "happened"),
    [
        ("a.md", "\n[x](gone.md)", 2, "missing-file", "leads to gone.md, which is not there"),
        ("a.md", "[x](docs/guide.md#gone)", 1, "missing-anchor", 'leads to "#gone", which docs/guide.md does not have'),
        ("a.md", "[x](docs/#gone)", 1, "missing-anchor", 'leads to "#gone", which docs/README.md does not have'),
        ("a.md", "[x](#gone)", 1, "missing-anchor", 'leads to "#gone", which a.md does not have'),
        ("a.md", "[x](docs/guide.md/)", 1, "missing-file", "leads to docs/guide.md/index.html, which is not there"),
        ("a.md", "[x](../a.md)", 1, "leaves-folder", "leads to ../a.md, which is outside the folder that is checked"),
        ("a.md", "[x](outside/passwd)", 1, "leaves-folder", "leads to outside/passwd, which is outside the folder that is checked"),
        ("a.md", "[x](https://)", 1, "bad-address", "cannot be read as an address"),
        ("a.md", "[x](https://[a)", 1, "bad-address", "cannot be read as an address"),
        ("a.md", "[x](JavaScript:alert)", 1, "refused-scheme", "has the scheme javascript, which no reader should follow"),
        ("a.md", "[x](C:/a.md)", 1, "refused-scheme", "has the scheme c, which no reader should follow"),
        ("a.md", "[x](data:text/html,x)", 1, "refused-scheme", "has the scheme data, which no reader should follow"),
        ("a.md", "[x](htps://x.test/)", 1, "bad-address", "has the scheme htps, and https may be meant"),
        ("a.md", "[x](mailt:a@x.test)", 1, "bad-address", "has the scheme mailt, and mailto may be meant"),
        ("a.md", "[x](ftp://x.test/)", 1, "other-scheme", "has the scheme ftp, and only http and https are asked for"),
        ("a.md", "[x](mailto:)", 1, "bad-address", "names nobody"),
        ("a.md", "[x](http://example,com/)", 1, "bad-address", "cannot be read as an address"),
        ("a.md", "[x](http://exam%20ple.org/)", 1, "bad-address", "cannot be read as an address"),
        ("a.md", "[x](icons.svg#gone)", 1, "missing-anchor", 'leads to "#gone", which icons.svg does not have'),
        ("a.md", "[x](broken.txt.md#a)", 1, "unreadable", 'leads to "#a", which was not looked for: of broken.txt.md, it'),
        ("a.md", "[x](file:///etc/passwd)", 1, "refused-scheme", "has the scheme file, which no reader should follow"),
        ("a.md", "[x](a%00b.md)", 1, "missing-file", "leads to a\0b.md, which is not there"),
        ("a.md", f"[x]({'a' * 5_000})", 1, "missing-file", f"leads to {'a' * 5_000}, which is not there"),
        ("a.md", f"[x]({'../' * 2_000}etc/passwd)", 1, "leaves-folder", ""),
        ("html/a.html", "\n\n<a href=gone>x</a>", 3, "missing-file", "leads to html/gone, which is not there"),
        ("html/a.html", "<a href=/docs/guide.md>x</a>", 1, "missing-file", "leads to html/docs/guide.md, which is not there"),
        ("html/a.html", "<a href=../docs/>x</a>", 1, "missing-file", "leads to docs/index.html, where there is no index.html"),
        ("html/a.html", '<link rel=stylesheet href="a.css">', 1, "missing-file", "leads to html/a.css, which is not there"),
        ("html/s.css", "\np { background: url(gone.png) }", 2, "missing-file", "leads to html/gone.png, which is not there"),
        ("sitemap.xml", "<urlset>\n<url><loc>/a</loc></url></urlset>", 2, "bad-address", "is no whole address, with https:// and a host"),
        ("sitemap_a.xml", "<!DOCTYPE a><urlset/>", 1, "bad-sitemap", "has a document type, which is not read"),
        ("a.md", "\0", 1, "unreadable", "it is not text: it holds a zero byte"),
        ("a.md", "a\n\udcff", 1, "unreadable", "it is not UTF-8: byte 2, on line 2"),
        ("a.md", "\n" + "[" * 5_000, 2, "unreadable", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(
    tree: Path, name: str, text: str, line: int, code: str, happened: str
) -> None:
    (tree / "outside").symlink_to("/etc")
    (tree / "icons.svg").write_text("<svg/>")
    (tree / "broken.txt.md").write_bytes(b"\0")
    (tree / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    entries = told(read_files([tree, tree / "html"], tree))
    found = [entry for entry in entries if happened in entry[3] and entry[0] not in ASIDE]
    assert [entry[:3] for entry in found] == [(name, line, code)]


@pytest.mark.parametrize(("name", "most"), [("a.md", MOST_MARKDOWN), ("a.html", MOST), ("sitemap.xml", MOST)])
def test_a_file_that_is_too_large_is_told_and_not_read(tree: Path, name: str, most: int) -> None:
    with (tree / name).open("wb") as file:
        file.truncate(most + 1)
    assert (name, 1, "unreadable", f"it is larger than {most:,} bytes") in told(read_files([tree / name], tree))


def test_an_address_from_the_root_leads_into_the_folder_that_was_given(tree: Path) -> None:
    (tree / "html" / "a.html").write_text("<a href=/about#part>x</a>")
    assert told(read_files([tree / "html"], tree)) == []
    assert told(read_files([tree], tree)) == [("html/a.html", 1, "missing-file", "leads to about, which is not there")]


def test_no_link_leads_a_reader_out_of_the_folder(tree: Path) -> None:
    (tree.parent / "secret.md").write_text("[x](gone.md)")
    (tree / "a.md").symlink_to(tree.parent / "secret.md")
    (tree / "loop.md").symlink_to("loop.md")
    (tree / "around").symlink_to(tree)
    found = told(read_files([tree], tree))
    assert [(path, code) for path, _, code, _ in found] == [("a.md", "unreadable"), ("loop.md", "unreadable")]


def test_a_file_that_is_no_file_is_told(tree: Path) -> None:
    os.mkfifo(tree / "a.md")
    assert told(read_files([tree], tree)) == [("a.md", 1, "unreadable", "it is no file")]


def test_the_name_of_a_file_cannot_steer_a_terminal(tree: Path) -> None:
    (tree / "a\x1b[31m\n::error::.md").write_text("[x](gone.md)")
    (tree / os.fsdecode(b"\xff.md")).write_text("[x](gone.md)")
    paths = [path for path, _, _, _ in told(read_files([tree], tree))]
    assert paths == ["\\udcff.md", "a\ufffd[31m\ufffd::error::.md"]


def test_a_path_elsewhere_is_shown_whole_and_its_links_stay_in_it(tree: Path, tmp_path: Path) -> None:
    (tree / "docs" / "a.md").write_text("[x](gone.md)\n[x](../README.md)")
    (tmp_path / "here").mkdir()
    found = told(read_files([tree / "docs"], tmp_path / "here"))
    assert (f"{tree}/docs/a.md", 1, "missing-file", "leads to gone.md, which is not there") in found
    assert (f"{tree}/docs/a.md", 2, "leaves-folder") in [entry[:3] for entry in found]


def test_a_file_that_is_given_twice_is_read_once(tree: Path) -> None:
    assert read_files([tree, tree / "README.md", tree / "docs"], tree).files == 8


def test_an_unknown_ending_is_read_by_its_look(tree: Path) -> None:
    (tree / "html.txt").write_text(' <a href="gone.md">')
    (tree / "markdown.txt").write_text("[x](gone.md)")
    (tree / "map.xml").write_text("<urlset><url><loc>/a</loc></url></urlset>")
    found = told(read_files([tree / name for name in ("html.txt", "markdown.txt", "map.xml")], tree))
    assert [(path, code) for path, _, code, _ in found] == [
        ("html.txt", "missing-file"),
        ("map.xml", "bad-address"),
        ("markdown.txt", "missing-file"),
    ]


def test_addresses_of_the_site_itself_are_looked_for_in_its_folder(tree: Path) -> None:
    (tree / "a.md").write_text(
        "[x](https://me.test/p/about#part)\n[x](https://me.test/p/gone)\n[x](https://me.test/p/about#gone)\n"
        "[x](https://me.test/p/../../etc/passwd)\n[x](https://me.test/)"
    )
    written = read_files([tree / "a.md"], tree, remap={"https://me.test/p/": tree / "html"})
    assert [(line, code) for _, line, code, _ in told(written)] == [
        (2, "missing-file"),
        (3, "missing-anchor"),
        (4, "leaves-folder"),
    ]
    assert [*written.places] == ["https://me.test/"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[x](gone.md)", "missing-file"),
        ("<a href=gone.md>", "missing-file"),
        ("[x](README.md#start)", None),
        ("\0", "unreadable"),
    ],
)
def test_standard_input_is_read_by_its_look(tree: Path, text: str, code: str | None) -> None:
    program = (
        "from pathlib import Path; from consentbook.links.sources.files import read_files\n"
        "for place, finding in read_files([Path('-')], Path()).findings: print(place.path, place.line, finding.code)"
    )
    ran = subprocess.run(  # noqa: PLW1510 - what it prints is looked at, and that is nothing where it fails
        [sys.executable, "-c", program], cwd=tree, input=text, capture_output=True, text=True, timeout=60
    )
    assert (ran.stdout, ran.stderr) == (f"- 1 {code}\n" if code else "", "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "![x](data:image/gif;base64,R0lGOD) [y](mailto:a@x.test) [z](tel:+1) [l](link:trust)"),
        ("a.md", "[x](docs/guide.md?plain=1#L3-L9) [y](docs/guide.md#L3)"),
        ("a.md", "[x](icons.svg#one) [y](icons.svg#svgView(viewBox(0,0,1,1)))"),
        ("a.md", "![x](icons.svg#only-dark) ![y](icons.svg#gh-light-mode-only)"),
        ("a.html", '<img src="data:image/svg+xml;base64,AAAA"><iframe src="about:blank"></iframe>'),
        ("a.html", '<link rel=icon href="data:,"><img src="data:image/png,x">'),
        ("a.html", "<style>/* url(old.png) */ p { color: red }</style>"),
    ],
)
def test_what_leads_somewhere_is_no_finding(tree: Path, name: str, text: str) -> None:
    (tree / "icons.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><g id="one"/></svg>')
    (tree / name).write_text(text)
    assert told(read_files([tree], tree)) == []


def test_a_page_in_other_letters_is_read_as_it_says(tree: Path) -> None:
    (tree / "é.html").write_text("<p id=é>")
    page = '<meta charset=iso-8859-1><a href="\xe9.html#\xe9">x</a>\n<a href="\xe9.html#n\xe9">x</a>'
    (tree / "a.html").write_bytes(page.encode("latin-1"))
    assert [(line, code) for _, line, code, _ in told(read_files([tree], tree))] == [(2, "missing-anchor")]


@pytest.mark.parametrize("address", ["https://me.test", "HTTPS://ME.test/about", "https://me.test?q"])
def test_an_address_is_looked_up_however_its_host_is_written(tree: Path, address: str) -> None:
    (tree / "a.md").write_text(f"[x]({address})")
    assert not read_files([tree / "a.md"], tree, remap={"https://me.test/": tree / "html"}).places


def test_the_projects_own_readme_leads_to_files_that_are_there() -> None:
    written = read_files([ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ROOT)
    assert (written.findings, written.files) == ([], 2)


@pytest.mark.parametrize("prefix", ["https://me.test", "https://me.test/p"])
def test_a_prefix_is_not_that_of_a_longer_host_or_folder(tree: Path, prefix: str) -> None:
    (tree / "a.md").write_text(f"[x]({prefix}.evil.invalid/)\n[y]({prefix}rivate)\n[z]({prefix}/gone)\n[z]({prefix}?q)")
    written = read_files([tree / "a.md"], tree, remap={prefix: tree / "html"})
    assert [*written.places] == [f"{prefix}.evil.invalid/", f"{prefix}rivate"]
    assert [line for _, line, code, _ in told(written) if code == "missing-file"] == [3]


def test_a_folder_that_is_not_read_is_told(tree: Path) -> None:
    (tree.parent / "other").mkdir()
    (tree / "away").symlink_to(tree.parent / "other")
    (tree / "again").symlink_to("docs")
    words = "it is a link to a folder elsewhere, which is not followed; name that folder"
    assert told(read_files([tree], tree)) == [("away", 1, "unreadable", words)]


def test_a_folder_behind_a_link_is_not_told_if_it_is_read(tree: Path) -> None:
    (tree.parent / "other").mkdir()
    (tree / "away").symlink_to(tree.parent / "other")
    assert told(read_files([tree, tree.parent / "other"], tree.parent)) == []


def test_an_anchor_in_a_page_that_was_not_read_is_not_missed(tree: Path) -> None:
    (tree / "deep.svg").write_text("<svg>" + "<path id='a'/>" * 20_000)
    (tree / "a.md").write_text("[x](deep.svg#a)")
    assert [code for _, _, code, _ in told(read_files([tree], tree))] == ["unreadable"]


def test_a_folder_that_may_not_be_read_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even root is refused here: not by its rights, but by a name that is longer than the system takes."""
    monkeypatch.chdir(tree)
    for _ in range(25):
        Path("x" * 200).mkdir()
        os.chdir("x" * 200)
    monkeypatch.chdir(tree)
    (finding,) = told(read_files([tree], tree))
    assert (finding[2], finding[3]) == ("unreadable", "the folder cannot be read: File name too long")
