"""The keys of a page's front matter: one that is nearly a key that somebody reads was mistyped."""

from collections.abc import Iterable, Iterator

from consentbook.reading.moves import KEY as MOVED_FROM
from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import Page

# What this program, MkDocs and its theme read. A page may have others, for plugins or scripts of its own.
READ = (MOVED_FROM, "title", "description", "template", "hide", "icon", "status", "tags", "search")
NEAR = 0.8  # `subtitle` is no mistyped `title`, and `tag` is a mistyped `tags`


def check_keys(pages: Iterable[Page]) -> Iterator[Offence]:
    """Yield an offence for each key in the front matter of ``pages`` that nobody reads, and is nearly one that is."""
    mend = "Correct it; a key of your own needs a name that is less like it."
    for page in pages:
        for key in page.meta.keys() - set(READ):
            if meant := did_you_mean(key, READ, NEAR):
                yield Offence(page.path, page.front.line((key,)), f'nobody reads the key "{key}"', mend, meant)
