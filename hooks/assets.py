"""Leaves out what the theme brings and no page asks for: source maps, and search in languages that are not searched.

And compiles the theme's templates once in a process: a second build, as after a change in a preview, has them.
"""

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from consentbook.site.assets import is_asked_for, searched_languages
from consentbook.site.compiled import prepare


def on_files(files: Files, config: MkDocsConfig) -> Files:
    languages = searched_languages(config)
    return Files([file for file in files if is_asked_for(file.src_uri, languages)])


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    return prepare(env)
