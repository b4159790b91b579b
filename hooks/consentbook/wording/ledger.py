"""Reads and writes the history of a snippet, and refuses one that was edited by hand."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from consentbook.reading.files import read_file, write_file
from consentbook.reading.offences import Offence
from consentbook.reading.schema import build_list
from consentbook.reading.strict_yaml import parse_yaml
from consentbook.wording.history import FIRST, HISTORY, Entry, History, digest

RESTORE = "Restore the entry from version control; histories are written by `consentbook wording release` only."


def read_history(root: Path, folder: Path, offences: list[Offence]) -> History:
    """Return the history in ``folder``; empty where there is none, or where it was added to ``offences``."""
    path = folder / HISTORY
    if not path.exists():
        return History()
    name = path.relative_to(root).as_posix()
    text = read_file(root, path, offences, MOST)
    tree = parse_yaml(text, name, offences) if text is not None else None
    entries = build_list(Entry, tree, name, offences) if tree else None
    if not tree or entries is None:
        return History()
    wrong = list(_forgeries(entries))
    offences.extend(
        Offence(name, tree.line((number,)), f"entry {number + 1}: {what}", RESTORE) for number, what in wrong
    )
    return History() if wrong else History(entries)


MOST = 10_000_000


def _forgeries(entries: tuple[Entry, ...]) -> Iterator[tuple[int, str]]:
    """Yield the index of each entry that is not what was released, with what shows it."""
    known: dict[str, str] = {}
    for number, entry in enumerate(entries):
        known |= {key: digest(text) for key, text in entry.texts.items()}
        if entry.hash != entry.expected_hash():
            yield number, "its content and its hash differ"
        if entry.revision != number + 1:
            yield number, f"its revision is {entry.revision}, but {number + 1} was meant"
        for key, sha256 in entry.sha256.items():
            if known.get(key) != sha256:
                yield number, f'the text "{key}" and its SHA-256 differ'
    previous, day = FIRST, date.min
    for number, entry in enumerate(entries):
        if entry.previous != previous:
            yield number, "it is not linked to the entry before it"
        if entry.date < day:
            yield number, "it is older than the entry before it"
        previous, day = entry.hash, entry.date


def append_entry(folder: Path, entry: Entry) -> None:
    """Add ``entry`` at the end of the history in ``folder``; a reader sees the old file or the new one."""
    path = folder / HISTORY
    before = path.read_text(encoding="utf-8") if path.exists() else HEAD
    write_file(path, before + to_yaml(entry))


HEAD = "# The released revisions. Written by `consentbook wording release`; an entry is never changed.\n"


def to_yaml(entry: Entry) -> str:
    """Return the entry as an item of a YAML list, its texts as they are read."""
    keys = entry.model_dump(mode="json")
    shown = {key: json.dumps(value, ensure_ascii=False) for key, value in keys.items() if not isinstance(value, dict)}
    lines = [f"  {key}: {value}" for key, value in shown.items() if key != "hash"]
    lines += ["  texts:" if entry.texts else "  texts: {}"]
    for key, text in entry.texts.items():
        lines += [f"    {key}: |2", *(f"      {line}".rstrip() for line in text.removesuffix("\n").split("\n"))]
    lines += ["  sha256:", *(f"    {key}: {sha256}" for key, sha256 in entry.sha256.items()), f"  hash: {entry.hash}"]
    return "\n".join(["-" + lines[0][1:], *lines[1:]]) + "\n"
