"""``consentbook checklist``: list the checklists, print one, and check what was done of one."""

import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from consentbook.book import read_book
from consentbook.checklists.gate import open_items
from consentbook.checklists.model import MODELS, ROLES, WHERE, Checklist, Checklists, Scope
from consentbook.checklists.progress import LARGEST, OUTSIDE, ReadProgress, decoded, read_progress
from consentbook.checklists.write import to_csv, to_markdown, to_progress, to_text
from consentbook.reading.offences import Rejected, did_you_mean
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, pass_root, say, show_notices, show_offences
from consentbook.wording.feed import to_json


def scoped(command: Any) -> Any:
    """Give ``command`` the options that say whom a list is for."""
    for name, codes in (("consent", MODELS), ("role", ROLES), ("region", WHERE)):
        wording = f"Only items that apply to this {'consent model' if name == 'consent' else name}."
        command = click.option(f"--{name}", type=click.Choice(list(codes)), help=wording)(command)
    return command


@click.group()
def checklist() -> None:
    """List the checklists, print one, and check what was done of one."""


@checklist.command("list")
@pass_root
def list_checklists(root: Path) -> None:
    """List the checklists: name, number of items, title.

    \b
    Examples:
      consentbook checklist list
    """
    for found in read_book(root).checklists.lists.values():
        say(f"{found.id:26} {len(found.items):2} items  {found.title}")


@checklist.command()
@click.argument("name", metavar="LIST")
@scoped
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json", "csv"]), default="text", show_default=True
)
@click.option("--details", is_flag=True, help="Add why, how to check, and the source. For text and markdown.")
@pass_root
def show(
    root: Path, name: str, region: str | None, role: str | None, consent: str | None, form: str, details: bool
) -> None:
    """Print the checklist LIST: as text, or as a file to fill in and to check later.

    \b
    Examples:
      consentbook checklist show pre-launch
      consentbook checklist show pre-launch --region eea --format markdown > launch.md
    """
    found = _checklist(read_book(root).checklists, name)
    scope = Scope(region or "", role or "", consent or "")
    match form:
        case "json":
            say(to_json(to_progress(found, scope).model_dump(mode="json")).rstrip())
        case "csv":
            say(to_csv(found, scope).rstrip())
        case "markdown":
            say(to_markdown(found, scope, details=details).rstrip())
        case _:
            say(to_text(found, scope, details=details).rstrip())


@checklist.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--list", "name", metavar="LIST", help="All of this list must be done. Default: the list that FILE names."
)
@scoped
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@pass_root
def check(
    root: Path, file: BinaryIO, name: str | None, region: str | None, role: str | None, consent: str | None, form: str
) -> None:
    """Say which required items are open in FILE: an exported file, or a Markdown task list; `-` for standard input.

    Exit code 1 says that items are open, or were ticked before they changed; 2 that FILE cannot be read as one.
    With neither --list nor a list that FILE names, only the items that are in FILE count. What FILE says of itself
    (its list, region, role and consent model) counts only without --list: give --list where FILE is not yours.

    \b
    Examples:
      consentbook checklist check launch.json
      gh pr view 12 --json body --jq .body | consentbook checklist check - --list pre-launch --region eea
    """
    checklists = read_book(root).checklists
    read = _read(file)
    told = read.progress
    chosen = _checklist(checklists, told.list if name is None else name) if told.list or name is not None else None
    # With --list the command line alone says what is required: FILE may come from those who want to get through.
    own = Scope() if name is not None else Scope(told.region, told.role, told.consent)
    scope = Scope(region or own.region, role or own.role, consent or own.consent)
    result = open_items(read, checklists, chosen, scope)
    show_notices(result.notices, form)
    show_offences(result.open, form)
    if not chosen and checklists.items.keys().isdisjoint(read.done):
        click.echo(f"{read.name}:1: no item of these checklists is in it. Give {OUTSIDE}.", err=True)
        raise SystemExit(COULD_NOT_RUN)
    if result.open:
        raise SystemExit(FINDINGS)
    if form == "text":
        say(f"{result.count} required items are done.")


def _read(file: BinaryIO) -> ReadProgress:
    """Return what ``file`` says; ends the command where that cannot be known."""
    name = "stdin" if file is sys.stdin.buffer else file.name
    try:
        return read_progress(decoded(file.read(LARGEST + 1), name), name)
    except Rejected as rejected:
        click.echo(rejected, err=True)
    raise SystemExit(COULD_NOT_RUN)


def _checklist(checklists: Checklists, name: str) -> Checklist:
    if name not in checklists.lists:
        hint = did_you_mean(name, checklists.lists) or f"Known: {', '.join(checklists.lists)}."
        raise click.BadParameter(f'there is no checklist "{name}". {hint[0].upper()}{hint[1:]}', param_hint="LIST")
    return checklists.lists[name]
