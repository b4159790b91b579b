"""Keeps from the search what it leaves out anyhow: reading that takes longer than all else that a card costs.

And divides its index into parts, which are fetched when somebody searches.
"""

from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from consentbook.site.parts import divide, worker_in_parts, worker_of
from consentbook.site.unsearched import put_back, take_out

KEPT = "consentbook_unsearched"


@event_priority(50)
def before(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    page.content, context[KEPT] = take_out(page.content or "")  # type: ignore[literal-required] # ours


@event_priority(-50)
def after(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    page.content = put_back(page.content or "", context.pop(KEPT))  # type: ignore[misc] # as above


on_page_context = CombinedEvent(before, after)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    env.globals["worker"] = None
    if theirs := worker_of(files):
        uri, content = worker_in_parts(theirs.content_string)
        files.remove(theirs)
        files.append(File.generated(config, uri, content=content))
        env.globals["worker"] = {"theirs": theirs.src_uri, "ours": uri}
    return env


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    divide(Path(config.site_dir))
