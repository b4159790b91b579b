"""Makes the front matter of pages that a CMS exports into what the theme shows, and publishes none of its ids."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from consentbook.cms.page import PRIVATE_KEYS, in_sitemap, is_cms_page, updated_on


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    if is_cms_page(page.meta):
        if day := updated_on(page.meta):
            page.meta["revision_date"] = f"Last updated {day.day} {day:%B %Y}"
        page.meta["exclude_from_sitemap"] = not in_sitemap(page.meta)
        for key in PRIVATE_KEYS:
            page.meta.pop(key, None)
