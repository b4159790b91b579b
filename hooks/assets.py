"""Leaves out what the theme brings and no page asks for: source maps, and search in languages that are not searched.

And compiles the theme's templates once in a process: a second build, as after a change in a preview, has them.
"""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files

from consentbook.site.assets import is_asked_for, searched_languages
from consentbook.site.compiled import quicken


@event_priority(100)  # before any plugin asks for templates
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    quicken(config.theme)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    languages = searched_languages(config)
    return Files([file for file in files if is_asked_for(file.src_uri, languages)])
