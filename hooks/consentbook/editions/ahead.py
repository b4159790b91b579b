"""Makes, when it is imported, what a build would make first: compiled templates of the theme, extensions, schemas.

The process that workers are divided from imports it while the content of an edition is still read.
"""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from jinja2 import TemplateNotFound
from mkdocs.theme import Theme

from consentbook.checklists import progress
from consentbook.editions import ROOT_VARIABLE
from consentbook.editions.changes import model as changes
from consentbook.links.reports import saved
from consentbook.site.compiled import quicken

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


# What a page is made of; tests/editions/test_workers.py says what is missing here. The others of the theme would only
# keep the workers waiting.
PARTS = (
    "actions comments content copyright feedback footer header icons language logo nav nav-item palette search "
    "source-file tabs tabs-item tags toc toc-item top"
)
TEMPLATES = ("404.html", "base.html", "home.html", "main.html", *(f"partials/{name}.html" for name in PARTS.split()))


def load() -> None:
    """Load and make it. Raises whatever the theme or an extension raises."""
    own = Path(os.environ.get(ROOT_VARIABLE, "")) / "theme"
    theme = Theme(name=THEME, custom_dir=str(own) if own.is_dir() else None)
    quicken(theme)
    for name in TEMPLATES:
        with suppress(TemplateNotFound):  # another version of the theme may have others
            theme.get_env().get_template(name)
    for name in MODULES:
        import_module(name)
    for schema in (changes.schema, progress.schema, saved.schema):
        schema()


with suppress(Exception):  # what is wrong here, the build says in its own words
    load()
