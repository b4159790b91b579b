"""Adds to an edition what changed since the earlier ones: pages, files for programs, and a place in the navigation."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from consentbook.editions.changes.extension import NAME
from consentbook.editions.changes.navigation import opened, put_in_a_row, with_changes
from consentbook.editions.changes.page import change_files, page_uris, told_given
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


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    if NAME in config.mdx_configs and config.nav:
        put_in_a_row(config.mdx_configs[NAME]["told"], files)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    if NAME in config.mdx_configs and config.nav:
        context["nav"] = opened(nav, page, page_uris(config.mdx_configs[NAME]["told"]))
