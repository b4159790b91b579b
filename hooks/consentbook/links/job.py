"""What is checked: the links of the project, or of the files, folders and sites that the command was given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consentbook.links import REGISTER
from consentbook.links.addresses import rest_below
from consentbook.links.ending import Ended
from consentbook.links.inside.built import is_built
from consentbook.links.outside.settings import Settings
from consentbook.links.select import Places, in_files, only
from consentbook.links.sources.files import read_files
from consentbook.links.sources.folder import Folder
from consentbook.links.sources.places import Place, Written, visible
from consentbook.reading.offences import Offence, Rejected
from consentbook.terminal import find_root, root_above

if TYPE_CHECKING:
    from consentbook.links.register import Excluded, KnownBroken, NamedLink, Register
    from consentbook.reading.strict_yaml import Tree

SOURCES = ("docs", "snippets", REGISTER)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the links are checked. ``folders`` are those in which addresses with a prefix are looked up."""

    only: tuple[str, ...] = ()
    since: str | None = None
    depth: int = 1
    register_file: Path | None = None
    folders: tuple[tuple[str, str], ...] = ()
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What is checked, and the register for it, if any; ``known`` has where it lists what is known to be broken."""

    written: Written
    register: "Register | None"
    known: dict[str, list[Place]]
    ended: Ended = field(default_factory=Ended)  # while sites were read

    @property
    def links(self) -> "Mapping[str, NamedLink]":
        """The links of the register, by their names."""
        return self.register.links if self.register else {}

    @property
    def known_broken(self) -> "Collection[KnownBroken]":
        """What the register lists as known to be broken."""
        return self.register.known_broken if self.register else ()

    @property
    def exclude(self) -> "Collection[Excluded]":
        """What the register says is not asked for."""
        return self.register.exclude if self.register else ()


def project_of(named: Path | None, what: tuple[str, ...]) -> tuple[Path | None, tuple[str, ...], tuple[str, ...]]:
    """Return the project that is checked, which of ``what`` are its sources, and the rest of ``what``.

    It is the one here if nothing is named, and none if none of its sources is. Raises ``click.UsageError`` if nothing
    is named, and no project is here.
    """
    if not what:
        return find_root(named), (), ()
    root = root_above((named or Path()).resolve())
    sources = tuple(path for path in what if root and _is_source(root, Path(path)))
    return root if sources else None, sources, tuple(path for path in what if path not in sources)


def _is_source(root: Path, path: Path) -> bool:
    real = path.resolve()
    return real.exists() and any(real.is_relative_to(root / source) for source in SOURCES)


def of_project(root: Path, what: tuple[str, ...], others: tuple[str, ...], choice: Choice, settings: Settings) -> Job:
    """Return the links of the project at ``root``, or of its sources in ``what``; and those of ``others``.

    Raises ``NothingFits``, ``click.UsageError``, or ``Rejected`` if the project is not right.
    """
    from consentbook.book import read_book  # noqa: PLC0415 - files of others are checked without it
    from consentbook.links.sources.book import outside_addresses  # noqa: PLC0415 - as above

    book = read_book(root)
    places = outside_addresses(book)
    written = Written(places, files=_count(places))
    if what:
        written = in_files(written, {path.relative_to(root) for path in _files(what)})
    ended = Ended()
    if others:
        _join(written, _read(others, choice, settings, Path.cwd(), ended))
    return replace(_chosen(written, (book.register, book.register_lines), choice, root, whole=not what), ended=ended)


def of_others(what: tuple[str, ...], choice: Choice, settings: Settings) -> Job:
    """Return the links of the files, folders and sites in ``what``.

    Raises ``NothingFits``, ``click.UsageError``, or ``Rejected`` if the register is not right.
    """
    here = Path.cwd()
    read = _register(choice.register_file)
    ended = Ended()
    written = _read(what, choice, settings, here, ended)
    if not written.files and not written.places and not written.findings:
        raise click.UsageError("There is no Markdown, no HTML and no sitemap in what was named, so nothing is checked.")
    if read:
        for name, link in read[0].links.items():
            written.add(link.url, [Place(str(choice.register_file), read[1].line(("links", name, "url")))])
    return replace(_chosen(written, read, choice, here, whole=True), ended=ended)


def _read(what: tuple[str, ...], choice: Choice, settings: Settings, here: Path, ended: Ended) -> Written:
    sites = [word for word in what if word.startswith(("http://", "https://"))]
    if wrong := [visible(word) for word in sites if not word.isprintable()]:
        raise click.UsageError(f"{wrong[0]} holds signs that no address has.")
    if sites and choice.offline:
        raise click.UsageError(f"--offline asks nobody, and {sites[0]} is a site. Leave one of the two out.")
    if sites and choice.since:
        raise click.UsageError(f"--since is for files, and {sites[0]} is none. Leave one of the two out.")
    paths = [Path(word) for word in what if word not in sites]
    if missing := [str(path) for path in paths if path != Path("-") and not path.exists()]:
        raise click.UsageError(f"There is no {', no '.join(missing)} here.")
    built = [path for path in paths if path.is_dir() and is_built(path)]
    remap = {prefix: Path(folder) for prefix, folder in choice.folders}
    written = read_files([path for path in paths if path not in built], here, remap=remap)
    if built:
        from consentbook.links.inside.site import read_site  # noqa: PLC0415 - most folders are no built site

        for folder in built:
            _join(written, read_site(folder))
    if sites:
        from consentbook.links.sources.web import read_sites  # noqa: PLC0415 - files are read without a client

        for found in read_sites(sites, choice.depth, settings, ended):
            _join(written, found)
    return written


def _join(written: Written, more: Written) -> None:
    for address, places in more.places.items():
        written.add(address, places)
    written.findings.extend(more.findings)
    written.files += more.files


def _register(file: Path | None) -> "tuple[Register, Tree] | None":
    if not file:
        return None
    from consentbook.links.register import read_register  # noqa: PLC0415 - where there is none, no schema is loaded

    offences: list[Offence] = []
    found = read_register(file.parent, offences, file.name)
    if offences:
        raise Rejected(offences)
    return found


def _files(what: Iterable[str]) -> set[Path]:
    named = [Path(path).resolve() for path in what]
    return {*named, *(file for path in named if path.is_dir() for file in path.rglob("*"))}


def _count(places: Places) -> int:
    return len({place.path for found in places.values() for place in found})


def _chosen(written: Written, read: "tuple[Register, Tree] | None", choice: Choice, root: Path, *, whole: bool) -> Job:
    """Return the job, narrowed to what was chosen; what is known to be broken is told only of what is checked."""
    if choice.since:
        from consentbook.links.sources.changed import changed_files  # noqa: PLC0415 - git is asked where it is needed

        changed = changed_files(root, choice.since)
        inside = {path.relative_to(root) for path in changed if path.is_relative_to(root)}
        written = in_files(written, inside | changed)
    if choice.only:
        names = {name: link.url for name, link in read[0].links.items()} if read else {}
        written = only(written, choice.only, names)
    known = _known(written, *read, choice, whole=whole and not choice.since and not choice.only) if read else {}
    return Job(_looked_up(written, choice.folders), read[0] if read else None, known)


def _known(
    written: Written, register: "Register", lines: "Tree", choice: Choice, *, whole: bool
) -> dict[str, list[Place]]:
    """Return where the register lists what is known to be broken; of the ``whole``, or of what was read alone."""
    return {
        entry.url: [Place(str(choice.register_file or REGISTER), lines.line(("known_broken", number, "url")))]
        for number, entry in enumerate(register.known_broken)
        if whole or entry.url in written.places
    }


def _looked_up(written: Written, folders: tuple[tuple[str, str], ...]) -> Written:
    """Return what was read, with the addresses that begin with a prefix looked up in the folder that it stands for."""
    found = replace(written, places=dict(written.places), findings=list(written.findings))
    for prefix, path in folders:
        folder = Folder(Path(path), built=True)
        for address in list(found.places):
            if (rest := rest_below(address, prefix)) is None:
                continue
            way = folder.arrive(rest)
            for place in found.places.pop(address):
                if way.code:
                    found.tell(place, way.code, address, way.happened, way.file)
    return found
