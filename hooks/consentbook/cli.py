"""The command line: ``consentbook check|build|wording|checklist|rules|links|edition``."""

import os
import signal
from pathlib import Path
from typing import NoReturn

import click

from consentbook import __version__
from consentbook.book import read_book
from consentbook.checklists.commands import checklist
from consentbook.editions.commands import edition
from consentbook.links.commands import links
from consentbook.reading.offences import Rejected
from consentbook.rules.commands import rules
from consentbook.site.build import BuildFailed, build_site
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, pass_root, progress, say, show_notices, show_offences
from consentbook.wording.commands import wording


def _terminated(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


class Commands(click.Group):
    """A group that turns what a command raises into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the command. Ended by SIGTERM, it cleans up as it does after Ctrl-C."""
        signal.signal(signal.SIGTERM, _terminated)
        try:
            super().invoke(ctx)
        except Rejected as rejected:
            click.echo(rejected, err=True)
            ctx.exit(FINDINGS)
        except BuildFailed as failed:
            click.echo(failed, err=True)
            ctx.exit(FINDINGS)
        except BrokenPipeError:
            raise  # click ends quietly, as a command in a pipe should
        except OSError as error:
            click.echo(f"consentbook: {error.strerror or error}: {error.filename or ''}", err=True)
            ctx.exit(COULD_NOT_RUN)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("CONSENTBOOK_TRACEBACK"):
                raise
            again = "Set CONSENTBOOK_TRACEBACK=1 and run it again to see where, and report it."
            click.echo(f"consentbook: a fault of this program: {type(error).__name__}: {error}. {again}", err=True)
            ctx.exit(COULD_NOT_RUN)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="consentbook")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder. Default: the one you are in, or the nearest above.",
)
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Consent wording for session replay: check it, build its site, fetch a text, check links, publish.

    Exit codes: 0 everything is fine, 1 there are findings, 2 the command could not run.

    \b
    Examples:
      consentbook check
      consentbook wording show banner/opt-in --draft
      consentbook links --format json
    """
    ctx.obj = root


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--release", is_flag=True, help="Refuse what a release must not hold: lapsed reviews, unreleased texts.")
@pass_root
def check(root: Path, form: str, release: bool) -> None:
    """Check snippets, checklists, links inside the site and the rules of the link register. Needs no network.

    \b
    Examples:
      consentbook check
      consentbook check --format github
    """
    try:
        book = read_book(root, release=release)
    except Rejected as rejected:
        show_offences(rejected.offences, form)
        raise SystemExit(FINDINGS) from None
    show_notices(book.notices, form)
    if form == "json":
        show_offences((), form)
    elif form == "text":
        count = len(book.library.snippets)
        say(f"{count} snippets, {len(book.checklists.lists)} checklists and {len(book.pages)} pages are fine.")


@main.command()
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Default: site/ in the project.")
@pass_root
def build(root: Path, site_dir: Path | None) -> None:
    """Build the site strictly and check what was built. What is in SITE_DIR stays if anything is wrong.

    \b
    Examples:
      consentbook build
      consentbook build --site-dir /srv/preview
    """
    progress("Checking the sources, building the pages, checking the site ...")
    into = site_dir or root / "site"
    built = build_site(root, into.absolute())
    show_notices(built.book.notices, "text")
    say(f"{site_dir or 'site'}/ is ready: {built.summary}. See it with `make serve`, at http://127.0.0.1:8000/")


for command in (wording, checklist, rules, links, edition):
    main.add_command(command)
