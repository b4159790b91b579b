"""What builds an edition besides its content: the package, the hooks, the theme, the settings, what is installed."""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import consentbook
from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.strict_yaml import parse_yaml

SETTINGS = "mkdocs.yml"
# A block of mkdocs.yml from a key in the first column to the next
NAV = re.compile(r"^nav:.*\n(?:(?:[ \t#-].*)?\n)*", re.MULTILINE)


def program_digest(root: Path) -> str:
    """Return a digest of the program at ``root``: where it is the same, the same content gives the same edition."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {_installed()}".encode())
    package = Path(consentbook.__file__).parent
    for name, path in sorted([*_files(package, "consentbook"), *_files(root / "theme", "theme"), *_hooks(root)]):
        digest.update(f"\n{name} {len(content := path.read_bytes())}\n".encode() + content)
    digest.update(NAV.sub("", (root / SETTINGS).read_text(encoding="utf-8") + "\n").encode())
    return digest.hexdigest()


def _files(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for inside, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__"]
        below = f"{name}{inside[len(str(folder)) :].replace(os.sep, '/')}"
        yield from ((f"{below}/{file}", path) for file in names if (path := Path(inside, file)).is_file())


def _hooks(root: Path) -> Iterator[tuple[str, Path]]:
    return ((path.name, path) for path in (root / "hooks").glob("*.py"))


def _installed() -> list[str]:
    """Return name and version of each package that a build could load, as the names of their folders say them.

    That is how installers record a package (https://packaging.python.org/specifications/recording-installed-packages/),
    and a plugin counts that mkdocs.yml names and no requirement of ours does.
    """
    return sorted(path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))


def lay_over(root: Path, content: Path) -> None:
    """Put the program at ``root`` over the content of an edition, whose navigation stays.

    It lies where that of the program lay, so that it has the lines of the tag if nothing above it has changed since.
    Raises ``Rejected`` where it is not made of lists, titles and paths alone: what builds reads the settings of an
    edition as it reads its own, and these can name code to run.
    """
    own = _navigation(content)
    shutil.copytree(root / "theme", content / "theme")
    (content / "hooks").mkdir()
    for name, path in _hooks(root):
        shutil.copyfile(path, content / "hooks" / name)
    settings = (root / SETTINGS).read_text(encoding="utf-8") + "\n"
    todays = NAV.search(settings)
    start, end = todays.span() if todays else (len(settings), len(settings))
    (content / SETTINGS).write_text(settings[:start] + own + settings[end:], encoding="utf-8")


def _navigation(content: Path) -> str:
    """Return the navigation in the settings of an edition as it is written there, or nothing where there is none."""
    offences: list[Offence] = []
    text = read_file(content, content / SETTINGS, offences)
    found = NAV.search(f"{text}\n") if text is not None else None
    if found:
        first = str(text)[: found.start()].count("\n") + 1
        read = parse_yaml(found[0].rstrip(), SETTINGS, offences, first)
        if read and (set(read.value) != {"nav"} or not _is_navigation(read.value["nav"])):
            wrong = "the navigation is more than lists, titles and paths"
            mend = 'Write "nav:" with a list below it, in which each line is a path, or a title with a path or a list.'
            offences.append(Offence(SETTINGS, first, wrong, mend))
    if offences:
        raise Rejected(offences)
    return found[0] if found else ""


def _is_navigation(nav: object) -> bool:
    """Say whether this is a list of paths, and of titles that each have a path or such a list."""
    if not isinstance(nav, list):
        return False
    entries = (entry for item in nav for entry in (item.values() if isinstance(item, dict) else (item,)))
    return all(isinstance(entry, str) or _is_navigation(entry) for entry in entries)
