"""Which tools run on which corpus, how often, in what order, and which ratio is aimed at."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import Corpus, Order, inside, outside
from bench.measure import Run, measure
from bench.serving import CONNECTIONS, Serving, serving
from bench.tools import OURS, Report, Tool, lychee, others, ours, ours_kept

PACE = 0.05  # seconds between two requests to a host, lychee's own default


@dataclass(frozen=True, slots=True)
class Aim:
    """Our time is to be at most ``most`` times that of ``than``; ``wish`` is what would be better still."""

    than: str
    most: float
    wish: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: addresses, pages of the site, runs of each tool, and our program."""

    addresses: int = 5_000
    pages: int = 2_000
    runs: int = 3
    program: Path = OURS


@dataclass(slots=True)
class Lane:
    """A tool in a race, with its runs, what it said in the last, and what the server saw of each."""

    tool: Tool
    runs: list[Run] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    report: Report | None = None
    failed: str = ""

    @property
    def best(self) -> float:
        """The shortest time in seconds."""
        return min(run.seconds for run in self.runs)


@dataclass(frozen=True, slots=True)
class Race:
    """Tools that did the same work. ``server`` says what the server alone can do, where there is one."""

    title: str
    corpus: Corpus
    lanes: tuple[Lane, ...]
    aims: tuple[Aim, ...]
    server: str = ""


def outside_races(plan: Plan) -> Iterator[Race]:
    """Yield our command beside all others, with answers at once and after 50 ms."""
    lychees = {0.0: Aim("lychee", 2.7, 1.5), 0.05: Aim("lychee", 1.15)}
    for latency, aim in lychees.items():
        rest = list(others())
        least = 0.25 if latency == 0 else 1.0
        aims = (aim, *(Aim(tool.name, least) for tool in rest))
        with _outside(plan, latency) as (server, corpus, work):
            title = f"Outside, answers after {latency * 1000:.0f} ms"
            lanes = _run([ours(plan.program), lychee(), *rest], corpus, work, plan.runs, server)
            yield Race(title, corpus, lanes, aims, _words(server))


def pace_races(plan: Plan) -> Iterator[Race]:
    """Yield our command beside lychee, both with a pace for each host: hosts mixed, in turn, and one on a page.

    In turn, both do nothing but wait, and what is left is how soon they start: nothing is aimed at.
    """
    orders: dict[Order, str] = {"mixed": "hosts mixed", "in turn": "hosts in turn", "together": "one host on a page"}
    for order, words in orders.items():
        with _outside(plan, 0.0, order) as (server, corpus, work):
            lanes = _run([ours(plan.program, pace=PACE), lychee(pace=PACE)], corpus, work, plan.runs, server)
            title = f"Outside, {PACE * 1000:.0f} ms between two requests to a host, {words}"
            aims = () if order == "in turn" else (Aim("lychee", 1.0),)
            yield Race(title, corpus, lanes, aims, _words(server))


def cache_races(plan: Plan) -> Iterator[Race]:
    """Yield our run from the cache beside the one that fills it, both with the settings of who sets none.

    What a run takes at least, to start and to read the pages, is no part of what a cache can save.
    """
    with _outside(plan, 0.05) as (server, corpus, work):
        first, second = (ours_kept(plan.program, name, "kept.sqlite3") for name in ("first run", "second run"))
        lanes = (Lane(second), Lane(first))
        for _ in range(plan.runs):
            for kept in work.glob("kept.sqlite3*"):
                kept.unlink()
            for lane in reversed(lanes):
                _one(lane, corpus, work, server)
        title = "Outside, answers after 50 ms, a second run from the cache, with the settings of who sets none"
        yield Race(title, corpus, lanes, (Aim("first run", 0.1),), _words(server))


def inside_races(plan: Plan) -> Iterator[Race]:
    """Yield our command beside lychee on links and anchors inside a site, without a network."""
    with _folder() as folder:
        work = folder / "work"
        work.mkdir()
        corpus = inside(folder / "site", plan.pages)
        lanes = _run([ours(plan.program, offline=True), lychee(offline=True)], corpus, work, plan.runs)
        yield Race(f"Inside, {plan.pages + 1:,} pages", corpus, lanes, (Aim("lychee", 1.0),))


RACES = {"outside": outside_races, "inside": inside_races, "cache": cache_races, "pace": pace_races}


def _run(
    tools: Sequence[Tool], corpus: Corpus, work: Path, runs: int, server: Serving | None = None
) -> tuple[Lane, ...]:
    """Run each tool that is installed ``runs`` times, each time in another order."""
    lanes = tuple(Lane(tool) for tool in tools)
    for turn in range(runs):
        start = turn % len(lanes)
        for lane in (*lanes[start:], *lanes[:start]):
            if not lane.failed:
                _one(lane, corpus, work, server)
    return lanes


def _one(lane: Lane, corpus: Corpus, work: Path, server: Serving | None) -> None:
    if not lane.tool.here:
        lane.failed = "not installed"
        return
    print(f"{lane.tool.name} ...", file=sys.stderr)
    run = measure(lane.tool.command(corpus, work), work)
    asked = server.seen() if server else 0
    try:
        lane.report = lane.tool.read(run, work)
    except (OSError, ValueError, KeyError) as error:
        lane.failed = f"gave no report (exit code {run.code}): {error}"
        return
    lane.runs.append(run)
    lane.asked.append(asked)


@contextmanager
def _outside(plan: Plan, latency: float, order: Order = "mixed") -> Iterator[tuple[Serving, Corpus, Path]]:
    with _folder() as folder, serving(latency) as server:
        work = folder / "work"
        work.mkdir()
        yield server, outside(folder / "corpus", server.port, plan.addresses, order), work


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)  # LinkChecker reads as nobody when root starts it
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _words(server: Serving) -> str:
    return f"The server alone answers {server.rate():,.0f} requests a second on {CONNECTIONS} connections."
