"""Reads snippets/: variables.yml, and one folder per snippet with a Markdown file per language."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence
from consentbook.reading.pages import Line, split_front_matter
from consentbook.reading.schema import build, build_each
from consentbook.reading.strict_yaml import parse_yaml
from consentbook.wording.check import check_blanks, check_library
from consentbook.wording.model import Library, Part, Snippet, SnippetMeta, Variable
from consentbook.wording.text import parse_text

VARIABLES = "snippets/variables.yml"
HEADING = re.compile(r"^## +([a-z0-9-]+) *$")


def read_library(root: Path, offences: list[Offence]) -> Library:
    """Return the snippets and variables below ``root``; adds to ``offences`` all that is wrong with them."""
    folder = root / "snippets"
    text = read_file(root, folder / "variables.yml", offences)
    tree = parse_yaml(text, VARIABLES, offences) if text is not None else None
    variables = build_each(Variable, tree, VARIABLES, offences) if tree else {}
    files = sorted(folder.rglob("*.md"))
    read = [_read_snippet(root, path, offences) for path in files]
    snippets = [snippet for snippet in read if isinstance(snippet, Snippet)]
    library = Library(
        snippets={snippet.id: snippet for snippet in snippets},
        variables=variables,
        ids=frozenset(path.parent.relative_to(folder).as_posix() for path in files),
        names=frozenset(tree.value) if tree else frozenset(),
    )
    check_library(library, snippets, offences)
    for name, parts in (unfinished for unfinished in read if isinstance(unfinished, tuple)):
        check_blanks(name, parts, library, offences)
    return library


def _read_snippet(root: Path, path: Path, offences: list[Offence]) -> Snippet | tuple[str, tuple[Part, ...]] | None:
    """Return the snippet; where only its front matter is wrong, its file and parts; None where nothing can be read."""
    name = path.relative_to(root).as_posix()
    text = read_file(root, path, offences)
    parts = split_front_matter(text, name, offences) if text is not None else None
    if parts is None:
        return None
    front, lines = parts
    meta = build(SnippetMeta, front, name, offences)
    pieces = tuple(_parts(lines, name, offences))
    if meta is None:
        return name, pieces
    if path.name != "en.md":
        offences.append(Offence(name, 1, f"the language of {path.name} is not taken", "Write the text in en.md."))
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
    for start, end in pairwise([*starts, len(lines)]):
        heading, *below = lines[start:end]
        text = "\n".join(line.text for line in below)
        part = HEADING.sub(r"\1", heading.text)
        yield Part(part, heading.number, parse_text(text, name, heading.number + 1, offences))
