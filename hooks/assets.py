"""Leaves out what the theme brings and no page asks for: source maps, and search in languages that are not searched."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from consentbook.site.assets import is_asked_for, searched_languages


def on_files(files: Files, config: MkDocsConfig) -> Files:
    languages = searched_languages(config)
    return Files([file for file in files if is_asked_for(file.src_uri, languages)])
