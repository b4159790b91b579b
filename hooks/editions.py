"""Tells the theme which edition this is, so that it shows the selector of editions."""

import os

from mkdocs.config.defaults import MkDocsConfig

from consentbook.editions import EDITION_VARIABLE


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if edition := os.environ.get(EDITION_VARIABLE):
        config.extra["edition"] = edition
        config.extra["version"] = {"provider": "mike"}  # the layout that Material's selector reads
    return config
