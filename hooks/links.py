"""Adds the register to the site, and stops the build if a link leads to an anchor that is not there."""

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from consentbook.links.portal.feed import link_files
from consentbook.reading.offences import Rejected
from consentbook.site.anchors import dead_anchors
from consentbook.site.mkdocs import book_of, refusal


def on_files(files: Files, config: MkDocsConfig) -> Files:
    book = book_of(config)
    for uri, content in link_files(book.register, book.report).items():
        files.append(File.generated(config, uri, content=content))
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    offences = tuple(dead_anchors(files.documentation_pages(), book_of(config)))
    if offences:
        raise refusal(Rejected(offences))
