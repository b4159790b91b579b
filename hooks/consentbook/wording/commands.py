"""``consentbook wording``: list the snippets, show one, release changed ones, look into a history."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from consentbook.book import read_book, today
from consentbook.reading.offences import Offence, Rejected, did_you_mean
from consentbook.terminal import FINDINGS, pass_root, say
from consentbook.wording.diff import word_diff
from consentbook.wording.feed import text_data, to_json
from consentbook.wording.fill import WrongValue, fill
from consentbook.wording.forms import FORMS, MAIN, TEXT_KEYS
from consentbook.wording.history import Entry
from consentbook.wording.ledger import append_entry
from consentbook.wording.model import Library, Snippet, Text
from consentbook.wording.read import read_library
from consentbook.wording.revisions import released_text

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def wording() -> None:
    """List, show and release snippets, and look into their histories."""


@wording.command("list")
@click.option("--form", type=click.Choice(list(FORMS)), help="Only snippets of this form.")
@click.option("--format", "form_out", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_root
def list_snippets(root: Path, form: str | None, form_out: str) -> None:
    """List the snippets: id, title and review status.

    \b
    Examples:
      consentbook wording list
      consentbook wording list --form banner --format json
    """
    snippets = [snippet for snippet in read_book(root).library.snippets.values() if form in {None, snippet.meta.form}]
    if form_out == "json":
        say(to_json([text_data(snippet, snippet.main) for snippet in snippets]).rstrip())
        return
    for snippet in snippets:
        say(f"{snippet.id:22} {snippet.meta.title} ({snippet.main.meta.review.words})")


@wording.command()
@click.argument("name", metavar="ID")
@click.option("--text", "key", type=click.Choice(TEXT_KEYS), default=MAIN, show_default=True, help="Language and tone.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "html", "json"]), default="text", show_default=True
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Fill a blank. Repeatable.")
@click.option("--draft", is_flag=True, help="Show the text although blanks are not filled.")
@pass_root
def show(root: Path, name: str, key: str, form: str, settings: tuple[str, ...], draft: bool) -> None:
    """Show the snippet ID with its blanks filled. A list's items are parted by line feeds.

    Exit code 1 says that blanks are not filled, and which; nothing is shown then, unless a draft is asked for.

    \b
    Examples:
      consentbook wording show banner/opt-in --draft
      consentbook wording show choice/dns-link --set optout_url=https://www.example.com/privacy/choices
      consentbook wording show banner/opt-in --text fr --format html --draft
    """
    library = read_book(root).library
    snippet = _snippet(root, library, name)
    if key not in snippet.texts:
        raise click.BadParameter(f"{name} has no text {key}. It has: {', '.join(snippet.texts)}.", param_hint="--text")
    try:
        text = fill(snippet.texts[key], library.variables, _values(settings, library))
    except WrongValue as wrong:
        raise click.BadParameter(f"{wrong}.", param_hint="--set") from wrong
    if text.variables and not draft:
        missing = "".join(f"\n  {name}: {library.variables[name].help}" for name in text.variables)
        click.echo(f"consentbook: these blanks are not filled (--set NAME=VALUE, or --draft):{missing}", err=True)
        raise SystemExit(FINDINGS)
    say(_formatted(snippet, text, form))


def _values(settings: tuple[str, ...], library: Library) -> dict[str, str]:
    values = dict(setting.partition("=")[::2] for setting in settings)
    for name in values.keys() - library.variables.keys():
        hint = did_you_mean(name, library.variables) or f"Known: {', '.join(library.variables)}."
        raise click.BadParameter(f'there is no variable "{name}". {hint[0].upper()}{hint[1:]}', param_hint="--set")
    return values


@wording.command()
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--author", required=True, help="The role of who releases, such as `docs`; never a person's name.")
@click.option("--reason", required=True, help="One sentence on why the text changed.")
@click.option("--date", "day", type=DAY, help="The day of the release. Default: today, in UTC.")
@pass_root
def release(root: Path, names: tuple[str, ...], author: str, reason: str, day: datetime | None) -> None:
    """Give each changed snippet its next revision, and write it to the snippet's history.

    Without an ID every snippet that has changed is released. A released revision never changes again.

    \b
    Examples:
      consentbook wording release --author docs --reason "Name the vendor first."
      consentbook wording release banner/opt-in --author privacy --reason "Shorter."
    """
    library = read_book(root).library
    chosen = [_snippet(root, library, name) for name in names] or list(library.snippets.values())
    changed = [snippet for snippet in chosen if snippet.unreleased]
    entries = [_released(snippet, day.date() if day else today(), author, reason) for snippet in changed]
    for snippet, entry in zip(changed, entries, strict=True):  # written only when every one of them can be
        append_entry(root / "snippets" / snippet.id, entry)
        say(f"{snippet.id}: revision {entry.revision} ({', '.join(snippet.unreleased)})")
    if not changed:
        say("Nothing has changed since the latest revisions.")


@wording.command()
@click.argument("name", metavar="ID")
@click.option("--on", "day", type=DAY, help="Only the revision that was in force on this day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pass_root
def history(root: Path, name: str, day: datetime | None, form: str) -> None:
    """Show the released revisions of the snippet ID, or the texts that were in force on a day.

    \b
    Examples:
      consentbook wording history banner/opt-in
      consentbook wording history banner/opt-in --on 2026-12-03
    """
    snippet = _snippet(root, _library(root), name)
    entries = snippet.history.entries
    if day:
        entry = snippet.history.on(day.date())
        if not entry:
            say(f"{name} was not released yet on {day.date()}.")
            raise SystemExit(FINDINGS)
        entries = (entry,)
    if form == "json":
        say(to_json([_revision_data(snippet, entry) for entry in entries]).rstrip())
        return
    for entry in entries:
        say(f"Revision {entry.revision}, {entry.date}, released by {entry.author}: {entry.reason}")
        for key, template in snippet.history.state(entry.revision).items() if day else ():
            sha256 = released_text(snippet, key, template).sha256
            say(f"\n--- {key}, SHA-256 of {key}.txt: {sha256}\n{template.rstrip()}")


def _revision_data(snippet: Snippet, entry: Entry) -> dict[str, Any]:
    """Return an entry as its history has it, with whole texts, and the SHA-256 of each of the feed's files."""
    texts = snippet.history.state(entry.revision)
    files = {f"{key}.txt": released_text(snippet, key, template).sha256 for key, template in texts.items()}
    return entry.model_dump(mode="json") | {"texts": texts, "files": files}


