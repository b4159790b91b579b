"""The lines with which a page shows wording, such as ``/// snippet | banner/opt-in`` and ``/// catalogue``.

They look like the head of a pymdownx Block; a line ``///`` that closes one may follow and is not needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from consentbook.reading.offences import Offence, did_you_mean
from consentbook.reading.pages import DIRECTIVE, Line, Page
from consentbook.wording.forms import MAIN
from consentbook.wording.model import Library

OF_SNIPPET = ("snippet", "preview", "history")
OF_LIBRARY = ("catalogue", "reviews")
OF_REGISTER = ("links",)  # which consentbook.links.extension shows
KNOWN = (*OF_SNIPPET, *OF_LIBRARY, *OF_REGISTER)


@dataclass(frozen=True, slots=True)
class Directive:
    """A line that shows something: its name, the snippet's id behind the bar, and which of its texts."""

    name: str
    argument: str = ""
    key: str = MAIN


def parse_directive(line: Line, path: str, library: Library) -> Directive | Offence | None:
    """Return what the line ``/// ...`` asks for, or what is wrong with it.

    For one that only closes, and one that another extension shows, ``None`` is returned.
    """
    found = DIRECTIVE.match(line.text)
    name, argument = (found["name"], found["argument"] or "") if found else ("", line.text)
    if not argument and name in {"", *OF_REGISTER}:
        return None
    if name in OF_LIBRARY and not argument:
        return Directive(name)
    if name in OF_SNIPPET:
        return _of_snippet(name, argument, (path, line.number), library)
    wrong = f'unknown directive "{line.text.strip()[:60]}"'
    mend = f"Write `/// snippet | id`, or one of: {', '.join(KNOWN)}."
    return Offence(path, line.number, wrong, mend, did_you_mean(name, KNOWN))


def _of_snippet(name: str, argument: str, place: tuple[str, int], library: Library) -> Directive | Offence:
    id_, _, key = argument.partition(" ")
    key = key.strip() or MAIN
    if id_ not in library.ids:
        wrong = f'unknown snippet "{id_}"'
        return Offence(*place, wrong, LIST, did_you_mean(id_, library.ids))
    snippet = library.snippets.get(id_)
    if snippet and key not in snippet.texts:
        wrong, mend = f'the snippet "{id_}" has no text "{key}"', f"It has: {', '.join(snippet.texts)}."
        return Offence(*place, wrong, mend, did_you_mean(key, snippet.texts))
    return Directive(name, id_, key)


def check_directives(page: Page, library: Library) -> Iterator[Offence]:
    """Yield what is wrong with the directives of ``page``."""
    for line in page.directives:
        parsed = parse_directive(line, page.path, library)
        if isinstance(parsed, Offence):
            yield parsed


LIST = "Write one of the ids that `consentbook wording list` prints."
