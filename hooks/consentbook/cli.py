"""The command line: ``consentbook check|build|wording|checklist|rules|links|edition``."""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from consentbook.garbage import look_seldom
from consentbook.reading.offences import Rejected
from consentbook.terminal import COULD_NOT_RUN, FINDINGS, CannotRun, Failed

# Each capability's commands are loaded when one is called: a check of links needs no MkDocs, and a build no client.
CAPABILITIES = {
    "check": "site",
    "build": "site",
    "wording": "wording",
    "checklist": "checklists",
    "rules": "rules",
    "links": "links",
    "edition": "editions",
}


def _terminated(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _clean_up_after_signals() -> None:
    signal.signal(signal.SIGTERM, _terminated)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:  # nohup lets it be ignored
        signal.signal(signal.SIGHUP, _terminated)


def _open_streams() -> None:
    """Open the streams that the caller has closed: else what is opened first would be taken for one of them."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which gets the lowest number that is free
            setattr(sys, name, os.fdopen(number, "w" if number else "r"))


class Commands(click.Group):
    """A group that loads a command when it is called, and turns what it raises into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the name is click's
        """Return the names of all commands."""
        return list(CAPABILITIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a command by its name."""
        if cmd_name not in CAPABILITIES:
            return None
        module = import_module(f"consentbook.{CAPABILITIES[cmd_name]}.commands")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and arguments; an unknown name gets a suggestion, as in groups that have loaded all."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as unknown:
            raise click.NoSuchCommand(unknown.command_name, possibilities=CAPABILITIES, ctx=ctx) from None

    def invoke(self, ctx: click.Context) -> None:
        """Run the command. Ended by SIGTERM or SIGHUP, it cleans up as it does after Ctrl-C."""
        _open_streams()
        _clean_up_after_signals()
        look_seldom()
        try:
            super().invoke(ctx)
        except Rejected as rejected:
            click.echo(rejected, err=True)
            ctx.exit(FINDINGS)
        except Failed as failed:
            click.echo(failed, err=True)
            ctx.exit(FINDINGS)
        except CannotRun as why:
            click.echo(f"consentbook: {why}", err=True)
            ctx.exit(COULD_NOT_RUN)
        except KeyboardInterrupt:
            ctx.exit(128 + signal.SIGINT)
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
@click.version_option(package_name="consentbook", prog_name="consentbook")
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
