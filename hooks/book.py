"""Reads and checks the project before anything is built, and hands it to the Markdown extensions."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from consentbook.book import read_book
from consentbook.reading.offences import Rejected
from consentbook.site.mkdocs import hand_over, refusal


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    try:
        book = read_book(Path(config.config_file_path).parent)
    except Rejected as rejected:
        raise refusal(rejected) from None
    hand_over(book, config)
    return config
