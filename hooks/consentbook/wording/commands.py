"""``consentbook wording``: list the snippets, show one."""

import json
from pathlib import Path

import click

from consentbook.book import read_book
from consentbook.reading.offences import did_you_mean
from consentbook.terminal import pass_root, say
from consentbook.wording import render
from consentbook.wording.feed import snippet_data
from consentbook.wording.model import FORMS, Snippet


@click.group()
def wording() -> None:
    """List the snippets and show one."""


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
        say(json.dumps([snippet_data(snippet) for snippet in snippets], ensure_ascii=False, indent=2))
        return
    for snippet in snippets:
        say(f"{snippet.id:22} {snippet.meta.title} ({snippet.review_words})")


@wording.command()
@click.argument("id")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "html", "json"]), default="text", show_default=True
)
@pass_root
def show(root: Path, id: str, form: str) -> None:  # noqa: A002 - the name is what the help shows
    """Show the snippet ID with its blanks.

    \b
    Examples:
      consentbook wording show banner/opt-in
      consentbook wording show policy/short --format html
    """
    snippets = read_book(root).library.snippets
    if id not in snippets:
        hint = did_you_mean(id, snippets) or f"Known: {', '.join(snippets)}."
        raise click.BadParameter(f'there is no snippet "{id}". {hint[0].upper()}{hint[1:]}', param_hint="ID")
    say(_formatted(snippets[id], form))


def _formatted(snippet: Snippet, form: str) -> str:
    match form:
        case "json":
            return json.dumps(snippet_data(snippet), ensure_ascii=False, indent=2)
        case "markdown":
            return "\n\n".join(f"## {part.name}\n\n{render.to_markdown(part.blocks)}" for part in snippet.parts)
        case "html":
            return "\n".join(str(render.to_html(part.blocks, plain=True)) for part in snippet.parts)
        case _:
            return snippet.text
