"""Adds to an edition what changed since the earlier ones: pages, files for programs, and a place in the navigation."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from consentbook.editions.changes.extension import NAME
from consentbook.editions.changes.page import change_files, told_given, with_changes
from consentbook.reading.offences import Rejected
from consentbook.site.mkdocs import refusal


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    try:
        told = told_given()
    except Rejected as rejected:
        raise refusal(rejected) from None
    config.mdx_configs.pop(NAME, None)
    if told:
        config.markdown_extensions.append(NAME)
        config.mdx_configs[NAME] = {"told": told}
        config.nav = with_changes(config.nav)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    if NAME in config.mdx_configs:
        for uri, content in change_files(config.mdx_configs[NAME]["told"]).items():
            files.append(File.generated(config, uri, content=content))
    return files
