"""``consentbook edition``: publish an edition of the site."""

import os
from pathlib import Path

import click

from consentbook.editions import SITE_URL_VARIABLE
from consentbook.terminal import COULD_NOT_RUN, links_report, pass_root, progress, say


@click.group()
def edition() -> None:
    """Publish editions of the site, side by side."""


@edition.command()
@click.argument("name")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="The folder that a web server serves.")
@click.option(
    "--site-url",
    envvar=SITE_URL_VARIABLE,
    default="https://consentbook.example/",
    show_default=True,
    help="The address of that folder.",
)
@links_report
@pass_root
def publish(root: Path, name: str, to: Path, site_url: str, report: Path | None) -> None:
    """Build the site as edition NAME, such as 2026.11, and publish it in a folder beside the editions there.

    The edition, versions.json and `latest` appear all at once; a published edition is never overwritten.

    \b
    Examples:
      consentbook edition publish 2026.11 --to public/
      consentbook edition publish 2026.12 --to /srv/consentbook --site-url https://docs.example.com/consent/
    """
    from consentbook.editions import publish as publisher  # noqa: PLC0415 - needs POSIX, which a build does not

    progress(f"Building {name} ...")
    folder = Path(os.path.abspath(to))  # noqa: PTH100 - resolve() would follow the link that is to be replaced
    try:
        built = publisher.publish(root, name, folder, site_url.rstrip("/") + "/", report)
    except publisher.CannotPublish as refused:
        click.echo(f"consentbook: {refused}", err=True)
        raise SystemExit(COULD_NOT_RUN) from None
    say(f"{to}/{name} is published: {built.summary}.")
