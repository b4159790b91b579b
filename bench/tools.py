"""The tools that are compared: how each is run as quickly as it can be, and how its report is read."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Corpus
from bench.measure import Run
from bench.server import HOSTS
from bench.serving import BENCH

OURS = Path(sys.executable).parent / "consentbook"
PER_HOST = 10  # lychee's own default, and the same for us
AT_ONCE = 128
LINKINATOR = BENCH / "node" / "node_modules" / ".bin" / "linkinator"
# It waits for a host while it holds a lock, so that more threads make it slower, not faster.
LINKCHECKER = "[checking]\nmaxrequestspersecond=100000\nthreads=40\n"


@dataclass(frozen=True, slots=True)
class Report:
    """What a tool says: how many links it checked, and the addresses that are broken."""

    checked: int
    broken: frozenset[str]

    def found(self, corpus: Corpus) -> int:
        """Return how many of the planted links it found."""
        return sum(any(address.rstrip("/").endswith(end) for address in self.broken) for end in corpus.broken)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool with its program, its command for a corpus and a folder to work in, and the reader of its report."""

    name: str
    program: Path
    command: Callable[[Corpus, Path], list[str]]
    read: Callable[[Run, Path], Report]

    @property
    def here(self) -> bool:
        """Whether it is installed."""
        return self.program.exists()


def ours(program: Path = OURS, *, pace: float = 0.0, offline: bool = False) -> Tool:
    """Return our command with what makes it do the same work as others; ``pace`` is in seconds."""
    asked = ["--offline"] if offline else ["--per-host", str(PER_HOST), "--pace", str(pace), *_allowed()]

    def command(corpus: Corpus, _: Path) -> list[str]:
        return [*_ours(program, corpus), "--no-cache", *asked]

    return Tool("consentbook", program, command, _read_ours)


def ours_kept(program: Path, name: str, cache: str) -> Tool:
    """Return our command as people run it, with nothing set but ``cache``, a file in the working folder."""

    def command(corpus: Corpus, work: Path) -> list[str]:
        return [*_ours(program, corpus), "--cache", str(work / cache), *_allowed()]

    return Tool(name, program, command, _read_ours)


def _ours(program: Path, corpus: Corpus) -> list[str]:
    return [str(program), "links", str(corpus.folder), "--format", "json"]


def _allowed() -> list[str]:
    return [word for host in HOSTS for word in ("--allow-host", host)]


def _read_ours(run: Run, _: Path) -> Report:
    data = json.loads(run.printed)
    broken = (f["address"] for f in data["findings"] if f["weight"] in {"error", "suspect"})
    return Report(int(data["addresses"]), frozenset(broken))


def lychee(*, pace: float = 0.0, offline: bool = False) -> Tool:
    """Return lychee; ``pace`` is in seconds between two requests to a host."""
    program = BENCH / "bin" / "lychee"

    def command(corpus: Corpus, _: Path) -> list[str]:
        files = str(corpus.folder / "**" / "*.html")
        asked = [f"--host-request-interval={pace * 1000:.0f}ms", f"--host-concurrency={PER_HOST}"]
        if offline:
            asked = ["--offline", "--include-fragments", "--index-files", "index.html"]
        most = [f"--max-concurrency={AT_ONCE}", "--no-progress", "--format=json"]
        return [str(program), *most, *asked, files]

    return Tool("lychee", program, command, _read_lychee)


def _read_lychee(run: Run, _: Path) -> Report:
    data = json.loads(run.printed)
    return Report(
        int(data["total"]), frozenset(entry["url"] for found in data["error_map"].values() for entry in found)
    )


def _linkchecker(corpus: Corpus, work: Path) -> list[str]:
    settings = work / "linkchecker.ini"
    settings.write_text(LINKCHECKER)
    options = ["--config", str(settings), "--no-robots", "--no-status", "--recursion-level=1", "--check-extern"]
    return [str(BENCH / "bin" / "linkchecker"), *options, *map(str, sorted(corpus.folder.glob("*.html")))]


def _read_linkchecker(run: Run, _: Path) -> Report:
    total = re.search(r"(\d+) links? in \d+ URLs? checked", run.printed)
    return Report(int(total[1]) if total else 0, frozenset(re.findall(r"^Real URL +(\S+)", run.printed, re.MULTILINE)))


def _sphinx(corpus: Corpus, work: Path) -> list[str]:
    settings = ["-D", f"linkcheck_workers={AT_ONCE}", "-D", "linkcheck_retries=1", "-q", "-E"]
    source, built = str(corpus.folder.parent / "sphinx"), str(work / "sphinx")
    return [str(BENCH / "bin" / "sphinx-build"), "-b", "linkcheck", *settings, source, built]


def _read_sphinx(_: Run, work: Path) -> Report:
    lines = (work / "sphinx" / "output.json").read_text().splitlines()
    checked = [entry for entry in map(json.loads, lines) if entry["status"] in {"working", "broken", "redirected"}]
    return Report(len(checked), frozenset(entry["uri"] for entry in checked if entry["status"] == "broken"))


def _linkinator(corpus: Corpus, _: Path) -> list[str]:
    options = ["--server-root", str(corpus.folder), "--concurrency", str(AT_ONCE), "--format", "json"]
    return [str(LINKINATOR), "*.html", *options]


def _read_linkinator(run: Run, _: Path) -> Report:
    links = json.loads(run.printed[run.printed.index("{") :])["links"]
    outside = [link for link in links if "parent" in link]
    return Report(len(outside), frozenset(link["url"] for link in outside if link["state"] == "BROKEN"))


def others() -> Iterator[Tool]:
    """Yield the tools that are not measured in every race."""
    yield Tool("LinkChecker", BENCH / "bin" / "linkchecker", _linkchecker, _read_linkchecker)
    yield Tool("Sphinx linkcheck", BENCH / "bin" / "sphinx-build", _sphinx, _read_sphinx)
    yield Tool("linkinator", LINKINATOR, _linkinator, _read_linkinator)
