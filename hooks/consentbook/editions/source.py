"""What an edition is made of: the content that a git tag names, taken out of the repository."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from consentbook.editions import EDITION, by_age
from consentbook.reading.offences import did_you_mean
from consentbook.terminal import CannotRun

# What an edition takes from its tag. The program, the theme and the settings of the build are today's.
CONTENT = ("docs", "snippets", "links.yml", "checklists.yml", "mkdocs.yml")


@dataclass(frozen=True, slots=True)
class Tag:
    """A git tag that is an edition: the object it names, and the time of its commit in seconds since 1970."""

    edition: str
    commit: str
    epoch: int


def read_tags(root: Path) -> tuple[Tag, ...]:
    """Return the tags of the repository at ``root`` that are named as editions are. Raises ``CannotRun``."""
    form = "%(objectname)|%(*objectname)|%(committerdate:unix)|%(*committerdate:unix)|%(refname:strip=2)"
    lines = _git(root, "for-each-ref", f"--format={form}", "refs/tags").decode("utf-8", "replace").splitlines()
    return tuple(tag for line in lines if (tag := _edition(*line.split("|", 4))))


def _edition(tag: str, tagged: str, moment: str, moment_tagged: str, name: str) -> Tag | None:
    """Return what a line says; of an annotated tag, the commit is what it is on."""
    epoch = moment or moment_tagged  # neither is there where no commit was tagged
    return Tag(name, tagged or tag, int(epoch)) if epoch and EDITION.fullmatch(name) else None


def resolve(root: Path, revision: str, names: Iterable[str] = ()) -> Tag:
    """Return what ``revision`` names, such as ``HEAD`` or a tag, under its own name.

    Raises ``CannotRun``, with a suggestion out of the editions and of other ``names`` that could have been meant.
    """
    try:
        found = _git(
            root,
            "log",
            "-1",
            "--no-show-signature",
            "--format=%H %ct",
            "--end-of-options",
            f"{revision}^{{commit}}",
            "--",
        )
    except CannotRun:
        meant = did_you_mean(revision, [*(tag.edition for tag in read_tags(root)), *names])
        hint = f" ({meant})" if meant else ""
        raise CannotRun(f'there is no tag or revision "{revision}"{hint}. `git tag` lists the tags.') from None
    commit, epoch = found.split()
    return Tag(revision, commit.decode(), int(epoch))


def content_ids(root: Path, commits: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each commit the ids that git gave its content; the same content has the same ids."""
    commits = list(commits)
    ids = iter(_ids(root, [f"{commit}:{path}" for commit in commits for path in CONTENT]))
    return {commit: tuple(next(ids) for _ in CONTENT) for commit in commits}


def editions_with(root: Path, path: str) -> list[Tag]:
    """Return the editions that have the file ``path``, newest first. Raises ``CannotRun``."""
    tags = sorted(read_tags(root), key=lambda tag: by_age(tag.edition), reverse=True)
    ids = _ids(root, [f"{tag.commit}:{path}" for tag in tags])
    return [tag for tag, there in zip(tags, ids, strict=True) if there]


def _ids(root: Path, names: Iterable[str]) -> list[str]:
    """Return the id of each object, named as ``commit:path``; nothing for one that is not there."""
    asked = "".join(f"{name}\n" for name in names).encode()
    answers = _git(root, "cat-file", "--batch-check=%(objectname)", given=asked).decode().splitlines()
    return ["" if answer.endswith(" missing") else answer for answer in answers]


def unpack(root: Path, revision: str, into: Path) -> None:
    """Write the content of ``revision`` into the new folder ``into``. Raises ``CannotRun``."""
    commit = resolve(root, revision).commit
    there = [path for path, id_ in zip(CONTENT, content_ids(root, [commit])[commit], strict=True) if id_]
    if not {"docs", "snippets", "mkdocs.yml"} <= set(there):
        raise CannotRun(f"{revision} holds no project: docs, snippets and mkdocs.yml belong there.")
    repository = _git(root, "rev-parse", "--absolute-git-dir").decode().rstrip("\n")
    into.mkdir(parents=True)
    index = into.with_name(f".{into.name}.index")  # a checkout of ours leaves the user's index alone
    try:
        _git(into, f"--git-dir={repository}", "--work-tree=.", "checkout", "--quiet", commit, "--", *there, index=index)
    finally:
        index.unlink(missing_ok=True)
    if links := [path for path in there if (into / path).is_symlink()]:  # the settings are written to
        raise CannotRun(f"in {revision}, {', '.join(links)} is a symbolic link. Put there what it leads to.")


def _git(root: Path, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
    """Return what a git command prints."""
    command = ["git", "-C", str(root), "-c", f"core.hooksPath={os.devnull}", *arguments]
    environment = os.environ | ({"GIT_INDEX_FILE": str(index)} if index else {})
    try:
        ran = subprocess.run(command, input=given, env=environment, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise CannotRun("git is not installed, and editions come from git tags.") from None
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotRun(f"git cannot read {root}: {said[0] if said else 'it does not say why'}")
    return ran.stdout
