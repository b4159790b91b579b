"""Reading a file of the project: only inside the tree, of a sane size, as UTF-8 without hidden characters.

And writing one: whole, or not at all.
"""

import os
import re
import stat
from pathlib import Path

from consentbook.reading.offences import Offence

MAX_BYTES = 1_000_000

# Control characters reach Python-Markdown's placeholders and inject raw HTML; bidirectional ones make a text read
# otherwise than it is written (https://trojansource.codes). Half a character (surrogate) cannot be written out at all.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def read_file(root: Path, path: Path, offences: list[Offence], most: int = MAX_BYTES) -> str | None:
    """Return the text of ``path`` with line ends as ``\\n``, or ``None`` after adding to ``offences`` what is wrong."""
    name = path.relative_to(root).as_posix()
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            mend = "Put the file itself there, not a link."
            offences.append(Offence(name, 1, "the file leads out of the project", mend))
            return None
        with path.open("rb") as file:
            raw = file.read(most + 1)
        text = raw.decode("utf-8")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        wrong = f"the file cannot be read: {getattr(error, 'strerror', error)}"
        offences.append(Offence(name, 1, wrong, "Mend its name or permissions."))
        return None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        offences.append(Offence(name, line, f"byte {error.start} is not UTF-8", "Save the file as UTF-8."))
        return None
    if len(raw) > most:
        offences.append(Offence(name, 1, f"the file is larger than {most:,} bytes", "Split it."))
        return None
    return _without_hidden(text.removeprefix("\ufeff"), name, offences)


def _without_hidden(text: str, name: str, offences: list[Offence]) -> str | None:
    text = text.replace("\r\n", "\n")
    found = [
        Offence(name, text.count("\n", 0, hit.start()) + 1, _hidden(hit.group()), "Delete the character.")
        for hit in HIDDEN.finditer(text)
    ]
    offences.extend(found)
    return None if found else text


def _hidden(character: str) -> str:
    return f"a hidden control character stands here (U+{ord(character):04X})"


def visible(text: str) -> str:
    """Return ``text`` on one line, without signs that would steer a terminal or break a report."""
    return HIDDEN.sub("\ufffd", " ".join(text.split()))


def write_file(path: Path, text: str) -> None:
    """Write ``text`` into the file ``path``: a reader sees the old file or the new one, and never half of one.

    A symbolic link is followed, a file keeps its permissions, and what is no file, such as a pipe, is written to.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    import tempfile  # noqa: PLC0415 - most commands write nothing

    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(aside).chmod(mode)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
