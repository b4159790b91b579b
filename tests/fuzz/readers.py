"""Every reader of what others write, in one table: each is given bytes, and tells what it says of them.

A reader may refuse what it is given, in words: as offences, or with one of the house's own exceptions. Anything else
that it raises is a finding, and so is a message that would steer a terminal or cannot be written as UTF-8.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from consentbook.book import read_book
from consentbook.checklists.progress import decoded, quoted, read_progress
from consentbook.editions.building import Content, Pages
from consentbook.editions.cache import Cache
from consentbook.editions.ledger import LEDGER, read_ledger
from consentbook.editions.packing import read_record
from consentbook.editions.place import Place
from consentbook.editions.store import Store
from consentbook.editions.sums import LATEST, SUMS, VERSIONS, changed_files
from consentbook.links.outside.cache import opened
from consentbook.links.outside.guard import NotPublic, guarded
from consentbook.links.outside.page import FetchedPage
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Finding, Outcome, Target, targets
from consentbook.links.portal.checked import read_report
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.placing import Rules
from consentbook.links.reports.placing import report as placed
from consentbook.links.reports.report import Named, Placed, Report
from consentbook.links.reports.saved import NotMerged, as_json, merged, parse
from consentbook.links.sources.files import read_files
from consentbook.reading.files import HIDDEN
from consentbook.reading.offences import Offence, Rejected
from consentbook.terminal import CannotRun, Failed
from tests.support import ROOT

REFUSALS = (Rejected, Failed, CannotRun, NotMerged)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
Read = Callable[[Path, bytes], Iterator[str]]

VARIABLES = """
company: {label: Company, type: string, example: Acme, help: The name.}
policy_url: {label: Policy, type: https-url, example: https://example.com/privacy, help: The page.}
settings_url: {label: Settings, type: https-url, example: https://example.com/settings, help: The page.}
"""
SMALL = {
    "snippets/variables.yml": VARIABLES,
    "links.yml": "links:\n  trust: {url: https://example.com/trust, title: Trust, owner: docs}\n",
    "checklists.yml": "newest: [C02]\n",
    "docs/guide/why.md": "---\ntitle: Why\n---\n# Why\n\n[Trust](link:trust), [us](../index.md#a).\n",
    "docs/index.md": "# A\n",
}


def small_project(root: Path) -> Path:
    """Write a project of a few lines to the new folder ``root``: all that a reader needs beside what it is given."""
    for path, text in SMALL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@dataclass(frozen=True)
class Reader:
    """A reader, and the files of the project that are like what it reads; where there is none, their text."""

    read: Read
    like: tuple[str, ...] = ()
    text: bytes = b""

    @property
    def seeds(self) -> tuple[bytes, ...]:
        """What it reads without a word, to begin from."""
        found = [file.read_bytes() for name in self.like for file in sorted(ROOT.glob(name))]
        assert found or self.text, self.like
        return (*found, self.text) if self.text else tuple(found)

    def told(self, root: Path, raw: bytes) -> list[str]:
        """Return what the reader says of ``raw`` in the project at ``root``; raises what it should never raise."""
        try:
            told = list(self.read(root, raw))
        except REFUSALS as refused:
            told = [str(refused)]
        for line in told:
            line.encode()
            assert not HIDDEN.search(line), f"it would steer a terminal: {line!r}"
        return told


def in_book(path: str) -> Read:
    """Return the reader of the file ``path`` of a project, with all that is read and checked because of it."""

    def read(root: Path, raw: bytes) -> Iterator[str]:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_bytes() if file.exists() else None
        file.write_bytes(raw)
        try:
            read_book(root)
        except Rejected as rejected:
            yield from _said(rejected.offences)
        finally:
            file.unlink() if before is None else file.write_bytes(before)

    return read


def _said(offences: Iterable[Offence]) -> Iterator[str]:
    for offence in offences:
        assert offence.line >= 1
        yield str(offence)


def ledger(root: Path, raw: bytes) -> Iterator[str]:
    (root / LEDGER).write_bytes(raw)
    offences: list[Offence] = []
    read_ledger(root, offences)
    return _said(offences)


def log(root: Path, raw: bytes) -> Iterator[str]:
    """Read the log of a place, and say of each turn what is said where one is asked for."""
    (root / "log.json").write_bytes(raw)
    return (turn.told for turn in Place(root).turns())


def build(root: Path, raw: bytes) -> Iterator[str]:
    """Read what a build gave before."""
    (root / "record.json").write_bytes(raw)
    for schema in (Content, Pages):
        Cache(root, Store(root / "store")).get("record", schema)
    yield from ()


def packing(root: Path, raw: bytes) -> Iterator[str]:
    """Read in which forms a content was packed before."""
    (root / "record").write_bytes(raw)
    read_record(root / "record")
    yield from ()


def sums(root: Path, raw: bytes) -> Iterator[str]:
    """Compare a release with its list, which is the one that it is named by."""
    release = root / sha256(raw).hexdigest()
    release.mkdir(exist_ok=True)
    (release / SUMS).write_bytes(raw)
    (release / VERSIONS).write_text("[]")
    return iter(changed_files(release))


def versions(root: Path, raw: bytes) -> Iterator[str]:
    """Compare the alias of a release with its list of editions."""
    listed = f"{sha256(raw).hexdigest()}  {VERSIONS}\n"
    release = root / sha256(listed.encode()).hexdigest()
    release.mkdir(exist_ok=True)
    (release / SUMS).write_text(listed)
    (release / VERSIONS).write_bytes(raw)
    (release / LATEST).unlink(missing_ok=True)
    (release / LATEST).symlink_to("2026.11")
    return iter(changed_files(release))


def progress(_: Path, raw: bytes) -> Iterator[str]:
    yield from map(quoted, read_progress(decoded(raw, "done"), "done").lines)


TARGET = Target("https://example.com/a")


def cache(root: Path, raw: bytes) -> Iterator[str]:
    """Read a cache with arbitrary bytes in it, and write into it what was found."""
    file, told = root / "cache.db", list[str]()
    file.write_bytes(raw)
    with opened(file, Settings(), timedelta(days=1), NOW, told.append) as kept:
        kept.recall([TARGET])
        kept.keep(TARGET, Outcome(TARGET.address, (), True))
    for left in root.glob("cache.db*"):
        left.unlink()
    return iter(told)


def report(root: Path, raw: bytes) -> Iterator[str]:
    """Read a report as `links merge` and as the site does."""
    file, offences = root / "report.json", list[Offence]()
    file.write_bytes(raw)
    read_report(file, offences)
    yield from _said(offences)
    yield from _shown(merged([parse(raw, "it")]))


def source(name: str) -> Read:
    """Return the reader of a file ``name`` whose links are checked, up to the report on them in each format."""

    def read(root: Path, raw: bytes) -> Iterator[str]:
        folder = root / "site"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
        written = read_files([folder / name], folder)
        (folder / name).unlink()
        outcomes = [_asked(target.address) for target in targets(written.places)]
        return _shown(placed(outcomes, written.places, Rules(NOW), written.findings, written.files))

    return read


def _asked(address: str) -> Outcome:
    """Return what comes of an address that is looked at as before it is asked for, and then is not."""
    try:
        guarded(address, ())
    except (NotPublic, ValueError) as refused:
        return Outcome(address, (Finding(address, "not-asked", str(refused)),), answered=False)
    return Outcome(address, (Finding(address, "gone", "answered 404"),), answered=True)


def _shown(found: Report) -> Iterator[str]:
    """Yield the lines of a report in each format, those of XML and JSON as they are read again."""
    for name, form in FORMATS.items():
        text = form(found)
        if name in {"json", "sarif"}:
            yield from (str(value) for value in json.loads(text).values())
        elif name == "junit":
            yield from (str(element.attrib) for element in ElementTree.fromstring(text).iter())
        else:
            yield from text.splitlines()


def fetched(_: Path, raw: bytes) -> Iterator[str]:
    """Read a page that some server sent: the first line is the charset that the server names."""
    charset, _newline, body = raw.partition(b"\n")
    page = FetchedPage(body, charset=charset.decode("latin-1"))
    for said in (page.title, *page.headings, page.language, page.text, *page.anchors):
        said.encode()
    assert page.updated is None or page.updated.tzinfo
    assert {
        page.may_be_lost,
        page.is_lost,
        page.is_parked,
        page.is_challenge,
        page.asks_for_login("/login"),
        page.has_anchor("%zz"),
    } <= {
        True,
        False,
    }
    yield from ()


def made_cache() -> bytes:
    """Return the bytes of a cache in which something is kept."""
    with TemporaryDirectory() as folder:
        list(cache(Path(folder), b""))
        with opened(Path(folder, "c"), Settings(), timedelta(days=1), NOW, print) as kept:
            kept.keep(TARGET, Outcome(TARGET.address, (Finding(TARGET.address, "moved", "moved for good"),), True))
        return Path(folder, "c").read_bytes()


REPORT = Report(
    made="2026-11-24T12:00:00Z",
    shard="1/2",
    addresses=1,
    answered=1,
    counts={"error": 1},
    register=(Named("trust", "https://example.com/trust", "fine", "2026-11-24T12:00:00Z"),),
    findings=(Placed("docs/a.md", 3, "https://example.com/a", "gone", "error", "answered 404", "", ""),),
)
EDITIONS = f"""# The published editions.
- edition: "2026.11"
  commit: "{"0" * 40}"
  digest: "{"0" * 64}"
  date: "2026-11-24"
  status: "withdrawn"
  reason: "A test."
"""
ZERO = "0" * 64
TURN = {"release": ZERO, "at": "2026-11-24T12:00:00+00:00", "inputs": ZERO, "editions": ["2026.11"], "site_url": ""}
CONTENT = Content(
    data={"wording/a/r1/en.txt": ZERO},
    inventory=ZERO,
    texts=(ZERO,),
    moves=(),
    replaced=(),
    titles={"a/": "A"},
    revisions={"a": 1},
)
SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.com/</loc></url></urlset>'
)
DONE = b'{"format": "consentbook-checklist", "version": 1, "items": [{"id": "C01", "done": true}]}'
PAGE = b"utf-8\n<html lang=en><title>A</title><h1 id=a>B</h1><time datetime=2026-01-01>x</time><a name=c href=/d>e</a>"

READERS = {
    "a snippet": Reader(in_book("snippets/banner/opt-in/en.md"), ("snippets/banner/*/en.md",)),
    "a translation": Reader(in_book("snippets/banner/opt-in/fr.md"), ("snippets/banner/opt-in/fr.md",)),
    "variables": Reader(in_book("snippets/variables.yml"), ("snippets/variables.yml",), VARIABLES.encode()),
    "a history": Reader(in_book("snippets/banner/opt-in/history.yml"), ("snippets/banner/opt-in/history.yml",)),
    "a page": Reader(in_book("docs/guide/why.md"), ("docs/guide/*.md", "tests/cms/*.md")),
    "a checklist": Reader(in_book("docs/checklists/consent-banner.md"), ("docs/checklists/*.md",)),
    "the navigation": Reader(in_book("mkdocs.yml"), ("mkdocs.yml",)),
    "ids of items": Reader(in_book("checklists.yml"), ("checklists.yml",)),
    "the register": Reader(in_book("links.yml"), ("links.yml",), SMALL["links.yml"].encode()),
    "the ledger": Reader(ledger, text=EDITIONS.encode()),
    "the log of a place": Reader(log, text=json.dumps([TURN]).encode()),
    "what a build gave": Reader(build, text=CONTENT.model_dump_json().encode()),
    "what was packed": Reader(packing, text=f".gz {ZERO}\n.br {ZERO}\n".encode()),
    "the sums of a release": Reader(sums, text=f"{ZERO}  a.html\n{ZERO}  b/c.txt\n".encode()),
    "the list of editions": Reader(
        versions, text=b'[{"version": "2026.11", "title": "2026.11", "aliases": ["latest"]}]'
    ),
    "a list of what is done": Reader(progress, ("docs/checklists/consent-banner.md",), DONE),
    "the cache of the link check": Reader(cache, text=made_cache()),
    "a report": Reader(report, text=as_json(REPORT).encode()),
    "links of Markdown": Reader(source("a.md"), ("README.md", "docs/guide/links.md")),
    "links of HTML": Reader(source("a.html"), ("theme/*.html", "theme/partials/*.html"), PAGE),
    "links of a sitemap": Reader(source("sitemap.xml"), text=SITEMAP),
    "links of a packed sitemap": Reader(source("sitemap.xml.gz"), text=gzip.compress(SITEMAP, mtime=0)),
    "links of a text": Reader(source("sitemap.txt"), text=b"https://example.com/\nhttp://[::1]/\n"),
    "a fetched page": Reader(fetched, text=PAGE),
}
