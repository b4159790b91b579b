"""The pages on what changed: one since the edition before, one since each of the earlier ones; and the JSON."""

import os
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from consentbook.editions import CHANGES_VARIABLE
from consentbook.editions.changes.model import LARGEST, Changes, Edition, Told, schema, to_json, told_from_json
from consentbook.editions.changes.view import Entry, sections
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.tree import CHANGES
from consentbook.templates import as_markdown, render_template
from consentbook.wording.feed import to_json as as_json
from consentbook.wording.show import Piece

TITLE = "What changed"
INDEX = f"{CHANGES}/index.md"
LIST = f"{CHANGES}/index.json"
SCHEMA = f"{CHANGES}/changes.schema.json"


def told_given() -> Told | None:
    """Return what the environment tells a build of changes, if it does. Raises ``Rejected`` if that is not right."""
    named = os.environ.get(CHANGES_VARIABLE)
    if not named:
        return None
    try:
        with Path(named).open("rb") as file:
            return told_from_json(file.read(LARGEST + 1), named)
    except OSError as error:
        wrong = f"the file cannot be read: {error.strerror}"
        raise Rejected([Offence(named, 1, wrong, f"Mend {CHANGES_VARIABLE}, or unset it.")]) from None


def change_files(told: Told) -> dict[str, str]:
    """Return path below docs/ and content of each page and file on what changed."""
    files = {INDEX: _front(TITLE, "What is new since the edition before.", ""), SCHEMA: as_json(schema())}
    files[LIST] = as_json({"edition": told.edition, "date": _day(told.date), "since": list(map(_listed, told.since))})
    for changes in told.since:
        name = changes.since.name
        files[f"{CHANGES}/{name}.md"] = _front(f"{TITLE} since {name}", f"What is new since edition {name}.", name)
        files[f"{CHANGES}/{file_of(name)}"] = to_json(changes, indent=None)
    return files


def page_uris(told: Told) -> list[str]:
    """Return the paths below docs/ of the pages on what changed, the newest first."""
    return [INDEX, *(f"{CHANGES}/{changes.since.name}.md" for changes in told.since)]


def file_of(since: str) -> str:
    """Return the name of the file with what changed since an edition, beside the pages on it."""
    return f"{since}.json"


def _front(title: str, description: str, since: str) -> str:
    return render_template("page-on-changes.md.jinja", title=title, description=description, since=since)


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _listed(changes: Changes) -> dict[str, Any]:
    counts = {kind: len(getattr(changes, kind)) for kind in ("snippets", "items", "pages", "links")}
    since = changes.since
    return {"edition": since.name, "date": _day(since.day), "file": file_of(since.name), "counts": counts}


def show_changes(told: Told, name: str) -> Iterator[Piece | str]:
    """Yield what changed since the edition ``name``, or without a name since the one before, with links to the others.

    Links are Markdown, so that MkDocs makes them relative and checks them; what was written by others is HTML.
    """
    chosen = [changes for changes in told.since if changes.since.name == name] if name else told.since[:1]
    if not chosen:
        yield "There is no earlier edition to compare with."
    for changes in chosen:
        yield from _changes(changes)
    others = told.since if not name else ()
    if others:
        yield "## Since each earlier edition"
        yield "\n".join(f"- [{_named(one.since)}]({one.since.name}.md): {one.counted}" for one in others)
        yield _withdrawn(others)


def _withdrawn(changes: Iterable[Changes]) -> Piece:
    """Return the place where it is said which of the editions were withdrawn; that is known when they are published."""
    return Piece(f"<!-- edition: withdrawn {' '.join(one.since.name for one in changes)} -->")


def _changes(changes: Changes) -> Iterator[Piece | str]:
    since = changes.since
    day = f" of <time>{since.day}</time>" if since.day else ""
    yield Piece(f"<p>Changed since edition {escape(since.name)}{day}: {changes.counted}.</p>")
    yield _withdrawn([changes])
    yield f"The same [as JSON]({since.name}.json)."
    for section in sections(changes):
        yield f"## {section.title}"
        for group in section.groups:
            if group.title:
                yield f"### {as_markdown(group.title)}"
            if group.alike:
                yield from _together(group.entries, group.alike)
                continue
            for entry in group.entries:
                yield f"{'####' if group.title else '###'} {_heading(entry)}"
                yield from _entry(entry)


def _together(entries: Iterable[Entry], one: Entry) -> Iterator[str]:
    """Yield a list of what differs in nothing but its name, and what each has to be done with, as with ``one``."""
    yield from map(as_markdown, one.said)
    yield _todo(one, "What to do about each")
    # First what cannot be read as a list of its own, as a title such as "1. First" would be
    names = ((entry, as_markdown(entry.name)) for entry in entries)
    yield "\n".join(
        f"- {_heading(entry)}: {name}" if entry.target else f"- {name}: {as_markdown(entry.title)}"
        for entry, name in names
    )


def _entry(entry: Entry) -> Iterator[Piece | str]:
    yield Piece(render_template("what-changed.html", entry=entry))
    yield _todo(entry)
    yield Piece(render_template("words-that-changed.html", entry=entry))


def _todo(entry: Entry, title: str = "What to do") -> str:
    todo = "\n".join(f"    - {_linked(action.words, entry.links)}" for action in entry.actions)
    return f'!!! todo "{title}"\n\n{todo}'


def _linked(words: str, links: Mapping[str, str]) -> str:
    """Return ``words`` as Markdown, with a link on each name in ``links``."""
    shown = as_markdown(words)
    for name, target in links.items():
        shown = shown.replace(as_markdown(name), f"[{as_markdown(name)}]({target})")
    return shown


def _named(edition: Edition) -> str:
    return f"edition {edition.name}{f' of {edition.day}' if edition.day else ''}"


def _heading(entry: Entry) -> str:
    title = as_markdown(entry.title)
    linked = f"[{title}]({entry.target})" if entry.target else title
    return f"{linked} {{ #{entry.anchor} }}" if entry.anchor else linked
