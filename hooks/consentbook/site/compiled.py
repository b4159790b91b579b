"""Keeps templates compiled for as long as the process lives: each build has an environment of its own."""

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Compiled templates by their names and files; one whose source has changed is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template that was compiled before, if it is of the same source."""
        if found := self.kept.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def prepare(env: Environment) -> Environment:
    """Let ``env`` keep its templates compiled, and write no line for a line of a template that only decides something.

    A quarter of a page was such lines and what they were indented by.
    """
    env.bytecode_cache = COMPILED
    env.trim_blocks = env.lstrip_blocks = True
    return env
