"""A checklist for people and programs: as text, as a Markdown task list, as an exported file without ticks, as CSV."""

import csv
import io
from collections.abc import Iterator

from consentbook.checklists.model import LEVELS, MODELS, ROLES, WHERE, Checklist, Item, Scope
from consentbook.checklists.progress import Done, Progress

COLUMNS = ("id", "done", "required", "text", "note", "evidence", "by", "at", "digest")


def to_progress(checklist: Checklist, scope: Scope) -> Progress:
    """Return the exported file of a list on which nothing is done yet."""
    items = [
        Done(id=item.id, done=False, required=item.required, text=item.text, digest=item.digest)
        for _, items in checklist.grouped(scope)
        for item in items
    ]
    return Progress(
        format="consentbook-checklist",
        version=1,
        list=checklist.id,
        region=scope.region,
        role=scope.role,
        consent=scope.consent,
        items=tuple(items),
    )


def to_markdown(checklist: Checklist, scope: Scope, *, details: bool = False) -> str:
    """Return a task list for an issue or a pull request; its first line lets a check know which list it is."""
    chosen = [("region", scope.region), ("role", scope.role), ("consent", scope.consent)]
    head = "; ".join([checklist.id, *(f"{key}: {value}" for key, value in chosen if value)])
    lines = [f"<!-- consentbook checklist: {head} -->", f"# {checklist.title}"]
    for group, items in checklist.grouped(scope):
        lines += ["", f"## {group}", ""] if group else [""]
        for item in items:
            advised = "" if item.required else " (advised)"
            lines.append(f"- [ ] **{item.id}** {item.text}{advised} <!-- as of {item.digest} -->")
            lines += [f"    - {line}" for line in _details(item)] if details else []
    return "\n".join(lines) + "\n"


def to_text(checklist: Checklist, scope: Scope, *, details: bool = False) -> str:
    """Return the list as plain text."""
    lines = [checklist.title]
    for group, items in checklist.grouped(scope):
        lines += ["", group] if group else [""]
        for item in items:
            lines.append(f"[ ] {item.id} {item.text}")
            lines += [f"      {line}" for line in _details(item)] if details else []
    return "\n".join(lines) + "\n"


def to_csv(checklist: Checklist, scope: Scope) -> str:
    """Return the list as CSV (RFC 4180), as the pages export it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in to_progress(checklist, scope).items:
        cells = item.model_dump()
        writer.writerow({True: "yes", False: "no"}.get(cells[name], cells[name]) for name in COLUMNS)
    return out.getvalue()


def facts(item: Item) -> str:
    """Return whom an item is for, in words: roles, regions, consent models, and whether it is only advised."""
    named = (
        [ROLES[code] for code in item.roles],
        [WHERE[code] for code in item.regions],
        [MODELS[code] for code in item.consent],
        [] if item.required else [LEVELS["advised"]],
    )
    return " · ".join(", ".join(names) for names in named if names)


def _details(item: Item) -> Iterator[str]:
    yield facts(item)
    for label in item.details:
        yield f"{label}: {item.plain(label)}"
