"""The checklists for programs: the model as JSON, and the schema of an exported file."""

from typing import Any

from consentbook.checklists.model import FOLDER, LEVELS, MODELS, ROLES, WHERE, Checklist, Checklists, Item
from consentbook.checklists.progress import schema
from consentbook.wording.feed import to_json

INDEX = f"{FOLDER}index.json"
SCHEMA = f"{FOLDER}progress.schema.json"


def checklist_files(checklists: Checklists) -> dict[str, str]:
    """Return path below docs/ and content of each file about the checklists."""
    index = {
        "roles": ROLES,
        "regions": WHERE,
        "consent": MODELS,
        "levels": LEVELS,
        "lists": list(map(_list, checklists.lists.values())),
        "items": {item.id: _item(item) for item in sorted(checklists.items.values(), key=lambda item: item.id)},
        "removed": [removed.model_dump(mode="json") for removed in checklists.removed],
    }
    return {INDEX: to_json(index), SCHEMA: to_json(schema())}


def _list(checklist: Checklist) -> dict[str, Any]:
    return {
        "id": checklist.id,
        "title": checklist.title,
        "description": checklist.description,
        "page": f"{checklist.id}/",
        "items": [{"id": entry.item.id, "group": entry.group} for entry in checklist.entries],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "text": item.text,
        "list": item.uri.removeprefix(FOLDER).removesuffix(".md"),
        "roles": item.roles,
        "regions": item.regions,
        "consent": item.consent,
        "required": item.required,
        "why": item.plain("Why"),
        "check": item.plain("Check"),
        "helps": item.plain("Helps"),
        "snippets": item.snippets,
        "source": item.plain("Source"),
        "links": [{"text": text, "target": target} for text, target in item.addresses("Source")],
        "digest": item.digest,
    }
