"""Reads and checks the project before anything is built, and hands it to the Markdown extensions."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger

from consentbook.book import read_book
from consentbook.links.portal.checked import report_given
from consentbook.reading.offences import Rejected
from consentbook.site.mkdocs import hand_over, handed_over, refusal

log = get_plugin_logger("consentbook")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if handed_over(config):
        return config
    try:
        book = read_book(Path(config.config_file_path).parent, report=report_given())
    except Rejected as rejected:
        raise refusal(rejected) from None
    for notice in book.notices:
        log.info(str(notice))
    hand_over(book, config)
    return config
