"""Publishes an edition beside those that are there: built aside, then everything appears at once.

``public`` is a symbolic link to a folder of ``public.releases``; a release holds every edition, ``versions.json`` and
``latest``. Publishing makes a new release, in which the editions that were there are hard links, and moves the link
with one rename, so that a reader sees the old release or the new one and nothing between.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consentbook.editions import EDITION_VARIABLE, SITE_URL_VARIABLE
from consentbook.site.build import Built, build_into, building_aside

EDITION = re.compile(r"[0-9]{4}\.(0[1-9]|1[0-2])(\.[1-9][0-9]{0,2})?")
LATEST = "latest"


class CannotPublish(Exception):
    """The edition cannot be published; nothing was changed. Says why and what to do."""


def publish(root: Path, edition: str, to: Path, site_url: str, report: Path | None = None) -> Built:
    """Build the project at ``root`` as ``edition`` (such as ``2026.11``) and publish it in the folder ``to``.

    ``site_url`` is the address of ``to``, with a slash at its end; ``report`` is the file with what the last check of
    links found. Raises ``CannotPublish`` where the edition is there
    already, ``to`` is no folder of ours or somebody else is publishing; ``Rejected`` or ``BuildFailed`` where the site
    is not right.
    """
    if not EDITION.fullmatch(edition):
        raise CannotPublish(f'"{edition}" is no edition. Write year and month, as in 2026.11, or 2026.11.1.')
    if not to.name:
        raise CannotPublish(f"{to} cannot be published to. Name a folder in a folder.")
    releases = to.with_name(f"{to.name}.releases")
    with _alone(releases, to):
        if (to / edition).exists():
            raise CannotPublish(f"{to / edition} is published already and stays as it is. Publish under a new name.")
        for left in releases.glob(".release-*"):  # by a publisher that was killed
            shutil.rmtree(left)
        with building_aside(releases / "release") as release:
            _keep(to, release)
            (release / edition).mkdir()
            variables = {EDITION_VARIABLE: edition, SITE_URL_VARIABLE: f"{site_url}{edition}/"}
            built = build_into(root, release / edition, variables, report)
            _write_versions(release)
            _switch(to, _settle(release, releases))
    return built


@contextmanager
def _alone(releases: Path, to: Path) -> Iterator[None]:
    """Let one publisher at a time work on ``to``."""
    _check_ours(to, releases)
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotPublish(f"Somebody else is publishing in {to}. Try again when they are done.") from None
        yield


def _check_ours(to: Path, releases: Path) -> None:
    """Refuse what this command did not make, and what was broken since: nothing published may be lost."""
    numbered = [path for path in releases.glob("*") if path.name.isdigit()]
    if to.is_symlink() or to.exists():
        target = to.readlink() if to.is_symlink() else None
        if not target or (to.parent / target).parent != releases or not target.name.isdigit():
            raise CannotPublish(f"{to} is there and was not made by this command. Name a folder that is not there yet.")
    if numbered and not to.is_dir():
        newest = max(numbered, key=lambda path: int(path.name))
        mend = f"Bring it back with `ln -sfn {os.path.relpath(newest, to.parent)} {to}`, or remove {releases}."
        raise CannotPublish(f"{to} is gone, but {releases} holds what was published. {mend}")


def _keep(to: Path, release: Path) -> None:
    """Take the editions that are published into ``release``, as hard links: they never change."""
    for published in editions(to):
        shutil.copytree(to / published, release / published, copy_function=os.link)


def editions(to: Path) -> list[str]:
    """Return the editions published in ``to``, newest first."""
    names = [path.name for path in to.iterdir() if EDITION.fullmatch(path.name)] if to.exists() else []
    return sorted(names, key=lambda name: [int(number) for number in name.split(".")], reverse=True)


def _write_versions(release: Path) -> None:
    """Write versions.json as mike does, which Material's selector reads, and point ``latest`` at the newest."""
    newest, *older = editions(release)
    versions = [{"version": newest, "title": newest, "aliases": [LATEST]}]
    versions += [{"version": edition, "title": edition, "aliases": []} for edition in older]
    (release / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")
    (release / LATEST).symlink_to(newest)
    (release / "index.html").write_text(_FORWARD)


_FORWARD = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Consentbook</title>
<meta http-equiv="refresh" content="0; url={LATEST}/">
<p><a href="{LATEST}/">The latest edition</a></p>
</html>
"""


def _settle(release: Path, releases: Path) -> Path:
    """Give ``release`` its number: one more than the last."""
    numbers = [int(path.name) for path in releases.iterdir() if path.name.isdigit()]
    return release.rename(releases / str(max(numbers, default=0) + 1))


def _switch(to: Path, release: Path) -> None:
    """Point ``to`` at ``release`` in one step."""
    link = to.with_name(f".{to.name}.new")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(release, to.parent))
    link.replace(to)
