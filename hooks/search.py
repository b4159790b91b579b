"""Keeps from the search what it leaves out anyhow: reading that takes longer than all else that a card costs."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from consentbook.site.unsearched import put_back, take_out

KEPT = "consentbook_unsearched"


@event_priority(50)
def before(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    page.content, context[KEPT] = take_out(page.content or "")  # type: ignore[literal-required] # ours


@event_priority(-50)
def after(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    page.content = put_back(page.content or "", context.pop(KEPT))  # type: ignore[misc] # as above


on_page_context = CombinedEvent(before, after)
