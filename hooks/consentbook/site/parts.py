"""Divides the search index into parts that are named by their content, and that a reader gets who searches.

The index is most of what two editions do not share, although few of its pages changed; and the theme fetches all of it
on every page. In parts, a release is smaller, and who comes back after a new edition fetches what is new.
"""

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

INDEX = "search/search_index.json"
WORKER, ENDING = "assets/javascripts/workers/search.", ".min.js"
# The most parts: on a site of some hundred pages, nearly each has one of its own.
MOST = 256
BEFORE = Path(__file__).with_name("search-in-parts.js").read_text(encoding="utf-8")


def worker_in_parts(theirs: str) -> tuple[str, str]:
    """Return path and content of the script that searches in parts, made of the theme's; its name tells its content."""
    content = f"{BEFORE}{theirs}"
    return f"{WORKER}{_digest(content)}{ENDING}", content


def worker_of(files: Files) -> File | None:
    """Return the theme's script that searches, if the site has it. No author's file can have such a name."""
    return next((file for file in files if file.src_uri.startswith(WORKER) and file.src_uri.endswith(ENDING)), None)


def divide(site: Path) -> None:
    """Divide the index of the built ``site``, if it has one: what was in it is in the parts that it names then."""
    path = site / INDEX
    if not path.exists():
        return
    index = json.loads(path.read_bytes())
    names = []
    for entries in _by_part(index["docs"]):
        content = _as_json(entries)
        names.append(_digest(content))
        path.with_name(f"part.{names[-1]}.json").write_text(content, encoding="utf-8")
    # The theme hands its settings on as they are.
    path.write_text(_as_json({"config": {**index["config"], "parts": names}, "docs": []}), encoding="utf-8")


def _by_part(entries: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the entries by part: all of a page are in one, which its address says, whatever other pages there are."""
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        page = entry["location"].partition("#")[0]
        parts[hashlib.sha256(page.encode()).digest()[0] % MOST].append(entry)
    return [parts[number] for number in sorted(parts)]


def _as_json(data: Any) -> str:
    return json.dumps(data, separators=(",", ":")) + "\n"


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]
