"""Reads snippets/: variables.yml, and one folder per snippet with a Markdown file per language and tone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import Line, split_front_matter
from consentbook.reading.schema import build, build_each
from consentbook.reading.strict_yaml import Tree, parse_yaml
from consentbook.wording.check import check_blanks, check_library
from consentbook.wording.forms import MAIN, TEXT_KEYS
from consentbook.wording.history import normalise
from consentbook.wording.ledger import read_history
from consentbook.wording.meta import SnippetMeta, TextMeta, Variable
from consentbook.wording.model import Library, Part, Snippet, Text
from consentbook.wording.text import parse_text

VARIABLES = "snippets/variables.yml"
HEADING = re.compile(r"^## +([a-z0-9-]+) *$")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file of a snippet as far as it could be read."""

    key: str
    path: str
    meta: TextMeta | None
    template: str
    parts: tuple[Part, ...]
    front: Tree


def read_library(root: Path, offences: list[Offence]) -> Library:
    """Return the snippets and variables below ``root``; adds to ``offences`` all that is wrong with them."""
    folder = root / "snippets"
    text = read_file(root, folder / "variables.yml", offences)
    tree = parse_yaml(text, VARIABLES, offences) if text is not None else None
    variables = build_each(Variable, tree, VARIABLES, offences) if tree else {}
    folders = sorted({path.parent for path in folder.rglob("*.md")})
    drafts = {inner: list(_drafts(root, inner, offences)) for inner in folders}
    read = [_snippet(root, inner, drafts[inner], offences) for inner in folders]
    snippets = [snippet for snippet in read if snippet]
    library = Library(
        snippets={snippet.id: snippet for snippet in snippets},
        variables=variables,
        ids=frozenset(inner.relative_to(folder).as_posix() for inner in folders),
        names=frozenset(tree.value) if tree and isinstance(tree.value, dict) else frozenset(),
    )
    check_library(library, snippets, offences)
    for draft in (draft for found in drafts.values() for draft in found):
        check_blanks(draft.path, draft.parts, library, offences)
    return library


def _drafts(root: Path, folder: Path, offences: list[Offence]) -> Iterator[_Draft]:
    """Read each text in ``folder``."""
    for path in sorted(folder.glob("*.md"), key=_by_key):
        name, key = path.relative_to(root).as_posix(), path.stem
        if key not in TEXT_KEYS:
            mend = f"Name it by language, or by language and tone: {', '.join(TEXT_KEYS)}."
            meant = did_you_mean(key, TEXT_KEYS)
            offences.append(Offence(name, 1, f'"{key}" is no language or tone that is known', mend, meant))
            continue
        text = read_file(root, path, offences)
        split = split_front_matter(text, name, offences) if text is not None else None
        if split:
            front, lines = split
            meta = build(SnippetMeta if key == MAIN else TextMeta, front, name, offences)
            if meta:
                _check_id(meta, front, folder.relative_to(root / "snippets").as_posix(), name, offences)
            template = normalise("\n".join(line.text for line in lines))
            yield _Draft(key, name, meta, template, tuple(read_parts(lines, name, offences)), front)


def _by_key(path: Path) -> tuple[int, str]:
    """Sort the main text first, then languages and tones in their order."""
    order = (MAIN, *TEXT_KEYS)
    return (order.index(path.stem) if path.stem in order else len(order), path.stem)


def _check_id(meta: TextMeta, front: Tree, folder: str, name: str, offences: list[Offence]) -> None:
    if meta.id != folder:
        mend = f"Write `id: {folder}`, or move the file to snippets/{meta.id}/."
        offences.append(Offence(name, front.line(("id",)), f'the id "{meta.id}" is not the folder\'s name', mend))


def _snippet(root: Path, folder: Path, drafts: list[_Draft], offences: list[Offence]) -> Snippet | None:
    history = read_history(root, folder, offences)
    texts = {
        draft.key: Text(draft.key, draft.path, draft.meta, draft.template, draft.parts, draft.front)
        for draft in drafts
        if draft.meta
    }
    if MAIN in texts and isinstance(meta := texts[MAIN].meta, SnippetMeta):
        return Snippet(meta, texts, history)
    if not (folder / f"{MAIN}.md").exists():
        name = folder.relative_to(root).as_posix()
        offences.append(Offence(f"{name}/{MAIN}.md", 1, "the plain English text is missing", "Write it first."))
    return None


def read_parts(lines: tuple[Line, ...], name: str, offences: list[Offence]) -> Iterator[Part]:
    """Yield the parts of a text, the file ``name``: each begins with a heading of the second level that is its name."""
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
