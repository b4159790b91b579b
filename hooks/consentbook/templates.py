"""The templates of cards, checklists and pages. HTML is escaped by Jinja unless a value says that it is HTML."""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from consentbook.wording.text import ELEMENTS

SPECIAL = re.compile(r"[\\`*_{}\[\]#|]")


@cache
def _environment() -> Environment:
    package = Path(__file__).parent
    parts = ("wording", "checklists", "links/portal", "editions/changes")
    loader = FileSystemLoader([package / f"{part}/templates" for part in parts])
    environment = Environment(
        loader=loader,
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["elements"] = ELEMENTS
    environment.filters["as_markdown"] = as_markdown
    return environment


def as_markdown(words: str) -> str:
    """Return Markdown that Python-Markdown shows as ``words``, whatever signs they hold."""
    return SPECIAL.sub(r"\\\g<0>", escape(words, quote=False))


def render_template(name: str, **values: Any) -> str:
    """Return the template ``name`` filled with ``values``."""
    return _environment().get_template(name).render(**values)
