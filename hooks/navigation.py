"""Leaves out of each page what it does not show of a large navigation: written whole, it is most of a large site.

And lets the theme take the plain entries of what is shown as they were made for another page.
"""

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from consentbook.reading.tree import CHANGES
from consentbook.site.entries import Entries

MOST = 200  # pages; at 1,000, a build took 0.53 of its time with the navigation pruned, and the site 0.24 of its size


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    features = config.theme["features"]
    if len(nav.pages) > MOST and "navigation.prune" not in features:
        features.append("navigation.prune")


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    env.globals["entries"] = Entries()
    return env


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    # Each edition has its own of these: what they list, no two share.
    context["prune"] = page.is_homepage or page.file.src_uri.startswith(f"{CHANGES}/")  # type: ignore[typeddict-unknown-key] # ours
