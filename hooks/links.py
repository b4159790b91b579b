"""Stops the build before anything is written if a link leads to an anchor that is not there."""

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from consentbook.reading.offences import Rejected
from consentbook.site.anchors import dead_anchors
from consentbook.site.mkdocs import book_of, refusal


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    offences = tuple(dead_anchors(files.documentation_pages(), book_of(config)))
    if offences:
        raise refusal(Rejected(offences))
