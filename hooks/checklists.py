"""Adds to the site what programs read of the checklists, and says to the extension which page it reads."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from consentbook.checklists.feed import checklist_files
from consentbook.site.mkdocs import book_of, name_page


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for uri, content in checklist_files(book_of(config).checklists).items():
        files.append(File.generated(config, uri, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    name_page(page.file.src_uri, config)
