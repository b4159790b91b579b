"""``consentbook check`` and ``consentbook build``."""

from pathlib import Path

import click

from consentbook.book import read_book
from consentbook.reading.offences import Rejected
from consentbook.site.build import build_site
from consentbook.terminal import FINDINGS, links_report, pass_root, progress, say, show_notices, show_offences


@click.command()
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


@click.command()
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Default: site/ in the project.")
@links_report
@pass_root
def build(root: Path, site_dir: Path | None, report: Path | None) -> None:
    """Build the site strictly and check what was built. What is in SITE_DIR stays if anything is wrong.

    \b
    Examples:
      consentbook build
      consentbook build --site-dir /srv/preview
      consentbook build --links-report links.json
    """
    progress("Checking the sources, building the pages, checking the site ...")
    into = site_dir or root / "site"
    built = build_site(root, into.absolute(), report)
    show_notices(built.book.notices, "text")
    say(f"{site_dir or 'site'}/ is ready: {built.summary}. See it with `make serve`, at http://127.0.0.1:8000/")
