"""The lines with which a page shows wording: ``/// snippet | banner/opt-in`` and ``/// catalogue``.

They look like the head of a pymdownx Block; a line ``///`` that closes one may follow and is not needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import DIRECTIVE, Line, Page
from consentbook.wording.model import Library

KNOWN = ("snippet", "catalogue")


@dataclass(frozen=True, slots=True)
class Directive:
    """A line that shows something: its name and what stands behind the bar."""

    name: str
    argument: str


def parse_directive(line: Line, path: str, library: Library) -> Directive | Offence | None:
    """Return what the line ``/// ...`` asks for, ``None`` for one that only closes, or what is wrong with it."""
    found = DIRECTIVE.match(line.text)
    name, argument = (found["name"], found["argument"] or "") if found else ("", line.text)
    if not name and not argument:
        return None
    if name == "snippet" and argument not in library.ids:
        mend = "Write one of the ids that `consentbook wording list` prints."
        meant = did_you_mean(argument, library.ids)
        return Offence(path, line.number, f'unknown snippet "{argument}"', mend, meant)
    if name not in KNOWN or (name == "catalogue" and argument):
        mend = "Write `/// snippet | id` or `/// catalogue`."
        return Offence(
            path, line.number, f'unknown directive "{line.text.strip()[:60]}"', mend, did_you_mean(name, KNOWN)
        )
    return Directive(name, argument)


def check_directives(page: Page, library: Library) -> Iterator[Offence]:
    """Yield what is wrong with the directives of ``page``."""
    for line in page.directives:
        parsed = parse_directive(line, page.path, library)
        if isinstance(parsed, Offence):
            yield parsed
