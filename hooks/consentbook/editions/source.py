"""What an edition is made of: the content that a git tag names, taken out of the repository."""

import io
import os
import re
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from consentbook.editions import EDITION, by_age
from consentbook.reading.files import visible
from consentbook.reading.offences import Offence, Rejected, did_you_mean
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
    lines = git(root, "for-each-ref", f"--format={form}", "refs/tags").decode("utf-8", "replace").splitlines()
    return tuple(tag for line in lines if (tag := _edition(*line.split("|", 4))))


# Tags that somebody may take for an edition
ALMOST = re.compile(r"[vV]?([0-9]{4})[.-]([0-9]{1,2})(?:[.-]([0-9]{1,3}))?")


def almost_editions(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each tag that is nearly named as an edition, and the edition that may be meant, or nothing."""
    names = git(root, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags").decode("utf-8", "replace").split()
    for name in names:
        if (found := ALMOST.fullmatch(name)) and (meant := _meant(*found.groups())) not in names:
            yield name, meant


def _meant(year: str, month: str, more: str | None) -> str:
    name = f"{year}.{int(month):02}" + (f".{int(more)}" if more and int(more) else "")
    return name if EDITION.fullmatch(name) else ""


def uncommitted(root: Path) -> list[str]:
    """Return the files of the content that are not in HEAD as they lie in the folder."""
    said = git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *CONTENT)
    return [entry[3:] for entry in said.decode("utf-8", "replace").split("\0") if entry]


def _edition(tag: str, tagged: str, moment: str, moment_tagged: str, name: str) -> Tag | None:
    """Return what a line says; of an annotated tag, the commit is what it is on."""
    epoch = moment or moment_tagged  # neither is there where no commit was tagged
    return Tag(name, tagged or tag, _epoch(name, epoch)) if epoch and EDITION.fullmatch(name) else None


def resolve(root: Path, revision: str, names: Iterable[str] = ()) -> Tag:
    """Return what ``revision`` names, such as ``HEAD`` or a tag, under its own name.

    Raises ``CannotRun``, with a suggestion out of the editions and of other ``names`` that could have been meant.
    """
    try:
        found = git(
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
        found = b""
    if len(words := found.split()) != 2:  # a range names none, or several
        meant = did_you_mean(revision, [*(tag.edition for tag in read_tags(root)), *names])
        hint = f" ({meant})" if meant else ""
        raise CannotRun(f'there is no tag or revision "{revision}"{hint}. `git tag` lists the tags.')
    return Tag(revision, words[0].decode(), _epoch(revision, words[1].decode()))


def _epoch(name: str, moment: str) -> int:
    """Return a time in seconds. Raises ``CannotRun`` for one that is in no calendar."""
    if int(moment) > LAST:
        raise CannotRun(f"the commit of {visible(name)} says that it is of a year after 9999. Make it anew.")
    return int(moment)


LAST = 253_402_300_799  # the end of the year 9999


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
    answers = git(root, "cat-file", "--batch-check=%(objectname)", given=asked).decode().splitlines()
    return ["" if answer.endswith(" missing") else answer for answer in answers]


def unpack(root: Path, revision: str, into: Path) -> None:
    """Write the content of ``revision`` into the new folder ``into``, byte by byte as it was committed.

    It is taken from git's objects: a checkout would run filters and change line ends, as each machine is set.
    Raises ``Rejected`` with what cannot be taken out, and ``CannotRun`` where the revision is none.
    """
    commit = resolve(root, revision).commit
    listed = git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *CONTENT).decode("utf-8", "surrogateescape")
    files = {path: about.split() for about, _, path in (line.partition("\t") for line in listed.split("\0")) if path}
    offences = [*_not_there(files), *(found for path, about in files.items() if (found := _not_taken(path, about[0])))]
    if not offences:
        offences += _write(root, {path: id_ for path, (_, _, id_) in files.items()}, into)
    if offences:
        raise Rejected(offences)


def _not_there(files: Collection[str]) -> Iterator[Offence]:
    for needed in ("docs", "snippets", "mkdocs.yml"):
        if not any(path == needed or path.startswith(f"{needed}/") for path in files):
            yield Offence(
                needed, 1, "it is not there, so this is no project", f"Commit {needed}, and set the tag on that."
            )


def _not_taken(path: str, mode: str) -> Offence | None:
    """Return why a path of a commit is not written out: a crafted one could lead anywhere."""
    wrong = REFUSED.get(mode, "")
    if not path.isprintable() or {"", ".", "..", ".git"} & set(path.split("/")):
        wrong = "it is no path of a file"
    return Offence(visible(path), 1, wrong, "Put the file itself there.") if wrong else None


REFUSED = {"120000": "this is a symbolic link", "160000": "this is another repository"}
AT_ONCE = 200  # files that are asked for together
KEPT_ELSEWHERE = b"version https://git-lfs.github.com/spec/"


def _write(root: Path, ids: Mapping[str, str], into: Path) -> Iterator[Offence]:
    """Write each path with the content of its id. Yields what git does not hold itself."""
    paths = list(ids)
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        given = io.BytesIO(git(root, "cat-file", "--batch", given="".join(f"{ids[path]}\n" for path in some).encode()))
        for path in some:
            content = given.read(int(given.readline().split()[2]))
            given.readline()
            if content.startswith(KEPT_ELSEWHERE):
                mend = "Commit the file itself: editions are made of what git holds."
                yield Offence(path, 1, "it is kept in Git LFS", mend)
            at = into / path
            at.parent.mkdir(parents=True, exist_ok=True)
            with at.open("xb") as file:
                file.write(content)


# What a user or a hook may have set to lead git elsewhere
LEADING = {
    "DIR",
    "WORK_TREE",
    "INDEX_FILE",
    "OBJECT_DIRECTORY",
    "ALTERNATE_OBJECT_DIRECTORIES",
    "NAMESPACE",
    "COMMON_DIR",
}
# No command of the repository's settings is run, and an object is what its name says, whatever stands in for it.
SETTINGS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")


def git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what a git command prints, run in ``root``. Raises ``CannotRun`` with what it says."""
    command = ["git", "-C", str(root), *SETTINGS, "--no-replace-objects", *arguments]
    environment = {name: value for name, value in os.environ.items() if name.removeprefix("GIT_") not in LEADING}
    try:
        ran = subprocess.run(command, input=given, env=environment, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise CannotRun("git is not installed, and editions come from git tags.") from None
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotRun(f"git cannot read {root}: {said[0] if said else 'it does not say why'}")
    return ran.stdout
