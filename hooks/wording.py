"""Adds to the site what the library holds: a page for each snippet, and the feed."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from consentbook.site.mkdocs import book_of, with_snippets
from consentbook.site.pages import snippet_pages
from consentbook.wording.feed import feed_files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.nav = with_snippets(config.nav, book_of(config))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    book = book_of(config)
    for uri, content in {**snippet_pages(book), **feed_files(book.library)}.items():
        files.append(File.generated(config, uri, content=content))
    return files
