"""``consentbook edition diff``: what changed between two editions."""

from pathlib import Path

import click

from consentbook.editions import NEXT
from consentbook.terminal import FINDINGS, pass_root, say
from consentbook.wording.forms import FORMS, REGIONS

WHERE = [region for region in REGIONS if region != "any"]


@click.command()
@click.argument("old")
@click.argument("new", default=NEXT)
@click.option(
    "--format", "form_out", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@click.option("--form", type=click.Choice(list(FORMS)), help="Only snippets of this form.")
@click.option("--region", type=click.Choice(WHERE), help="Only snippets and items that hold in this region.")
@click.option("--exit-code", is_flag=True, help="End with exit code 1 if anything changed.")
@pass_root
def diff(root: Path, old: str, new: str, form_out: str, form: str | None, region: str | None, exit_code: bool) -> None:
    """Show what changed from edition OLD to edition NEW, word by word, and what a product team must do.

    Each is an edition, `next` for what is committed and not published yet, a git revision, or the path of a folder
    with a project in it. NEW is `next` if it is left out.

    \b
    Examples:
      consentbook edition diff 2026.11 2026.12
      consentbook edition diff 2026.11 --form banner --region eea
      consentbook edition diff 2026.11 ./ --format markdown
    """
    from consentbook.editions.changes import asked  # noqa: PLC0415 - it reads books, which no other command here does

    changes = asked.changes_between(root, old, new, form, region)
    say(asked.FORMATS[form_out](changes).rstrip())
    if changes and exit_code:
        raise SystemExit(FINDINGS)