@wording.command()
@click.argument("name", metavar="ID")
@click.argument("before", type=click.IntRange(1), metavar="REVISION")
@click.argument("after", type=click.IntRange(1), metavar="[REVISION]", required=False)
@click.option("--text", "key", type=click.Choice(TEXT_KEYS), default=MAIN, show_default=True, help="Language and tone.")
@pass_root
def diff(root: Path, name: str, before: int, after: int | None, key: str) -> None:
    """Show what changed in the snippet ID between two revisions, or since one, word by word.

    \b
    Examples:
      consentbook wording diff banner/opt-in 1 2
      consentbook wording diff banner/opt-in 1 --text fr
    """
    snippet = _snippet(root, _library(root), name)
    latest = len(snippet.history.entries)
    for number in (before, after or 1):
        if number > latest:
            raise click.BadParameter(f"the latest revision of {name} is {latest}.", param_hint="REVISION")
    old = snippet.history.state(before).get(key, "")
    new = (snippet.history.state(after) if after else snippet.templates).get(key, "")
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    say("".join(signs[kind].format(words) for kind, words in word_diff(old, new)).rstrip())


def _library(root: Path) -> Library:
    """Return the library alone; raises ``Rejected`` if it is not right."""
    offences: list[Offence] = []
    library = read_library(root, offences)
    if offences:
        raise Rejected(offences)
    return library


def _released(snippet: Snippet, day: date, author: str, reason: str) -> Entry:
    last = snippet.history.entries[-1:]
    if last and day < last[0].date:
        raise click.BadParameter(f"{snippet.id} was last released on {last[0].date}.", param_hint="--date")
    try:
        return snippet.history.released(snippet.templates, day, author, reason).entries[-1]
    except ValueError as error:
        raise click.UsageError("author and reason are plain words, without markup and signs such as < or [.") from error


def _snippet(root: Path, library: Library, name: str) -> Snippet:
    if name not in library.snippets:
        from consentbook.editions.last import of_gone  # noqa: PLC0415 - asks git, which only a wrong id needs

        if gone := of_gone(root, library, name):
            raise click.BadParameter(gone, param_hint="ID")
        hint = did_you_mean(name, library.snippets) or f"Known: {', '.join(library.snippets)}."
        raise click.BadParameter(f'there is no snippet "{name}". {hint[0].upper()}{hint[1:]}', param_hint="ID")
    return library.snippets[name]


def _formatted(snippet: Snippet, text: Text, form: str) -> str:
    if form == "json":
        return json.dumps(text_data(snippet, text), ensure_ascii=False, indent=2)
    return {"text": text.text, "markdown": text.markdown, "html": text.html}[form]
