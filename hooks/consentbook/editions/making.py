"""Makes a release: reads and builds the editions that are not known yet, finishes all, and puts them together."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from consentbook.editions import LATEST, NEXT
from consentbook.editions.building import (
    Content,
    Job,
    Pages,
    build_checked,
    build_pages,
    check_pages,
    read_content,
)
from consentbook.editions.cache import Cache, key_of
from consentbook.editions.changes.feed import FEED
from consentbook.editions.data import data_digest, join
from consentbook.editions.doubts import check_unharmed
from consentbook.editions.finish import Finisher, addresses
from consentbook.editions.front import front_files
from consentbook.editions.gone import Atlas
from consentbook.editions.hosting.write import STATIC, release_headers
from consentbook.editions.ledger import LEDGER, Entry
from consentbook.editions.never import notices
from consentbook.editions.packing import pack
from consentbook.editions.plan import Plan, Wanted
from consentbook.editions.release import begin, lay_out, put_in_place
from consentbook.editions.sums import listed
from consentbook.editions.tasks import all_or_rejected, list_packages, results
from consentbook.editions.telling import Known, earlier, feed
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Schema
from consentbook.terminal import progress

R = TypeVar("R", bound=Schema)


@dataclass(frozen=True, slots=True)
class Made:
    """A release by its digest, what the ledger must have of new editions, and what was perhaps not meant in them."""

    release: str
    entries: tuple[Entry, ...]
    notices: tuple[str, ...]


def make_release(wanted: Wanted, plan: Plan, pool: Executor, served: str | None) -> Made:
    """Make the release that ``plan`` describes. Nobody is led to it yet, and the ledger is as it was.

    ``pool`` is what builds several editions at once, ``served`` the release that is served now.

    Raises ``Rejected`` with everything that is wrong in an edition, or that is not as it was published.
    """
    with wanted.place.working() as work:
        making = _Making(wanted, plan, work, pool, served)
        contents = making.contents()
        data = making.data(contents)
        if not wanted.mend:
            check_unharmed(wanted.place, served)  # while the workers load
        packages = pool.submit(list_packages, plan.tags[plan.supported[0]].epoch)
        pages = making.pages(contents)
        atlas = making.atlas(contents, pages)
        finishing = making.finished(contents, pages, atlas)
        with making.checking():  # pages that were built alone: before they are right there is no release
            front = making.front(contents, pages, atlas, packages.result())
            editions = dict(finishing)
            files = data | {
                f"{name}/{path}": digest for name, made in editions.items() for path, digest in made.items()
            }
            files |= front | {"404.html": editions[plan.supported[0]]["404.html"]}
            files |= making.headers(files)
            if wanted.compress:
                progress("Packing ...")
                files |= pack(files, wanted.place.store, pool)
            release = lay_out(wanted.place, files, {LATEST: plan.supported[0]}, work, making.begun)
        put_in_place(wanted.place, release, work)
        return Made(release, making.fresh(contents), tuple(notices(plan, contents, wanted.place.store)))


def check_contents(wanted: Wanted, plan: Plan, pool: Executor) -> None:
    """Read every edition out of its tag. Raises ``Rejected`` where it cannot be read, or gives other wording files."""
    with wanted.place.working() as work:
        making = _Making(wanted, plan, work, pool, None)
        making.data(making.contents())


@dataclass(frozen=True)
class _Making:
    wanted: Wanted
    plan: Plan
    work: Path
    pool: Executor
    served: str | None
    # Pages that were built alone, by the key that they are kept by when they are right, and what is wrong in them
    unchecked: list[tuple[str, Pages, Future[list[Offence]]]] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)  # of what is served, laid out while pages are built

    @property
    def cache(self) -> Cache:
        return Cache(self.wanted.place.cache, self.wanted.place.store)

    def job(self, name: str, known: tuple[Known, ...] = ()) -> Job:
        wanted, plan, store = self.wanted, self.plan, self.wanted.place.store.folder
        report = wanted.report if name in {NEXT, plan.supported[0]} else None
        new = name in plan.fresh
        return Job(name, plan.tags[name], new, wanted.root, self.work, store, wanted.site_url, report, known)

    def contents(self) -> dict[str, Content]:
        """Return the content of each edition. A single one is read here, while the workers load what builds need."""
        known, jobs = self._known(self.plan.keys, Content, {})
        newest = next((known[name].inventory for name in reversed(self.plan.names) if name in known), None)
        jobs = [replace(job, before=newest) for job in jobs]
        read = results(self.pool, read_content, jobs) if len(jobs) > 1 else ((job, read_content(job)) for job in jobs)
        made = all_or_rejected("Reading", jobs, read, self._keep(self.plan.keys))
        return {name: known.get(name) or made[name] for name in self.plan.keys}

    def _known(
        self, keys: Mapping[str, str], schema: type[R], earlier: Mapping[str, tuple[Known, ...]]
    ) -> tuple[dict[str, R], list[Job]]:
        """Return what is known for each of ``keys``, and the jobs of which it is not."""
        known = {name: record for name, key in keys.items() if (record := self.cache.get(key, schema))}
        return known, [self.job(name, earlier.get(name, ())) for name in keys if name not in known]

    def _keep(self, keys: Mapping[str, str]) -> Callable[[Job, Schema], None]:
        return lambda job, made: self.cache.put(keys[job.edition], made)

    def data(self, contents: Mapping[str, Content]) -> dict[str, str]:
        """Return the wording files of all editions. Raises ``Rejected`` where published ones would change."""
        place = self.wanted.place
        published: dict[str, str] = {}
        for release in place.kept():  # also in those that were taken back
            published |= listed(place.releases / release)
        joined, offences = join(published, ((name, content.data) for name, content in contents.items()))
        for entry in self.plan.ledger.entries.values():
            if entry.digest != data_digest(contents[entry.edition].data):
                wrong = f"the wording files of {entry.edition} are not those that were published"
                mend = "Publish with the program that published it, and see what made them differ: `edition verify`."
                offences.append(Offence(LEDGER, self.plan.ledger.lines[entry.edition], wrong, mend))
        if offences:
            raise Rejected(offences)
        return joined

    def pages(self, contents: Mapping[str, Content]) -> dict[str, Pages]:
        """Return the built pages of each edition. If only one is built, `checking` says whether its pages are right."""
        plan, site_url = self.plan, self.wanted.site_url
        known = earlier(plan.tags, {name: content.inventory for name, content in contents.items()})
        keys = {
            name: key_of(key, name, site_url, [astuple(one) for one in known[name]]) for name, key in plan.keys.items()
        }
        built, jobs = self._known(keys, Pages, known)
        alone = len(jobs) == 1
        done = results(self.pool, build_pages if alone else build_checked, jobs)
        self.begun.update(begin(self.wanted.place, self.served, self.work))
        made = all_or_rejected("Building", jobs, done, self._begin_to_check(keys) if alone else self._keep(keys))
        return {name: built.get(name) or made[name] for name in keys}

    def _begin_to_check(self, keys: Mapping[str, str]) -> Callable[[Job, Pages], None]:
        def begin_with(job: Job, pages: Pages) -> None:
            self.unchecked.append((keys[job.edition], pages, self.pool.submit(check_pages, job)))

        return begin_with

    @contextmanager
    def checking(self) -> Iterator[None]:
        """Wait until pages that were built alone are checked, and keep them if they are right.

        Raises ``Rejected`` with what is wrong in them, whatever else went wrong meanwhile.
        """
        failed = None
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again
            failed = error
        if wrong := [offence for _, _, offences in self.unchecked for offence in offences.result()]:
            raise Rejected(wrong) from None
        if failed:
            raise failed
        for key, pages, _ in self.unchecked:
            self.cache.put(key, pages)

    def atlas(self, contents: Mapping[str, Content], pages: Mapping[str, Pages]) -> Atlas:
        """Return which edition has which page, and which of them moved."""
        latest = self.plan.supported[0]
        there = {name: frozenset(addresses(made.files)) for name, made in pages.items()}
        titles = {name: content.titles for name, content in contents.items()}
        return Atlas(
            {**there, LATEST: there[latest]},
            moves=frozenset(move for content in contents.values() for move in content.moves),
            replaced=frozenset(pair for content in contents.values() for pair in content.replaced),
            titles={**titles, LATEST: titles[latest]},
        )

    def finished(
        self, contents: Mapping[str, Content], pages: Mapping[str, Pages], atlas: Atlas
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Begin to finish the editions, and yield each with its files as they are published."""
        store, supported = self.wanted.place.store, self.plan.supported
        revisions = {name: content.revisions for name, content in contents.items()}
        reasons = self.plan.ledger.reasons
        finisher = Finisher(atlas, supported, self.wanted.site_url, store, revisions, reasons)
        progress("Finishing ...")
        others = max(1, self.wanted.jobs - len(self.unchecked))  # that do not check pages meanwhile
        at_once = -(-len(pages) // others)  # editions; with each piece of work goes what the finisher knows
        files = [made.files for made in pages.values()]
        return zip(pages, self.pool.map(finisher.finish, pages, files, chunksize=at_once), strict=True)

    def front(
        self, contents: Mapping[str, Content], pages: Mapping[str, Pages], atlas: Atlas, packages: str
    ) -> dict[str, str]:
        """Return the files at the root of the release; one of them says what was built with, which is ``packages``."""
        plan, store = self.plan, self.wanted.place.store
        entries = {**plan.ledger.entries, **{entry.edition: entry for entry in self.fresh(contents)}}
        newest_first = [entries[name] for name in reversed(plan.names) if name != NEXT]
        unreleased = NEXT in plan.names
        texts = front_files(newest_first, atlas.pages[LATEST], self.wanted.site_url, unreleased=unreleased)
        texts["sbom.cdx.json"] = packages
        built = {name: made.files for name, made in pages.items()}
        texts[FEED] = feed(plan.tags, built, self.wanted.site_url, store)
        return {path: store.add(text.encode()) for path, text in texts.items()}

    def headers(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return the file that says which headers a path of the release has."""
        store = self.wanted.place.store
        pages = sorted({digest for path, digest in files.items() if path.endswith(".html")})
        return {STATIC: store.add(release_headers(map(store.read, pages)).encode())}

    def fresh(self, contents: Mapping[str, Content]) -> tuple[Entry, ...]:
        """Return an entry for each edition that the ledger does not know."""
        return tuple(
            Entry(
                edition=name,
                commit=tag.commit,
                digest=data_digest(contents[name].data),
                date=datetime.fromtimestamp(tag.epoch, UTC).date(),
            )
            for name, tag in self.plan.tags.items()
            if name in self.plan.fresh
        )
