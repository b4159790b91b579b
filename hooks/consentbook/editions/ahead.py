"""Makes, when it is imported, what a build would make first: compiled templates of the theme, extensions, schemas.

The process that workers are divided from imports it while the content of an edition is still read.
"""

from contextlib import suppress
from importlib import import_module

from jinja2 import TemplateError
from mkdocs.theme import Theme

from consentbook.checklists import progress
from consentbook.editions.changes import model as changes
from consentbook.links.reports import saved
from consentbook.site.compiled import prepare

THEME = "material"
MODULES = (
    "material.plugins.search.plugin",
    "pymdownx.superfences",
    *(f"markdown.extensions.{name}" for name in ("admonition", "codehilite", "def_list", "fenced_code", "tables")),
    *(f"consentbook.{name}.extension" for name in ("wording", "links", "checklists", "cms", "editions.changes")),
    "consentbook.editions.changes.navigation",
    *(
        f"consentbook.site.{name}"
        for name in ("anchors", "assets", "build", "entries", "extension", "pages", "parts", "unsearched")
    ),
)


def load() -> None:
    """Load and make it. Raises whatever the theme or an extension raises."""
    env = prepare(Theme(name=THEME).get_env())
    for name in env.list_templates(filter_func=lambda name: name.endswith(".html") and name.count("/") < 2):
        with suppress(TemplateError):  # those of a blog have filters of a plugin
            env.get_template(name)
    for name in MODULES:
        import_module(name)
    for schema in (changes.schema, progress.schema, saved.schema):
        schema()


with suppress(Exception):  # what is wrong here, the build says in its own words
    load()
