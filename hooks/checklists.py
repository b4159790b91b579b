"""Adds to the site what programs read of the checklists: the model, and the schema of an exported file."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from consentbook.checklists.feed import checklist_files
from consentbook.site.mkdocs import book_of


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for uri, content in checklist_files(book_of(config).checklists).items():
        files.append(File.generated(config, uri, content=content))
    return files
