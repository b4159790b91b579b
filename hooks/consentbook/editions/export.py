"""Writes a release to a branch that GitHub Pages serves: with copies for aliases, as it follows no links."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ghp_import import GhpError, ghp_import

from consentbook.editions.place import Place
from consentbook.editions.source import git
from consentbook.editions.sums import SIGNATURE, SUMS, read_sums
from consentbook.terminal import CannotRun

NO_JEKYLL, DOMAIN = ".nojekyll", "CNAME"  # what GitHub Pages reads; the second is written by its own settings


def check_branch(root: Path, branch: str) -> None:
    """Raise ``CannotRun`` if ``branch`` of the repository at ``root`` cannot be written, or holds something else."""
    if _says(root, "check-ref-format", "--branch", branch) != branch:
        raise CannotRun(f'"{branch}" is no name of a branch. The usual one is gh-pages.')
    if f"branch refs/heads/{branch}" in _says(root, "worktree", "list", "--porcelain").splitlines():
        raise CannotRun(f"the branch {branch} is checked out. {ONLY}")
    if missing := [key for key in ("user.name", "user.email") if not _says(root, "config", key)]:
        raise CannotRun(f"git does not know who commits. Set {' and '.join(missing)} with `git config`.")
    for commit in filter(None, _tips(root, branch)):
        names = set(_top(root, commit))
        if SUMS not in names and not names <= {NO_JEKYLL, DOMAIN}:
            raise CannotRun(f"the branch {branch} holds something else. {ONLY}")


ONLY = "Name one that holds nothing but the site, such as gh-pages; it need not be there yet."


def _tips(root: Path, branch: str) -> tuple[str, str]:
    """Return the commits of a branch here, and as it was last fetched from ``origin``; nothing where there is none."""
    references = (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}")
    ours, theirs = (_says(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") for name in references)
    return ours, theirs


def export(root: Path, place: Place, branch: str, message: str) -> None:
    """Commit the release that is served to ``branch``, which ``check_branch`` has seen. Raises ``CannotRun``.

    Files at the top of the branch that no release wrote stay, such as the name of a domain.
    """
    with place.alone(), place.working() as work:
        before = _follow_origin(root, branch)
        _lay_out(place.current.resolve(), work / "site")
        for name in _others(root, before) if before else ():
            (work / "site" / name).write_bytes(git(root, "cat-file", "blob", f"{before}:{name}"))
        commit = _commit(root, work / "site", before, message)
    git(root, "update-ref", f"refs/heads/{branch}", commit, before)  # only if it is still there, or still nothing


def _commit(root: Path, site: Path, before: str, message: str) -> str:
    """Commit the folder ``site`` on the commit ``before``, if there is one, and return the commit.

    It is made on a branch aside: git takes the end of what it is given for the end of the commit, also where whoever
    gives it was killed. Raises ``CannotRun``.
    """
    _forget(root)
    try:
        if before:
            git(root, "update-ref", f"refs/heads/{ASIDE}", before)
        with contextlib.chdir(root):
            # It would forget commits that were not pushed, were it told of a remote.
            ghp_import(str(site), branch=ASIDE, remote="", mesg=message, nojekyll=True, no_history=False)
        commit = git(root, "rev-parse", "--verify", f"refs/heads/{ASIDE}").decode().strip()
        made = git(root, "ls-tree", "-r", "-z", "--name-only", commit).count(b"\0")
        if made != 1 + sum(len(names) for _, _, names in os.walk(site)):
            raise CannotRun("git did not take every file. Nothing was done.")
    except (GhpError, OSError, TypeError) as wrong:  # it says what failed in bytes where words are wanted
        raise CannotRun(f"git cannot commit the site: {wrong}") from None
    finally:
        _forget(root)
    return commit


def _forget(root: Path) -> None:
    git(root, "update-ref", "-d", f"refs/heads/{ASIDE}")


ASIDE = "consentbook-export"


def _follow_origin(root: Path, branch: str) -> str:
    """Bring a branch to where ``origin`` has it, if nothing is lost by that, and return its commit."""
    ours, theirs = _tips(root, branch)
    if not theirs or ours == theirs:
        return ours
    common = _says(root, "merge-base", ours, theirs) if ours else ""
    if common == theirs:
        return ours
    if common != ours:
        take = f"`git branch -f {branch} origin/{branch}`"
        raise CannotRun(f"{branch} and origin/{branch} each have what the other has not. To take theirs: {take}.")
    git(root, "update-ref", f"refs/heads/{branch}", theirs)
    return theirs


def _others(root: Path, commit: str) -> list[str]:
    """Return the files at the top of a branch that are of no release."""
    names = _top(root, commit)
    ours = {SUMS, SIGNATURE, NO_JEKYLL}
    if SUMS in names:
        ours |= {path.partition("/")[0] for path in read_sums(git(root, "show", f"{commit}:{SUMS}").decode())}
    return [name for name, mode in names.items() if mode in FILE_MODES and name not in ours]


def _top(root: Path, commit: str) -> dict[str, str]:
    """Return the name of each file and folder at the top of a commit, with its mode."""
    entries = filter(None, git(root, "ls-tree", "-z", commit).decode("utf-8", "surrogateescape").split("\0"))
    return {name: about.partition(" ")[0] for about, _, name in (entry.partition("\t") for entry in entries)}


FILE_MODES = {"100644", "100755"}  # and no link, behind which could lie a file of this machine


def _says(root: Path, *arguments: str) -> str:
    """Return what git says, and nothing where it refuses."""
    try:
        return git(root, *arguments).decode("utf-8", "replace").strip()
    except CannotRun:
        return ""


def _lay_out(release: Path, folder: Path) -> None:
    for path in _files(release):
        at = folder / path.relative_to(release)
        at.parent.mkdir(parents=True, exist_ok=True)
        os.link(path.resolve(), at)


def _files(release: Path) -> Iterator[Path]:
    """Yield every file, those behind an alias too."""
    for folder, _, names in os.walk(release, followlinks=True):
        yield from (Path(folder, name) for name in names)
