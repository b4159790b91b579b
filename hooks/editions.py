"""Tells the theme that this is an edition, so that it shows the selector; only the start page says which."""

import os

from mkdocs.config.defaults import MkDocsConfig

from consentbook.editions import EDITION_VARIABLE


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if edition := os.environ.get(EDITION_VARIABLE):
        config.extra["edition"] = edition
        config.extra["version"] = {"provider": "mike", "alias": True}  # the layout that Material's selector reads
    return config
