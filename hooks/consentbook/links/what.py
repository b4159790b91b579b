"""What is checked: the project, or the files, folders and sites that the command was given."""

from dataclasses import dataclass
from pathlib import Path

from consentbook.links.outside.settings import Settings
from consentbook.links.run import Written
from consentbook.links.select import Places, in_files, only
from consentbook.terminal import find_root, root_above

SOURCES = ("docs", "snippets", "links.yml")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the links are checked. ``folders`` are those at which addresses with a prefix are looked for."""

    only: tuple[str, ...] = ()
    since: str | None = None
    depth: int = 1
    register_file: Path | None = None
    folders: tuple[tuple[str, str], ...] = ()


def project_of(named: Path | None, what: tuple[str, ...]) -> Path | None:
    """Return the project that is checked: the one here if nothing is named, or that whose sources are ``what``.

    Raises ``click.UsageError`` if nothing is named, and no project is here.
    """
    if not what:
        return find_root(named)
    root = root_above((named or Path()).resolve())
    return root if root and all(_is_source(root, Path(path)) for path in what) else None


def _is_source(root: Path, path: Path) -> bool:
    return any(path.resolve().is_relative_to(root / source) for source in SOURCES)


def written_in_project(root: Path, what: tuple[str, ...], choice: Choice) -> Written:
    """Return the links of the project at ``root``, or of its sources in ``what``. Raises ``NothingFits``."""
    from consentbook.book import read_book  # noqa: PLC0415 - files of others are checked without it
    from consentbook.links.sources.book import known_places, outside_addresses  # noqa: PLC0415

    book = read_book(root)
    places: Places = outside_addresses(book)
    if what:
        places = in_files(places, _files(root, what))
    whole = not (what or choice.since or choice.only)
    names = {name: link.url for name, link in book.register.links.items()}
    if choice.only:
        places = only(places, choice.only, names)
    known = {url: found for url, found in known_places(book).items() if whole or url in places}
    return Written(dict(places), register=book.register, known=known)


def _files(root: Path, what: tuple[str, ...]) -> set[str]:
    found = [Path(path).resolve() for path in what]
    files = [*found, *(file for path in found if path.is_dir() for file in path.rglob("*"))]
    return {file.relative_to(root).as_posix() for file in files}


def written_at(what: tuple[str, ...], choice: Choice, settings: Settings) -> Written:
    """Return the links of the files, folders and sites in ``what``. Raises ``NothingFits``."""
    raise NotImplementedError
