"""Escapes what pages say of themselves: the theme writes titles and descriptions into HTML as they are."""

from html import escape

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    for key, value in page.meta.items():
        if isinstance(value, str):
            page.meta[key] = escape(value)
