"""The results as Markdown."""

import os
import platform
from collections.abc import Iterable, Iterator

from bench.corpus import PLANTED
from bench.races import Aim, Lane, Race

HEAD = """\
| Tool | Best | All runs | Processors | Memory | Checked | Asked | Planted | Ours is | Aim |
|---|--:|---|--:|--:|--:|--:|--:|--:|---|"""


def tables(races: Iterable[Race]) -> Iterator[str]:
    """Yield the title and the table of each race; the first is about the machine."""
    yield f"# Measured side by side\n\n{_machine()}"
    for race in races:
        about = f"{race.corpus.links:,} links, {PLANTED} of them broken. {race.server}".strip()
        rows = "\n".join(_row(lane, race) for lane in race.lanes)
        yield f"## {race.title}\n\n{about}\n\n{HEAD}\n{rows}"


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return f"{system}, Python {platform.python_version()}. Load at the start: {os.getloadavg()[0]:.1f}."


def _row(lane: Lane, race: Race) -> str:
    if lane.failed or not lane.report:
        return f"| {lane.tool.name} | {lane.failed} |" + " |" * 8
    cells = [lane.tool.name, f"{lane.best:.2f} s", ", ".join(f"{run.seconds:.2f}" for run in lane.runs)]
    cells += [f"{min(run.busy for run in lane.runs):.2f} s", f"{max(run.memory for run in lane.runs):.0f} MB"]
    cells += [f"{lane.report.checked:,}" if lane.report.checked else "not said"]
    cells += [f"{min(lane.asked):,}" if race.server else "", f"{_found(lane, race)} of {PLANTED}"]
    return f"| {' | '.join([*cells, *_ratio(lane, race)])} |"


def _found(lane: Lane, race: Race) -> int:
    return lane.report.found(race.corpus) if lane.report else 0


def _ratio(lane: Lane, race: Race) -> tuple[str, str]:
    """Return how many times this lane's time ours is, which is the first lane, and whether that is what is aimed at."""
    first = race.lanes[0]
    if lane is first or first.failed:
        return "", ""
    ratio = first.best / lane.best
    aim = next((aim for aim in race.aims if aim.than == lane.tool.name), None)
    if min(_found(lane, race), _found(first, race)) < PLANTED:
        return f"{ratio:.2f} x", "no comparison: not all was found"
    return f"{ratio:.2f} x", _aim(aim, ratio) if aim else ""


def _aim(aim: Aim, ratio: float) -> str:
    words = f"at most {aim.most:g}: {'met' if ratio <= aim.most else 'NOT MET'}"
    if aim.wish is not None:
        words += f"; better {aim.wish:g}: {'met' if ratio <= aim.wish else 'not met'}"
    return words
