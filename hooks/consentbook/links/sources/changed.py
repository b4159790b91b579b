"""Which files have changed since a revision of the repository."""

import subprocess
from pathlib import Path

import click

SECONDS = 60


def changed_files(root: Path, rev: str) -> set[Path]:
    """Return the files of the repository around ``root`` that differ from revision ``rev``: changed, new, or gone.

    Paths are whole. Files that git ignores are left out. Raises ``click.UsageError``
    where there is no repository, no git or no such revision.
    """
    alone = f"{root} is in no git repository. Leave --since out, or run it in one."
    root = Path(_git(root, "rev-parse", "--show-toplevel", wrong=alone).removesuffix("\n"))
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}", wrong=_unknown(rev)
    )
    differ = ("diff", "--name-only", "--no-ext-diff", "--no-renames", "-z", commit.strip(), "--")
    new = ("ls-files", "--others", "--exclude-standard", "-z")
    failed = f'git cannot compare with "{rev}". Fetch the whole history, as with `git fetch --unshallow`.'
    names = [*_git(root, *differ, wrong=failed).split("\0"), *_git(root, *new, wrong=failed).split("\0")]
    return {root.resolve() / name for name in names if name}


def _unknown(rev: str) -> str:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in rev[:80])
    return f'git knows no revision "{shown}". Fetch it first, or name another, as in --since origin/main.'


def _git(root: Path, *arguments: str, wrong: str) -> str:
    command = ["git", "-C", str(root), "--no-optional-locks", "-c", "core.quotePath=false", *arguments]
    try:
        # S603 is let be: there is no shell, and the only word from outside stands behind --end-of-options
        ran = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except FileNotFoundError:
        raise click.UsageError("--since needs git, which is not here. Install it, or leave --since out.") from None
    except (subprocess.TimeoutExpired, ValueError):  # ValueError: a zero byte in the revision
        raise click.UsageError(wrong) from None
    if ran.returncode:
        raise click.UsageError(wrong)
    return ran.stdout.decode("utf-8", "surrogateescape")
