"""What it takes to build an edition from the content of its tag: to read it, to build its pages, and to check them."""

import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consentbook.book import Book, read_book
from consentbook.editions import CHANGES_VARIABLE, EDITION_VARIABLE, LATEST, NEXT, SITE_URL_VARIABLE
from consentbook.editions.changes.inventory import inventory
from consentbook.editions.changes.kept import to_json
from consentbook.editions.gone import Pair
from consentbook.editions.program import lay_over
from consentbook.editions.source import Tag, unpack
from consentbook.editions.store import Store
from consentbook.editions.telling import Known, kept_inventory, moves, replaced, titles, told
from consentbook.links import REPORT_VARIABLE
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Schema
from consentbook.wording.revisions import revision_files


class Content(Schema):
    """What the content of an edition holds, as digests of what is kept in the store, and what is known of its pages.

    ``texts`` are those of its pages. ``moves`` and ``replaced`` are pairs of their addresses; ``titles`` are by
    address, ``revisions`` by a snippet's id.
    """

    data: dict[str, str]
    inventory: str
    texts: tuple[str, ...]
    moves: tuple[Pair, ...]
    replaced: tuple[Pair, ...]
    titles: dict[str, str]
    revisions: dict[str, int]


class Pages(Schema):
    """The built files of an edition, as digests of what is kept in the store."""

    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """An edition to build: from which tag, with the program at ``root``, in the folder ``work``, into ``store``.

    ``known`` is the edition itself, and all earlier ones, newest first; ``before`` the inventory of one that was read
    before, if any was.
    """

    edition: str
    tag: Tag
    new: bool
    root: Path
    work: Path
    store: Path
    site_url: str
    report: Path | None = None
    known: tuple[Known, ...] = ()
    before: str | None = None

    @property
    def folder(self) -> Path:
        """Where the content of the edition lies while it is built."""
        return self.work / self.edition

    @property
    def site(self) -> Path:
        """Where its built pages lie until they are checked."""
        return self.work / f"{self.edition}.site"

    @property
    def book(self) -> Path:
        """Where what was read of it is kept."""
        return self.work / f"{self.edition}.book"


def read_content(job: Job) -> Content | list[Offence]:
    """Take the content out of its tag and read it; what is wrong is returned, as an exception would not be carried."""
    try:
        if not job.folder.exists():
            unpack(job.root, job.tag.commit, job.folder)
            lay_over(job.root, job.folder)
        with _on_its_day(job):
            book = _book(job)
        store = Store(job.store)
        data = {path: store.add(text.encode()) for path, text in revision_files(book.library).items()}
    except Rejected as rejected:
        return [_of(job.edition, offence) for offence in rejected.offences]
    job.book.write_bytes(pickle.dumps(book))
    held = inventory(book, kept_inventory(job.before, store) if job.before else None)
    texts: list[str] = []

    def keep(text: bytes) -> str:
        texts.append(store.add(text))
        return texts[-1]

    return Content(
        data=data,
        inventory=store.add(to_json(held, keep)),
        texts=tuple(texts),
        moves=tuple(moves(held)),
        replaced=tuple(replaced(held)),
        titles=titles(held),
        revisions={id_: snippet.revision for id_, snippet in held.snippets.items()},
    )


def _book(job: Job) -> Book:
    released = job.edition != NEXT
    return read_book(job.folder, release=job.new and released, published=not job.new and released, report=job.report)


def _of(edition: str, offence: Offence) -> Offence:
    return Offence(f"{edition}:{offence.path}", offence.line, offence.wrong, offence.mend, offence.meant, offence.code)


def build_pages(job: Job) -> Pages | list[Offence]:
    """Build and keep the pages of an edition whose content was read; what is wrong in them `check_pages` says."""
    return _write(job) or Pages(files=_keep(job.site, Store(job.store)))


def build_checked(job: Job) -> Pages | list[Offence]:
    """Build the pages of an edition, and keep them if they are right."""
    if offences := _write(job) or _wrong(job):
        return offences
    pages = Pages(files=_keep(job.site, Store(job.store)))
    shutil.rmtree(job.site)
    return pages


def check_pages(job: Job) -> list[Offence]:
    """Return what is wrong in the pages of an edition that were just built."""
    offences = _wrong(job)
    shutil.rmtree(job.site)
    return offences


def _write(job: Job) -> list[Offence]:
    from consentbook.site.build import write_book  # noqa: PLC0415 - long to load, and only in workers
    from consentbook.site.mkdocs import BuildFailed  # noqa: PLC0415 - as above

    if not job.book.exists() and isinstance(offences := read_content(job), list):
        return offences
    job.site.mkdir()
    try:
        with _on_its_day(job):
            write_book(_kept(job), job.site, _variables(job))
    except Rejected as rejected:
        return [_of(job.edition, offence) for offence in rejected.offences]
    except BuildFailed as failed:
        raise BuildFailed(f"The edition {job.edition} could not be built.\n{failed}") from None
    return []


def _wrong(job: Job) -> list[Offence]:
    from consentbook.site.build import check_book  # noqa: PLC0415 - as above

    return [_of(job.edition, offence) for offence in check_book(_kept(job), job.site)]


@contextmanager
def _on_its_day(job: Job) -> Iterator[None]:
    """Read and build as on the day of the edition."""
    before = os.environ.get(EPOCH)
    os.environ[EPOCH] = str(job.tag.epoch)
    try:
        yield
    finally:
        os.environ.pop(EPOCH, None)
        if before is not None:
            os.environ[EPOCH] = before


EPOCH = "SOURCE_DATE_EPOCH"


def _kept(job: Job) -> Book:
    book: Book = pickle.loads(job.book.read_bytes())  # noqa: S301 - ours, written in this run
    return book


def _variables(job: Job) -> dict[str, str]:
    """Return what the build is told; what changed since the earlier editions is written into a file for it."""
    changes = job.work / f"{job.edition}.changes"
    changes.write_text(told(job.known, Store(job.store)), encoding="utf-8")
    variables = {EDITION_VARIABLE: job.edition, SITE_URL_VARIABLE: f"{job.site_url}{LATEST}/"}
    variables[CHANGES_VARIABLE] = str(changes)
    return variables | ({REPORT_VARIABLE: str(job.report)} if job.report else {})


def _keep(site: Path, store: Store) -> dict[str, str]:
    """Keep each file of a built site."""
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): store.add(path.read_bytes()) for path in paths}
