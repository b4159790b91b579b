"""The feed: the files that scripts read. Each snippet as plain text and as JSON, and an index of all."""

import json
from typing import Any

from consentbook.wording import render
from consentbook.wording.model import Library, Snippet

INDEX = "wording/index.json"


def page_uri(snippet: Snippet) -> str:
    """Return the path below docs/ of the snippet's own page."""
    return f"wording/{snippet.id}.md"


def feed_files(library: Library) -> dict[str, str]:
    """Return path below docs/ and content of each file of the feed."""
    files = {INDEX: _json({"snippets": [_entry(snippet) for snippet in library.snippets.values()]})}
    for snippet in library.snippets.values():
        base = f"wording/{snippet.id}/{snippet.language}"
        files[f"{base}.txt"] = f"{snippet.text}\n"
        files[f"{base}.json"] = _json(snippet_data(snippet))
    return files


def snippet_data(snippet: Snippet) -> dict[str, Any]:
    """Return the snippet as the feed gives it: metadata, text in every format, coverage, hash."""
    meta = snippet.meta.model_dump(mode="json", exclude={"limits"})
    parts = [
        {
            "name": part.name,
            "text": render.to_text(part.blocks),
            "markdown": render.to_markdown(part.blocks),
            "html": str(render.to_html(part.blocks, plain=True)),
        }
        for part in snippet.parts
    ]
    return meta | {
        "language": snippet.language,
        "variables": snippet.variables,
        "coverage": snippet.coverage,
        "parts": parts,
        "text": snippet.text,
        "sha256": snippet.sha256,
    }


def _entry(snippet: Snippet) -> dict[str, Any]:
    kept = ("id", "title", "summary", "form", "consent", "tone", "regions", "language", "variables", "review", "sha256")
    data = snippet_data(snippet)
    return {key: data[key] for key in kept} | {"text": f"{snippet.id}/{snippet.language}.txt"}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
