"""Builds the site aside, checks what was built, and puts it in place in one step."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consentbook.book import Book, read_book
from consentbook.editions import CHANGES_VARIABLE, EDITION_VARIABLE
from consentbook.links import REPORT_VARIABLE
from consentbook.links.inside.map import write_map
from consentbook.links.inside.site import check_site
from consentbook.links.inside.sources import source_map
from consentbook.reading.offences import Offence, Rejected
from consentbook.site.mkdocs import BuildFailed, run_mkdocs


@dataclass(frozen=True, slots=True)
class Built:
    """A site that has been built and checked."""

    book: Book
    pages: int

    @property
    def summary(self) -> str:
        """What the site holds, in one line."""
        book = self.book
        counts = {
            "page": self.pages,
            "snippet": len(book.library.snippets),
            "checklist": len(book.checklists.lists),
            "named link": len(book.register.links),
        }
        return ", ".join(f"{count} {word}{'s' * (count != 1)}" for word, count in counts.items())


def build_site(root: Path, into: Path, report: Path | None = None) -> Built:
    """Build the project at ``root`` into the folder ``into``, which is replaced only when everything is right.

    ``report`` is the file with what the last check of links found. Raises ``Rejected`` with every offence, or
    ``BuildFailed`` with what MkDocs said.
    """
    check_target(into)
    with building_aside(into) as aside:
        built = build_into(root, aside, report=report)
        (aside / MARKER).write_text(
            "This folder is written by `consentbook build`, and replaced whole by the next one.\n"
        )
        _replace(into, aside)
    return built


MARKER = ".consentbook-site"


def check_target(into: Path) -> None:
    """Raise ``BuildFailed`` unless ``into`` can be replaced: it is not there, is empty, or is a site built before."""
    if into.is_symlink() or (into.exists() and not into.is_dir()):
        raise BuildFailed(f"{into} is no folder of its own. Name a folder that is not there yet.")
    if into.is_dir() and any(into.iterdir()) and not (into / MARKER).is_file():
        raise BuildFailed(f"{into} holds files that no build wrote. Name a folder that is not there yet, or empty it.")


def build_into(root: Path, folder: Path, report: Path | None = None) -> Built:
    """Read, check and build the project at ``root`` in the empty ``folder``."""
    given = {REPORT_VARIABLE: str(report.absolute())} if report else {}
    return build_book(read_book(root, report=report), folder, given)


def build_book(book: Book, folder: Path, variables: dict[str, str]) -> Built:
    """Build the site of ``book`` in the empty ``folder`` and check it, with ``variables`` in the environment."""
    write_book(book, folder, variables)
    if offences := check_book(book, folder):
        raise Rejected(offences)
    return Built(book, sum(page.name != "404.html" for page in folder.rglob("*.html")))


def write_book(book: Book, folder: Path, variables: dict[str, str]) -> None:
    """Build the site of ``book`` in the empty ``folder``; what is wrong in it `check_book` says."""
    with _environment(variables):
        run_mkdocs(book, folder)
    write_map(folder, source_map(book))


def check_book(book: Book, folder: Path) -> list[Offence]:
    """Return what is wrong in the site of ``book`` that was built in ``folder``."""
    return check_site(folder, source_map(book))


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Let the build see ``variables``, and none of ours that were set for another."""
    before = dict(os.environ)
    for name in OURS:
        os.environ.pop(name, None)
    os.environ.update({"NO_MKDOCS_2_WARNING": "1", **variables})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


OURS = (EDITION_VARIABLE, CHANGES_VARIABLE, REPORT_VARIABLE)


@contextmanager
def building_aside(into: Path) -> Iterator[Path]:
    """Give a new folder beside ``into``, on the same disk, and remove it afterwards if it is still there."""
    into.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
    aside.chmod(0o755)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _replace(old: Path, new: Path) -> None:
    """Put ``new`` where ``old`` is. There is a moment without either, but never half of one."""
    if old.exists():
        with building_aside(old) as away:
            old.rename(away / "old")
            try:
                new.rename(old)
            except OSError:
                (away / "old").rename(old)
                raise
    else:
        new.rename(old)
