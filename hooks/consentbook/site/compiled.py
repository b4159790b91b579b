"""Keeps templates compiled for as long as the process lives: each build has an environment of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class Compiled(BytecodeCache):
    """Compiled templates by their names; one whose source is another is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - the name is Jinja's
        """Return what a template is kept by: not its file, as each edition is built in a folder of its own."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template that was compiled before, if it is of the same source."""
        if found := self.kept.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Templates(FileSystemLoader):
    """Templates in folders, of which hidden ones are not listed: MkDocs leaves out the thousands of icons in them."""

    def list_templates(self) -> list[str]:
        """Return the names of all templates that are not hidden."""
        return sorted({name for folder in self.searchpath for name in _names(Path(folder))})


def _names(top: Path) -> Iterator[str]:
    for folder, inner, names in os.walk(top):
        inner[:] = [name for name in inner if not name.startswith(".")]
        below = Path(folder).relative_to(top)
        yield from ((below / name).as_posix() for name in names)


def quicken(theme: Theme) -> None:
    """Let ``theme`` have one environment in a build, instead of a new one for each that asks, with ``Templates``.

    It keeps its templates compiled, and writes no line for a line of a template that only decides something: a quarter
    of a page was such lines and what they were indented by.
    """
    env = theme.get_env()
    env.loader = loader = Templates(theme.dirs)
    loader.searchpath = theme.dirs  # itself: a plugin may still add a folder
    env.bytecode_cache = COMPILED
    env.trim_blocks = env.lstrip_blocks = True
    theme.get_env = lambda: env  # type: ignore[method-assign] # MkDocs has no other way to say which one
