"""The feed: the files that scripts and the pages read. Each text as plain text and as JSON, and indexes of all."""

import json
from typing import Any

from consentbook.wording import render
from consentbook.wording.model import Library, Part, Snippet, Text

INDEX = "wording/index.json"
VARIABLES = "wording/variables.json"


def page_uri(snippet: Snippet) -> str:
    """Return the path below docs/ of the snippet's own page."""
    return f"wording/{snippet.id}.md"


def feed_files(library: Library) -> dict[str, str]:
    """Return path below docs/ and content of each file of the feed."""
    variables = {name: variable.model_dump(mode="json") for name, variable in library.variables.items()}
    files = {
        INDEX: to_json({"snippets": [_entry(snippet) for snippet in library.snippets.values()]}),
        VARIABLES: to_json(variables),
    }
    for snippet, text in library.texts:
        base = f"wording/{snippet.id}/{text.key}"
        files[f"{base}.txt"] = f"{text.text}\n"
        files[f"{base}.json"] = to_json(text_data(snippet, text))
    return files


def text_data(snippet: Snippet, text: Text) -> dict[str, Any]:
    """Return a text as the feed gives it: what is known of the snippet, the words in every format, coverage, hash."""
    meta = snippet.meta.model_dump(mode="json", exclude={"limits", "tone", "review", "reviews", "translates"})
    return meta | {
        "language": text.language,
        "tone": text.tone,
        "translates": text.meta.translates,
        "review": [review.model_dump(mode="json") for review in text.reviews],
        "revision": len(snippet.history.entries),
        "released": text.key not in snippet.unreleased,
        "variables": text.variables,
        "coverage": text.coverage,
        "parts": parts_data(text),
        "text": text.text,
        "sha256": text.sha256,
    }


def parts_data(text: Text) -> list[dict[str, str]]:
    """Return the parts of a text in every format."""
    return list(map(_part, text.parts))


def _part(part: Part) -> dict[str, str]:
    return {
        "name": part.name,
        "text": render.to_text(part.blocks),
        "markdown": render.to_markdown(part.blocks),
        "html": str(render.to_html(part.blocks, plain=True)),
    }


def _entry(snippet: Snippet) -> dict[str, Any]:
    kept = ("id", "title", "summary", "form", "consent", "regions", "revision", "variables")
    main = text_data(snippet, snippet.main)
    texts = {
        key: {"text": f"{snippet.id}/{key}.txt", "sha256": text.sha256, "released": key not in snippet.unreleased}
        for key, text in snippet.texts.items()
    }
    return {key: main[key] for key in kept} | {"texts": texts}


def to_json(value: Any) -> str:
    """Return ``value`` as JSON that a person can read, with a line feed at its end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
