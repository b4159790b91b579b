"""How a check of links ends: its report is said and written, and its exit code says what was found."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.report import WEIGHTS, Placed, Report
from consentbook.reading.files import write_file
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, say, warn


@dataclass(slots=True)
class Ended:
    """Whether a run was ended by a signal before its end: its number, or 0."""

    by: int = 0


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a check, which then says what it knows.

    That of a lost terminal is none of them where it is ignored, as under nohup.
    """
    if sys.platform == "win32" or signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        return signal.SIGINT, signal.SIGTERM
    return signal.SIGINT, signal.SIGTERM, signal.SIGHUP


Reports = tuple[tuple[str, Path], ...]


def _files(_: click.Context, __: click.Parameter, value: Reports) -> Reports:
    if any(path == Path("-") for _, path in value):
        raise click.BadParameter("it takes a file. Write --format for what goes to standard output.")
    return value


REPORTING = (
    click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text"),
    click.option(
        "--report",
        "reports",
        type=(click.Choice(list(FORMATS)), click.Path(dir_okay=False, path_type=Path)),
        multiple=True,
        metavar="FORMAT FILE",
        callback=_files,
        help="Write the report into a file, too.",
    ),
    click.option("--fail-on", type=click.Choice(WEIGHTS), default="error", help="The least that is a finding."),
)


def reporting(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` the options on reports."""
    for option in reversed(REPORTING):
        command = option(command)
    return command


def tell(found: Report, form: str, reports: Reports) -> None:
    """Say the report, and write it wherever it is wanted."""
    say(FORMATS[form](found))
    for other, path in reports:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, FORMATS[other](found).removesuffix("\n") + "\n")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(FORMATS["markdown"](found) + "\n")


NO_NETWORK = {"unknown-host", "no-answer"}


def end(found: Report, fail_on: str, *, asked: bool = True, ended: Ended | None = None) -> None:
    """End with the exit code that says what was found."""
    if ended and ended.by:
        raise SystemExit(128 + ended.by)
    failing = [one for one in found.findings if WEIGHTS.index(one.weight) <= WEIGHTS.index(fail_on)]
    if asked and not found.answered and _is_cut_off(found, failing):
        warn("not one server answered. Is there a network, and may it be used?")
        raise SystemExit(COULD_NOT_RUN)
    if failing:
        raise SystemExit(FINDINGS)
    if not found.complete:
        warn("not everything was checked in time")
        raise SystemExit(COULD_NOT_RUN)


def _is_cut_off(found: Report, failing: list[Placed]) -> bool:
    """Return whether the network is to blame for what was found where no server answered.

    It is if nothing else is wrong, and it is not a single host that is not known.
    """
    # Taken apart by hand: the addresses of a report that was read need not be any.
    silent = {one.address.partition("://")[2].partition("/")[0] for one in found.findings if one.code in NO_NETWORK}
    return bool(silent) and all(one.code in NO_NETWORK for one in failing) and (not failing or len(silent) > 1)
