"""The pages on what changed, in a site that MkDocs built strictly, and the files for programs beside them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from consentbook.editions.changes.compare import tell
from consentbook.editions.changes.model import Changes, Edition, to_json
from consentbook.editions.changes.navigation import with_changes
from consentbook.editions.changes.page import show_changes, told_given
from consentbook.reading.offences import Rejected
from consentbook.site.mkdocs import BuildFailed
from consentbook.wording.show import Piece
from tests.editions.changes.projects import (
    CODE,
    HOSTILE,
    POLICY,
    build_told,
    read,
    remove,
    small_project,
    with_theme,
    write,
)
from tests.support import search_entries


def article(page: Path) -> LexborHTMLParser:
    found = LexborHTMLParser(page.read_bytes()).css_first("article")
    assert found.html
    return LexborHTMLParser(found.html)


@pytest.fixture(scope="module")
def since(built: Path) -> LexborHTMLParser:
    return article(built / "changes/index.html")


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def test_it_says_since_when_and_how_much(since: LexborHTMLParser) -> None:
    assert texts(since, "h1")[0].startswith("What changed")
    assert (
        "Changed since edition 2026.11 of 2026-11-02: 2 snippets, 1 checklist item, 2 pages, 1 named link."
        in texts(since, "p")[0]
    )


def test_changes_stand_below_form_and_region(since: LexborHTMLParser) -> None:
    headings = [heading.rstrip("¶") for heading in texts(since, "h2, h3, h4")]
    assert headings == [
        "Wording that changed",
        "Policy paragraph: United States",
        "Short paragraph",
        "Banner: European Economic Area, United Kingdom",
        "Banner that asks",
        "Checklist items that changed",
        "C02",
        "Pages that changed",
        "New",
        HOSTILE,
        "Moved",
        "Why",
        "Named links that changed",
        "Trust page",
        "Since each earlier edition",
    ]


def test_words_that_went_and_came_are_marked_with_words_for_screen_readers(since: LexborHTMLParser) -> None:
    assert "[removed: {{ company }}]" in texts(since, ".cb-diff del")
    assert "[added: we]" in texts(since, ".cb-diff ins")
    french = since.css_first('.cb-diff[lang="fr"]')
    assert texts(LexborHTMLParser(french.html or ""), "ins") == ["[added: Le site]"]


def test_it_says_what_to_do(since: LexborHTMLParser) -> None:
    todo = texts(since, "li")
    assert "Replace your copy of revision 1 by revision 2: English and French." in todo
    assert "The words on purpose changed: ask counsel, and check whether people must be asked again." in todo
    assert "Answer it before the next launch: it is required now." in todo


def test_a_page_says_what_became_of_each_thing_and_then_what_to_do(since: LexborHTMLParser) -> None:
    lines = texts(since, "p")
    assert "Changed: banner/ask, revision 1 to 2." in lines
    assert "Moved: guide/reasons/, from guide/why/." in lines
    assert "Changed: C02, on the list launch." in lines
    assert {"banner/ask", "guide/reasons/", "C02", "trust"} <= set(texts(since, "p code"))
    said = next(line for line in lines if line.startswith("Revision 2, "))
    assert lines.index("Changed: banner/ask, revision 1 to 2.") < lines.index(said)
    assert "What to do" in lines[lines.index("Changed: banner/ask, revision 1 to 2.") : lines.index(said)]


def test_dates_and_blanks_stay_in_one_line(since: LexborHTMLParser) -> None:
    assert {"2026-11-02", "2026-11-24"} <= set(texts(since, "time"))
    gone = "".join(node.text() for node in since.css(".cb-diff del"))
    assert "{{\N{NO-BREAK SPACE}company\N{NO-BREAK SPACE}}}" in gone


def test_a_text_that_went_whole_is_named_so_and_not_struck_out(tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    before = read(root)
    front = (root / POLICY).read_text().replace("policy/short", "policy/other").replace("Short para", "Other para")
    remove(POLICY)(root)
    remove(POLICY.replace("en.md", "history.yml"))(root)
    write(POLICY.replace("short", "other"), front.replace("review:", "replaces: [policy/short]\nreview:"))(root)
    told = tell(Edition("2026.12"), read(root), [(Edition("2026.11"), before)])
    shown = [piece.html if isinstance(piece, Piece) else piece for piece in show_changes(told, "")]
    words = next(piece for piece in shown if "English, removed" in piece)
    assert "We record visits to find faults" in words
    assert "<del>" not in words
    assert "Use Other paragraph ([policy/other](snippet:policy/other)) instead." in "".join(shown)


def test_headings_lead_to_what_they_name(since: LexborHTMLParser, built: Path) -> None:
    targets = [node.attributes["href"] or "" for node in since.css(":is(h3, h4) a:not(.headerlink)")]
    assert targets == [
        "../wording/policy/short/",
        "../wording/banner/ask/",
        "../checklists/launch/#c02",
        "../new%20page/",
        "../guide/reasons/",
        "https://vendor.example/safety",
    ]


def came(page: Path) -> str:
    """Return the words of all comparisons on ``page`` as they are now."""
    parsed = article(page)
    for node in parsed.css("del, .cb-hidden"):
        node.decompose()
    return "\n".join(node.text() for node in parsed.css(".cb-diff"))


def test_what_authors_wrote_stays_text(built: Path, since: LexborHTMLParser) -> None:
    html = (built / "changes/index.html").read_text()
    assert not since.css("script, img, [onclick], [onerror]")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert not [node for node in since.css("a") if (node.attributes.get("href") or "").startswith("javascript:")]
    assert CODE in came(built / "changes/index.html")


def test_each_earlier_edition_has_a_page_and_a_file(built: Path, changes: Changes) -> None:
    listed = json.loads((built / "changes/index.json").read_text())
    assert (listed["edition"], listed["date"]) == ("2026.12", "2026-12-01")
    assert listed["since"] == [
        {
            "edition": "2026.11",
            "date": "2026-11-02",
            "file": "2026.11.json",
            "counts": {"snippets": 2, "items": 1, "pages": 2, "links": 1},
        },
        {
            "edition": "2026.10",
            "date": "2026-10-01",
            "file": "2026.10.json",
            "counts": {"snippets": 2, "items": 1, "pages": 3, "links": 1},
        },
    ]
    assert (built / "changes/2026.11.json").read_text() == to_json(changes, indent=None)
    older = article(built / "changes/2026.10/index.html")
    assert (
        "Changed since edition 2026.10 of 2026-10-01: 2 snippets, 1 checklist item, 3 pages, 1 named link."
        in texts(older, "p")[0]
    )
    assert older.css_first("h4 a:not(.headerlink)").attributes["href"] == "../../wording/policy/short/"


def test_the_pages_lead_to_one_another_and_no_other_page_to_those_of_earlier_editions(built: Path) -> None:
    page = LexborHTMLParser((built / "changes/2026.10/index.html").read_bytes())
    assert texts(page, ".md-tabs__item--active") == ["What changed"]
    listed = [node.attributes["href"] for node in page.css(".md-nav--primary .md-nav__item--active a.md-nav__link")]
    assert [target for target in listed if target and not target.startswith("#")] == ["../", "../2026.11/", "./"]
    around = {way: page.css_first(f".md-footer__link--{way}") for way in ("prev", "next")}
    assert around["prev"].attributes["href"] == "../2026.11/"
    assert around["next"] is None
    newest = LexborHTMLParser((built / "changes/index.html").read_bytes())
    assert newest.css_first(".md-footer__link--next").attributes["href"] == "2026.11/"


def test_the_files_are_as_their_schema_says(built: Path) -> None:
    schema = json.loads((built / "changes/changes.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    data = json.loads((built / "changes/2026.11.json").read_text())
    assert not list(Draft202012Validator(schema).iter_errors(data))
    data["snippets"][0]["actions"][0]["code"] = "dance"
    assert list(Draft202012Validator(schema).iter_errors(data))


def test_every_page_leads_there_and_search_finds_it_once(built: Path) -> None:
    start = LexborHTMLParser((built / "index.html").read_bytes())
    leading = {node.attributes["href"] for node in start.css("nav a") if node.text().strip() == "What changed"}
    assert leading == {"changes/"}
    assert "2026.11" not in (built / "index.html").read_text(), "pages of neighbouring editions are shared"
    found = {entry["location"].partition("#")[0] for entry in search_entries(built)}
    assert "changes/" in found
    assert "changes/2026.11/" not in found


def test_the_first_edition_has_nothing_to_compare_with(tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    with_theme(root)
    (tmp_path / "told.json").write_text('{"edition": "2026.11", "date": "2026-11-02", "since": []}')
    site = build_told(root, tmp_path / "told.json")
    assert "There is no earlier edition to compare with." in (site / "changes/index.html").read_text()


def test_without_the_variable_nothing_is_added(tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    with_theme(root)
    site = build_told(root, None)
    assert not (site / "changes").exists()
    assert "What changed" not in (site / "index.html").read_text()


def test_a_site_without_navigation_gets_none() -> None:
    assert with_changes(None) is None


EARLIER = '{"since": {"name": "%s", "day": null}}'


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "the file cannot be read: No such file or directory"),
        ("{", "it does not tell what changed: the file: Invalid JSON"),
        ('{"edition": "2026.12"}', "it does not tell what changed: date"),
        (f'{{"edition": "2026.12", "date": null, "since": [{EARLIER % "../../x"}]}}', "'../../x' is no edition"),
        (f'{{"edition": "2026.12", "date": null, "since": [{EARLIER % "index"}]}}', "'index' is no edition"),
        (
            f'{{"edition": "2026.12", "date": null, "since": [{EARLIER % "2026.11"}, {EARLIER % "2026.11"}]}}',
            "an edition stands twice",
        ),
        ('{"edition": "\\u001b[31m", "date": null, "since": []}', "a hidden control character stands in it"),
    ],
)
def test_what_tells_nothing_right_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, wrong: str
) -> None:
    if content is not None:
        (tmp_path / "told.json").write_text(content)
    monkeypatch.setenv("CONSENTBOOK_CHANGES", str(tmp_path / "told.json"))
    with pytest.raises(Rejected) as refused:
        told_given()
    (offence,) = refused.value.offences
    assert str(offence).startswith(f"{tmp_path / 'told.json'}:1: ")
    assert wrong in offence.wrong


def test_a_build_that_is_told_nothing_right_says_so(tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    with_theme(root)
    with pytest.raises(BuildFailed, match=r"none\.json:1: the file cannot be read: No such file or directory\. Mend"):
        build_told(root, tmp_path / "none.json")
