"""What changed, for a terminal and for a comment on a pull request."""

from collections.abc import Iterator

from consentbook.editions.changes.model import Changes, Runs
from consentbook.editions.changes.view import Entry, Group, Shown, sections
from consentbook.templates import as_markdown

SIGNS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}  # as `consentbook wording diff` and git have them
TAGS = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}


def as_text(changes: Changes) -> str:
    """Return what changed as lines for a terminal."""
    lines = [f"Changed since {changes.since.name}: {changes.counted}."]
    for section in sections(changes):
        lines += ["", section.title.upper()]
        for group in section.groups:
            lines += ["", group.title] if group.title else []
            lines += _text_of(group)
    return "\n".join(lines)


def _text_of(group: Group) -> Iterator[str]:
    if one := group.alike:
        yield from (*(f"  {line}" for line in one.said), *(f"  > {action.words}" for action in one.actions))
        yield from (f"  {entry.title}: {entry.name}" for entry in group.entries)
    else:
        yield from (line for entry in group.entries for line in ("", *_text(entry)))


def _text(entry: Entry) -> Iterator[str]:
    yield entry.title
    for line in (entry.line, *entry.said):
        yield f"  {line}"
    for action in entry.actions:
        yield f"  > {action.words}"
    for shown in entry.shown:
        yield from (f"    {line}".rstrip() for line in _labelled(shown).split("\n"))


def _labelled(shown: Shown) -> str:
    words = "".join(SIGNS[kind].format(run) for kind, run in shown.words)
    return f"{shown.label}: {words}" if shown.label else words


def as_page(changes: Changes) -> str:
    """Return what changed as Markdown. Words that went and came are in ``<del>`` and ``<ins>``."""
    lines = [f"# What changed since {as_markdown(changes.since.name)}", "", f"Changed: {changes.counted}."]
    for section in sections(changes):
        lines += ["", f"## {section.title}"]
        for group in section.groups:
            lines += ["", f"### {as_markdown(group.title)}"] if group.title else []
            level = "####" if group.title else "###"
            lines += _page_of(group, level)
    return "\n".join(lines)


def _page_of(group: Group, level: str) -> Iterator[str]:
    if one := group.alike:
        yield from (line for words in one.said for line in ("", as_markdown(words)))
        yield from ("", *_todo(one), "")
        # Not "-", which would go on with the list above; and first what a title such as "1. First" is not
        yield from (f"* {as_markdown(entry.name)}: {as_markdown(entry.title)}" for entry in group.entries)
    else:
        yield from (line for entry in group.entries for line in _page(entry, level))


def _todo(entry: Entry) -> Iterator[str]:
    return (f"- **To do:** {as_markdown(action.words)}" for action in entry.actions)


def _page(entry: Entry, level: str) -> Iterator[str]:
    yield from ("", f"{level} {as_markdown(entry.title)}")
    for line in (entry.line, *entry.said):
        yield from ("", as_markdown(line))
    yield from ("", *_todo(entry))
    for shown in entry.shown:
        yield from ("", f"**{as_markdown(shown.label)}**") if shown.label else ()
        yield from ("", *(f"> {line}".rstrip() for line in _marked(shown.words).split("\n")))


def _marked(words: Runs) -> str:
    """Return the words as Markdown. A tag ends with its paragraph, and is opened again in the next."""
    marked = []
    for kind, run in words:
        paragraphs = (TAGS[kind].format(as_markdown(part)) if part.strip() else part for part in run.split("\n"))
        marked.append("\n".join(paragraphs))
    return "".join(marked)
