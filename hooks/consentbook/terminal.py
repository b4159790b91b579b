"""How commands speak: findings, progress, and the exit codes 0 (fine), 1 (findings), 2 (could not run)."""

import functools
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from consentbook.links import REPORT_VARIABLE
from consentbook.reading.offences import Offence

P = ParamSpec("P")
R = TypeVar("R")

FINE, FINDINGS, COULD_NOT_RUN = 0, 1, 2


links_report = click.option(
    "--links-report",
    "report",
    envvar=REPORT_VARIABLE,
    type=click.Path(path_type=Path),
    help="A report of `consentbook links --report json`, whose states the site shows.",
)


class Failed(Exception):
    """A command could not do what it is for. Says why; its words are what is shown."""


class CannotRun(Exception):
    """A command could not run: nothing was changed. Says why and what to do."""


def pass_root(command: Callable[Concatenate[Path, P], R]) -> Callable[P, R]:
    """Give ``command`` the project's root as its first argument: the one named, or the nearest above."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(find_root(click.get_current_context().obj), *args, **kwargs)

    return run


def find_root(named: Path | None) -> Path:
    """Return the project's root: ``named``, or the nearest folder above. Raises ``click.UsageError`` without one."""
    start = (named or Path()).resolve()
    root = _nearest([start] if named else [start, *start.parents])
    if not root:
        raise click.UsageError(
            "There is no mkdocs.yml with a snippets folder beside it, here or above. Name it with --root."
        )
    return root


def root_above(start: Path) -> Path | None:
    """Return the project's root at ``start`` or above, if there is one."""
    return _nearest([start, *start.parents])


def _nearest(folders: Iterable[Path]) -> Path | None:
    here = (folder for folder in folders if (folder / "mkdocs.yml").is_file() and (folder / "snippets").is_dir())
    return next(here, None)


def say(text: str) -> None:
    """Write a line of result to standard output."""
    click.echo(text)


def warn(text: str) -> None:
    """Write to standard error what went wrong, and did not stop the command by itself."""
    click.echo(f"consentbook: {text}", err=True)


def progress(text: str) -> None:
    """Write a line of progress to standard error, on a terminal only."""
    if sys.stderr.isatty():
        click.secho(text, err=True, dim=True)


def show_offences(offences: Iterable[Offence], form: str) -> None:
    """Write offences to standard output in ``form``: text, json, or github for annotations in its CI."""
    offences = tuple(offences)
    if form == "json":
        say(json.dumps([asdict(offence) for offence in offences], ensure_ascii=False, indent=2))
        return
    for offence in offences:
        say(_github(offence, "error") if form == "github" else str(offence))


def show_notices(notices: Iterable[Offence], form: str) -> None:
    """Write what should be looked at to standard error; for GitHub as warnings, to standard output."""
    for notice in notices:
        if form == "github":
            say(_github(notice, "warning"))
        else:
            click.echo(f"notice: {notice}", err=True)


def _github(offence: Offence, level: str) -> str:
    return github_command(level, offence.path, offence.line, str(offence).partition(": ")[2])


def github_command(level: str, path: str, line: int, message: str) -> str:
    """Return a workflow command; its data is escaped as GitHub's toolkit does, so that no text can be a command."""
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        message, path = message.replace(sign, code), path.replace(sign, code)
    for sign, code in ((":", "%3A"), (",", "%2C")):
        path = path.replace(sign, code)
    return f"::{level} file={path},line={line}::{message}"
