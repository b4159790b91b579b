"""The search index is in parts that only change with their pages, and nothing of it is lost."""

import hashlib
import json
from pathlib import Path
from typing import Any

from consentbook.site.build import build_site
from consentbook.site.parts import INDEX, MOST, divide
from tests.support import search_entries

SETTINGS = {"lang": ["en"], "separator": "[\\s\\-]+"}


def indexed(site: Path, texts: dict[str, str]) -> dict[str, Any]:
    """Write an index of pages with ``texts``, divide it, and return what is left of it."""
    (site / "search").mkdir(parents=True)
    entries = [
        {"location": page + at, "title": page, "text": text} for page, text in texts.items() for at in ("", "#a")
    ]
    (site / INDEX).write_text(json.dumps({"config": SETTINGS, "docs": entries}))
    divide(site)
    index: dict[str, Any] = json.loads((site / INDEX).read_text())
    return index


def parts(site: Path) -> set[str]:
    return {path.name for path in (site / "search").glob("part.*")}


def test_every_entry_is_in_one_part_beside_the_others_of_its_page(tmp_path: Path) -> None:
    texts = {f"page-{number}/": f"Words {number}" for number in range(3 * MOST)}
    index = indexed(tmp_path, texts)
    assert {**index["config"], "parts": []} == {**SETTINGS, "parts": []}
    assert index["docs"] == []
    assert parts(tmp_path) == {f"part.{name}.json" for name in index["config"]["parts"]}
    assert MOST / 2 < len(parts(tmp_path)) <= MOST
    entries = search_entries(tmp_path)
    assert sorted(entry["location"] for entry in entries) == sorted(page + at for page in texts for at in ("", "#a"))
    places = [entry["location"] for entry in entries]
    assert all(places[number + 1] == f"{place}#a" for number, place in enumerate(places) if not place.endswith("#a"))


def test_a_part_changes_with_its_pages_alone(tmp_path: Path) -> None:
    texts = {f"page-{number}/": "Words" for number in range(100)}
    indexed(tmp_path / "before", texts)
    indexed(tmp_path / "after", {"": "New", **texts, "page-7/": "Others"})
    before, after = parts(tmp_path / "before"), parts(tmp_path / "after")
    assert 1 <= len(before - after) <= 2
    assert 1 <= len(after - before) <= 2


def test_a_part_is_named_by_its_content(site: Path) -> None:
    for path in (site / "search").glob("part.*"):
        assert path.name == f"part.{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.json"


def test_pages_ask_for_the_script_that_knows_of_parts(site: Path) -> None:
    (script,) = (site / "assets/javascripts/workers").iterdir()
    content = script.read_bytes()
    assert script.name == f"search.{hashlib.sha256(content).hexdigest()[:16]}.min.js"
    assert content.index(b"stopImmediatePropagation") < content.index(b"lunr")
    for page in ("index.html", "404.html", "guide/why/index.html"):
        assert f"/workers/{script.name}" in (site / page).read_text()


def test_a_site_that_is_not_searched_is_built(project: Path) -> None:
    config = project / "mkdocs.yml"
    config.write_text(config.read_text().replace("plugins: [search]", "plugins: []"))
    build_site(project, project / "site")
    assert not (project / "site/search").exists()


def test_no_file_of_an_author_takes_the_place_of_the_script(project: Path, site: Path) -> None:
    own = project / "docs/assets/javascripts/workers/search.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Words of an author\n")
    build_site(project, project / "site")
    folder = project / "site/assets/javascripts/workers"
    (script,) = (site / "assets/javascripts/workers").iterdir()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "search.txt": b"Words of an author\n",
        script.name: script.read_bytes(),
    }
