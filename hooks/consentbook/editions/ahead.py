"""Loads, when it is imported, what a build would load first: the theme's templates, compiled, and extensions.

The process that workers are divided from imports it while the content of an edition is still read.
"""

from contextlib import suppress
from importlib import import_module

from jinja2 import TemplateError
from mkdocs.theme import Theme

from consentbook.site.compiled import COMPILED

THEME = "material"
MODULES = (
    "consentbook.site.build",
    "material.plugins.search.plugin",
    "pymdownx.superfences",
    *(f"markdown.extensions.{name}" for name in ("admonition", "codehilite", "def_list", "fenced_code", "tables")),
    *(f"consentbook.{name}.extension" for name in ("wording", "links", "checklists", "cms", "editions.changes")),
)


def _load() -> None:
    env = Theme(name=THEME).get_env()
    env.bytecode_cache = COMPILED
    for name in env.list_templates(filter_func=lambda name: name.endswith(".html") and name.count("/") < 2):
        with suppress(TemplateError):  # those of a blog have filters of a plugin
            env.get_template(name)
    for name in MODULES:
        import_module(name)


_load()
