"""Building sites and editions, beside MkDocs with its theme, and beside mike: what is measured, as tables."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Run, measure
from bench.pages import new_edition, plain, project, repository, run
from bench.serving import BENCH

PYTHON = sys.executable
NEEDED = ("inversion", "mike", "pyparsing", "verspec")  # mike, and what it needs and we do not
SIZE = 0.25  # of ten times the size of one edition, the most that ten are to take
HEAD = "| What | Processors | Clock | Ours is | Aim |\n|---|--:|--:|--:|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, and how it compares: ``ratio`` to what ``aim`` names, which is met up to ``most``."""

    name: str
    busy: float
    clock: float
    ratio: float | None = None
    most: float | None = None
    unit: str = " x"

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}{self.unit}"
        met = "" if self.most is None or self.ratio is None else "met" if self.ratio <= self.most else "NOT MET"
        aim = "" if self.most is None else f"at most {self.most:g}{self.unit}: {met}"
        return f"| {self.name} | {self.busy:.2f} s | {self.clock:.2f} s | {ratio} | {aim} |"


def build_tables(*, quick: bool, runs: int) -> Iterator[str]:
    """Yield what it takes to build a large site, with processor time as what counts."""
    total = 100 if quick else 1_000
    with _folder() as folder:
        sites = {
            "MkDocs and Material": plain(folder / "plain", total),
            "Consentbook, no card": project(folder / "ours", total),
            "Consentbook, a card on each page": project(folder / "cards", total, cards=True),
        }
        rounds = [[_build(site, folder) for site in sites.values()] for _ in range(runs)]
        peer, ours, cards = (min(times, key=lambda taken: taken.busy) for times in zip(*rounds, strict=True))
        rows = [
            Row("MkDocs and Material", peer.busy, peer.seconds),
            Row("Consentbook, no card", ours.busy, ours.seconds, ours.busy / peer.busy, 1.05),
            Row(
                "Consentbook, a card on each page", cards.busy, cards.seconds,
                (cards.busy - ours.busy) / total * 1000, 1, " ms a card",
            ),
            *_orientation(folder, total),
        ]  # fmt: skip
        yield _table(f"Building {total:,} pages", rows)
        again = [[_rebuild(site) for site in list(sites.values())[:2]] for _ in range(runs)]
        first, second = map(min, zip(*again, strict=True))
        rows = [Row("MkDocs and Material", first, first), Row("Consentbook", second, second, second / first, 1.05)]
        yield _table(f"Building {total:,} pages again after a change of one line, in the same process", rows)


def _orientation(folder: Path, total: int) -> Iterator[Row]:
    """Yield what others take, once: the same without pruning, and Zensical where it is installed."""
    site = plain(folder / "whole", total, prune=False)
    taken = _build(site, folder)
    yield Row("MkDocs and Material, navigation not pruned (once)", taken.busy, taken.seconds)
    zensical = BENCH / "bin" / "zensical"
    if zensical.exists():
        taken = measure([str(zensical), "build", "--clean"], site)
        yield Row("Zensical, navigation not pruned (once)", taken.busy, taken.seconds)


def _build(site: Path, folder: Path) -> Run:
    return _checked(measure([PYTHON, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "site")], site))


def _rebuild(site: Path) -> float:
    os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
    return float(_checked(measure([PYTHON, "-m", "bench.rebuild"], site)).printed)


def edition_tables(*, quick: bool, runs: int) -> Iterator[str]:
    """Yield what it takes to publish editions, with the clock as what counts: they are built side by side.

    A place is filled once; then ``runs`` editions come, one by one, and are taken back.
    """
    editions, total = (3, 20) if quick else (10, 100)
    if not _found():
        yield "Editions are measured beside mike, which is not installed: `make bench` installs it."
        return
    with _folder() as folder:
        tags = repository(folder / "project", editions, total)
        shutil.copytree(folder / "project", folder / "mike", symlinks=True)
        theirs = [_mike(folder / "mike", tag) for tag in tags]
        deploys, last = sum(taken.seconds for taken in theirs), min(theirs[-runs:], key=lambda taken: taken.seconds)
        busy = sum(taken.busy for taken in theirs)
        cold = _publish(folder)
        sizes = _sizes(folder / "place" / "current", tags)
        one = min((_one_more(folder, editions + more, total) for more in range(runs)), key=lambda taken: taken.seconds)
        nothing, back = _best(3, lambda: _publish(folder)), _best(runs, lambda: _ours(folder, "rollback"))
        rows = [
            Row(f"mike, {editions} deploys", busy, deploys),
            Row("Consentbook, all of them, nothing known", cold.busy, cold.seconds, cold.seconds / deploys, 0.4),
            Row("mike, one more", last.busy, last.seconds),
            Row("Consentbook, one more", one.busy, one.seconds, one.seconds / last.seconds, 1),
            Row("Consentbook, nothing new", nothing.busy, nothing.seconds, nothing.seconds / deploys, 0.01),
            Row("Consentbook, rollback", back.busy, back.seconds, back.seconds * 1000, 100, " ms"),
        ]
        yield _table(f"Publishing {editions} editions of {total} pages, 5 % changed in each", rows)
        met = "met" if sizes <= SIZE else "NOT MET"
        yield f"The {editions} editions take {sizes:.3f} of {editions} times the size of one (at most {SIZE}: {met})."


def _mike(project: Path, tag: str) -> Run:
    """Deploy with mike, which runs in our environment, as the project's hooks need our package."""
    run(project, "git", "checkout", "--quiet", tag)
    alone = project.with_name("mike-alone")
    if not alone.exists():
        alone.mkdir()
        for found in _found():
            (alone / found.name).symlink_to(found)
    os.environ["PYTHONPATH"] = str(alone)
    os.environ["PATH"] = f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"
    command = "import sys; from mike.driver import main; sys.exit(main())"
    return _checked(measure([PYTHON, "-c", command, "deploy", "--update-aliases", tag, "latest"], project))


def _found() -> list[Path]:
    return [path for path in (BENCH / "lib").glob("python3*/site-packages/*") if path.name.startswith(NEEDED)]


def _one_more(folder: Path, editions: int, total: int) -> Run:
    new_edition(folder / "project", editions, total)
    return _publish(folder)


def _publish(folder: Path) -> Run:
    return _ours(folder, "publish", "--no-compress")


def _ours(folder: Path, *arguments: str) -> Run:
    command = [str(Path(PYTHON).parent / "consentbook"), "edition", *arguments, "--to", str(folder / "place")]
    return _checked(measure(command, folder / "project"))


def _sizes(release: Path, tags: list[str]) -> float:
    """Return the size of all editions, each content once, as a share of as many times the first one's."""
    kept = {tag: [path.stat() for path in (release / tag).rglob("*") if path.is_file()] for tag in tags}
    first = sum(file.st_size for file in kept[tags[0]])
    contents = {file.st_ino: file.st_size for files in kept.values() for file in files}
    return sum(contents.values()) / (first * len(tags))


def _best(runs: int, measured: Callable[[], Run]) -> Run:
    return min((measured() for _ in range(runs)), key=lambda taken: taken.busy)


def _checked(taken: Run) -> Run:
    if taken.code:
        sys.exit(f"The bench cannot go on: exit code {taken.code}. {taken.printed[-500:]}")
    return taken


def _table(title: str, rows: list[Row]) -> str:
    return "\n".join([f"## {title}\n", HEAD, *map(str, rows)])


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
