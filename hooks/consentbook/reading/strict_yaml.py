"""A YAML reader that takes only what an author needs: mappings, lists and text, each with its line.

Anchors, aliases, tags and duplicate keys are refused, and so are deep nesting and floods of values: PyYAML's fast
loader crashes the interpreter on 60 kB of brackets, and 236 bytes of aliases grow to 25 MB. Every scalar stays text
(``no`` is not false, ``1.10`` not 1.1), and the schema that follows says what it becomes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from consentbook.reading.files import HIDDEN
from consentbook.reading.offences import Offence

MAX_DEPTH = 12
MAX_VALUES = 20_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says: nested dicts, lists and strings, and the line of every value in it."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of the value at ``path``, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def below(self, key: str) -> "Tree":
        """Return the tree of the value at ``key``."""
        lines = {path[1:]: line for path, line in self.lines.items() if path and path[0] == key}
        return Tree(self.value[key], lines)


class _Refused(Exception):
    def __init__(self, line: int, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.line, self.wrong, self.mend = line, wrong, mend


def parse_yaml(
    text: str, name: str, offences: list[Offence], first_line: int = 1, *, tags: bool = False
) -> Tree | None:
    """Return the tree of ``text``, or ``None`` after adding to ``offences`` what is wrong.

    ``name`` is the file's path for messages; ``first_line`` is the line of the file on which ``text`` begins. With
    ``tags``, what is tagged is read as if it were not: the settings of MkDocs have tags.
    """
    reader = _Reader(first_line, tags=tags)
    try:
        value = reader.read(yaml.parse(text, Loader=yaml.BaseLoader))
    except _Refused as refused:
        offences.append(Offence(name, refused.line, refused.wrong, refused.mend))
    except yaml.MarkedYAMLError as error:
        line, wrong = _said(error)
        offences.append(Offence(name, first_line + line, f"this is not YAML: {wrong}", _QUOTE))
    except yaml.YAMLError as error:
        offences.append(Offence(name, first_line, f"this is not YAML: {error}", _QUOTE))
    except (ValueError, OverflowError):  # from PyYAML itself, for "\\UFFFFFFFF"
        wrong = "here or below, a character or a number is written that does not exist"
        offences.append(Offence(name, reader.line, wrong, "Write the character itself, and a shorter number."))
    else:
        offences.extend(Offence(name, line, wrong, mend) for line, wrong, mend in reader.duplicates)
        return None if reader.duplicates else Tree(value, reader.lines)
    return None


def _said(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return what PyYAML says in plain words, with the line, counted from 0."""
    mark, problem = error.problem_mark, error.problem or ""
    if problem.endswith("end of stream"):  # what was never closed began elsewhere
        mark = error.context_mark or mark
    plain = next((words for sign, words in _WORDS.items() if sign in problem), problem)
    return mark.line if mark else 0, plain


_WORDS = {
    "expected <block end>": "what stands here does not fit what stands above it, or before it",
    "mapping values are not allowed": 'a ": " stands where none can, or the line is indented too far',
    "'\\t'": "a tab stands where spaces are meant",
    "cannot start any token": "a value begins with a sign that has a meaning of its own",
    "expected the node content": "a value is missing, or begins with a sign that has a meaning of its own",
    "end of stream": "a quotation mark is not closed",
    "could not find expected ':'": "a key stands without a colon",
    "expected ',' or": "a bracket is not closed, or a comma is missing",
}
_QUOTE = 'Mind the indentation, and put a value that holds ": " or begins with a sign into quotes.'


class _Reader:
    """Builds the value from the parser's events, one by one, so that no input can exhaust the stack."""

    def __init__(self, first_line: int, *, tags: bool) -> None:
        self.first_line = self.line = first_line  # the line that was read last
        self.tags = tags
        self.lines: dict[Path, int] = {}
        self.duplicates: list[tuple[int, str, str]] = []
        self.root: Any = None
        self.open: list[tuple[Any, Path]] = []  # the containers we are in
        self.key: str | None = None  # the key whose value comes next

    def read(self, events: Iterator[yaml.Event]) -> Any:
        documents = 0
        for event in events:
            line = self.first_line + (event.start_mark.line if event.start_mark else 0)
            self.line = line
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise _Refused(line, "a second document begins here", "Delete the line ---.")
            self._take(event, line)
        return self.root

    def _take(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.NodeEvent):
            _refuse_cleverness(event, line, tags=self.tags)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event.value, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()

    def _scalar(self, text: str, line: int) -> None:
        if hidden := HIDDEN.search(text):  # written as an escape, such as "\\u0002"
            wrong = f"a hidden control character is written here (U+{ord(hidden[0]):04X})"
            raise _Refused(line, wrong, "Delete it.")
        if self.open and isinstance(self.open[-1][0], dict) and self.key is None:
            mapping, path = self.open[-1]
            if text in mapping:
                first = self.lines[(*path, text)]
                self.duplicates.append(
                    (line, f'the key "{text}" stands twice, first on line {first}', "Delete one of the two.")
                )
            self.lines[(*path, text)] = line
            self.key = text
        else:
            self._place(text, line)

    def _begin(self, container: Any, line: int) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise _Refused(line, f"the nesting is deeper than {MAX_DEPTH} levels", "Write it flatter.")
        if self.open and isinstance(self.open[-1][0], dict) and self.key is None:
            raise _Refused(line, "a key is a list or a mapping", "Write a word as the key.")
        self.open.append((container, self._place(container, line)))

    def _place(self, value: Any, line: int) -> Path:
        """Put a value where it belongs and return its path."""
        path: Path = ()
        if len(self.lines) >= MAX_VALUES:
            raise _Refused(line, f"more than {MAX_VALUES:,} values", "Split the file.")
        if not self.open:
            self.root = value
        elif isinstance(self.open[-1][0], dict):
            mapping, around = self.open[-1]
            path = (*around, self.key or "")
            mapping[self.key], self.key = value, None
        else:
            items, around = self.open[-1]
            path = (*around, len(items))
            items.append(value)
        self.lines.setdefault(path, line)
        return path


def _refuse_cleverness(event: yaml.NodeEvent, line: int, *, tags: bool) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _Refused(line, f"an anchor or alias is used (&{event.anchor})", "Write the value out.")
    if (tag := getattr(event, "tag", None)) and not tags:
        shown = HIDDEN.sub("\ufffd", tag)  # PyYAML has read its %1b already
        raise _Refused(line, f"a tag is used ({shown})", "Delete the tag.")
