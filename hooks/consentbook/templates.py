"""The templates of cards, checklists and pages. HTML is escaped by Jinja unless a value says that it is HTML."""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from consentbook.wording.text import ELEMENTS

DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
BLANK = re.compile(r"\{\{ ([a-z0-9_]+) \}\}")
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
    environment.filters["unbroken"] = unbroken
    return environment


def as_markdown(words: str) -> str:
    """Return Markdown that Python-Markdown shows as ``words``, whatever signs they hold."""
    return SPECIAL.sub(r"\\\g<0>", escape(words, quote=False))


def unbroken(words: str) -> Markup:
    """Return ``words`` as HTML in which no line ends within a date or a blank."""
    kept = BLANK.sub("{{\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}}}", words)
    return Markup(DATE.sub(r"<time>\g<0></time>", escape(kept)))  # noqa: S704 - it is escaped


def render_template(name: str, **values: Any) -> str:
    """Return the template ``name`` filled with ``values``."""
    return _environment().get_template(name).render(**values)
