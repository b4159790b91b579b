"""The released revisions as files: what a product fetches and pins. They are published once, for all editions.

Everything in them comes from the snippet's history, so that the same revision gives the same bytes whenever it is
written; nothing of today's front matter is in them.
"""

from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.pages import Line
from consentbook.wording.feed import parts_data, to_json
from consentbook.wording.history import HISTORY, Entry
from consentbook.wording.model import Library, Snippet, Text
from consentbook.wording.read import read_parts


def revision_files(library: Library) -> dict[str, str]:
    """Return path and content of each file of each revision, as ``wording/banner/opt-in/r3/en.txt``.

    Raises ``Rejected`` where a released text cannot be read any more.
    """
    files: dict[str, str] = {}
    for snippet in library.snippets.values():
        for entry in snippet.history.entries:
            for key, template in snippet.history.state(entry.revision).items():
                files |= _files(snippet, entry, released_text(snippet, key, template))
    return files


def released_text(snippet: Snippet, key: str, template: str) -> Text:
    """Return the text ``key`` that ``snippet`` had, from its ``template`` in a revision.

    Raises ``Rejected`` where it cannot be read any more.
    """
    path = f"{snippet.path.rpartition('/')[0]}/{HISTORY}"
    offences: list[Offence] = []
    lines = tuple(Line(number, line) for number, line in enumerate(template.splitlines(), 1))
    text = Text(key, path, snippet.meta, template, tuple(read_parts(lines, path, offences)))
    if offences:
        raise Rejected(offences)
    return text


def _files(snippet: Snippet, entry: Entry, text: Text) -> dict[str, str]:
    base = f"wording/{snippet.id}/r{entry.revision}/{text.key}"
    data = {
        "id": snippet.id,
        "revision": entry.revision,
        "released_on": entry.date.isoformat(),
        "language": text.language,
        "tone": text.tone,
        "variables": text.variables,
        "coverage": text.coverage,
        "parts": parts_data(text),
        "text": text.text,
        "sha256": text.sha256,
    }
    return {
        f"{base}.txt": f"{text.text}\n",
        f"{base}.md": f"{text.markdown}\n",
        f"{base}.html": f"{text.html}\n",
        f"{base}.json": to_json(data),
    }
