"""Reads snippets/: variables.yml, and one folder per snippet with a Markdown file per language."""

import re
from collections.abc import Iterator
from pathlib import Path

from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence
from consentbook.reading.pages import Line, split_front_matter
from consentbook.reading.schema import build, build_each
from consentbook.reading.strict_yaml import parse_yaml
from consentbook.wording.check import check_library
from consentbook.wording.model import Library, Part, Snippet, SnippetMeta, Variable
from consentbook.wording.text import parse_text

HEADING = re.compile(r"^## +([a-z0-9-]+) *$")


def read_library(root: Path, offences: list[Offence]) -> Library:
    """Return the snippets and variables below ``root``; adds to ``offences`` all that is wrong with them."""
    variables = _read_variables(root, offences)
    found = [_read_snippet(root, path, offences) for path in sorted((root / "snippets").rglob("*.md"))]
    snippets = [snippet for snippet in found if snippet]
    library = Library({snippet.id: snippet for snippet in snippets}, variables)
    check_library(library, snippets, offences)
    return library


def _read_variables(root: Path, offences: list[Offence]) -> dict[str, Variable]:
    path = root / "snippets" / "variables.yml"
    text = read_file(root, path, offences)
    tree = parse_yaml(text, "snippets/variables.yml", offences) if text is not None else None
    return build_each(Variable, tree, "snippets/variables.yml", offences) if tree else {}


def _read_snippet(root: Path, path: Path, offences: list[Offence]) -> Snippet | None:
    name = path.relative_to(root).as_posix()
    text = read_file(root, path, offences)
    parts = split_front_matter(text, name, offences) if text is not None else None
    if parts is None:
        return None
    front, lines = parts
    meta = build(SnippetMeta, front, name, offences)
    pieces = tuple(_parts(lines, name, offences))
    if meta is None:
        return None
    folder = path.parent.relative_to(root / "snippets").as_posix()
    if meta.id != folder:
        mend = f"Write `id: {folder}`, or move the file to snippets/{meta.id}/."
        offences.append(Offence(name, front.line(("id",)), f'the id "{meta.id}" is not the folder\'s name', mend))
    return Snippet(meta, path.stem, name, pieces)


def _parts(lines: tuple[Line, ...], name: str, offences: list[Offence]) -> Iterator[Part]:
    """Yield the parts: each begins with a heading of the second level that is its name."""
    starts = [index for index, line in enumerate(lines) if HEADING.match(line.text)]
    for line in lines[: starts[0] if starts else None]:
        if line.text.strip():
            wrong = "text stands before the first part"
            offences.append(Offence(name, line.number, wrong, "Begin with the name of a part, as in `## body`."))
            break
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heading, *below = lines[start:end]
        text = "\n".join(line.text for line in below)
        part = HEADING.sub(r"\1", heading.text)
        yield Part(part, heading.number, parse_text(text, name, heading.number + 1, offences))
