"""The list of a release's files with their SHA-256, its signature, and whether what lies there is what was listed."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from consentbook.editions import LATEST
from consentbook.editions.store import Store
from consentbook.reading.files import visible, write_file
from consentbook.terminal import CannotRun

SUMS, SIGNATURE, VERSIONS = "SHA256SUMS", "SHA256SUMS.sig", "versions.json"
NAMESPACE = "consentbook"  # of `ssh-keygen -Y sign`: a signature for this is good for nothing else


def sums(files: Mapping[str, str]) -> str:
    """Return the list of ``files`` (path and SHA-256), as ``sha256sum --check`` reads it.

    Raises ``CannotRun`` for a path that would be read as something else, or leads out of the release.
    """
    if wrong := [path for path in files if not path.isprintable() or "\\" in path or not _is_inside(path)]:
        raise CannotRun(f"a release holds no file {wrong[0]!r}. It may come from a damaged cache: remove `builds`.")
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def _is_inside(path: str) -> bool:
    return not {"", ".", ".."} & set(path.split("/"))


def read_sums(text: str) -> dict[str, str]:
    """Return path and SHA-256 of each line of a list."""
    pairs = (line.partition("  ") for line in text.splitlines())
    return {path: digest for digest, _, path in pairs}


def listed(release: Path) -> dict[str, str]:
    """Return path and SHA-256 of each file of ``release``.

    Nothing if its list is not the one that it is named by, or names a path that leads out of it.
    """
    try:
        text = (release / SUMS).read_bytes()
    except OSError:
        return {}
    files = read_sums(text.decode(errors="replace")) if hashlib.sha256(text).hexdigest() == release.name else {}
    return files if all(map(_is_inside, files)) else {}


def changed_files(release: Path) -> list[str]:
    """Say of each file of ``release`` that was changed, added or removed since it was published."""
    wanted = listed(release)
    if not wanted:
        return [f"{SUMS} was changed" if (release / SUMS).is_file() else f"{SUMS} is gone"]
    found = dict(_files(release))
    known = {0: ""}  # hard links are one content, and are read once
    words = [f"{path} is gone" for path in wanted.keys() - found.keys()]
    words += [f"{path} was added" for path in found.keys() - wanted.keys() - {SUMS, SIGNATURE, LATEST}]
    if VERSIONS in wanted and not _leads_to_latest(release):
        words.append(f"{LATEST} does not lead to the latest edition")
    for path in wanted.keys() & found.keys():
        inode = found[path]
        if inode not in known:
            known[inode] = hashlib.sha256((release / path).read_bytes()).hexdigest()
        if known[inode] != wanted[path]:
            words.append(f"{path} was changed")
    return sorted(map(visible, words))


def _files(release: Path) -> Iterator[tuple[str, int]]:
    """Yield path and inode of all that lies below ``release``; what is no file, such as a link, has 0."""
    left = [(entry, entry.name) for entry in os.scandir(release)]
    while left:
        entry, path = left.pop()
        if entry.is_dir(follow_symlinks=False):
            left += ((inner, f"{path}/{inner.name}") for inner in os.scandir(entry))
        else:
            yield path, entry.inode() if entry.is_file(follow_symlinks=False) else 0


def _leads_to_latest(release: Path) -> bool:
    """Say whether the alias leads to the edition that the list of editions names as the latest."""
    try:
        versions = json.loads((release / VERSIONS).read_bytes())
        named = [one["version"] for one in versions if LATEST in one["aliases"]]
        return [str((release / LATEST).readlink())] == named
    except (OSError, ValueError, TypeError, KeyError):
        return False


def seems_whole(release: Path, store: Store) -> bool:
    """Say whether each file of ``release`` is there, and of the time that the store gave to its content.

    That is found out without reading the files, and tells what was cut off or written into from what was not.
    """
    files = listed(release)
    return bool(files) and all(store.is_kept(digest, release / path) for path, digest in files.items())


def sign(release: Path, key: Path) -> None:
    """Sign the list of ``release`` with an SSH key. Raises ``CannotRun`` where ``ssh-keygen`` does not."""
    made = _ssh_keygen("sign", "-q", "-f", str(key), "-n", NAMESPACE, given=(release / SUMS).read_bytes())
    write_file(release / SIGNATURE, made)
    (release / SIGNATURE).chmod(0o644)


def check_signature(release: Path, signers: Path) -> str:
    """Return who signed the list of ``release``, one of the allowed ``signers``. Raises ``CannotRun``."""
    signature = release / SIGNATURE
    if not signature.is_file():
        raise CannotRun(f"{release} is not signed. Publish with --sign KEY.")
    arguments = ("-f", str(signers), "-s", str(signature), "-n", NAMESPACE)
    text = (release / SUMS).read_bytes()
    found = _ssh_keygen("find-principals", "-f", str(signers), "-s", str(signature)).splitlines()
    if not found:
        raise CannotRun(f"{signature} is by nobody in {signers}.")
    _ssh_keygen("verify", "-I", found[0], *arguments, given=text)
    return found[0]


def _ssh_keygen(action: str, *arguments: str, given: bytes = b"") -> str:
    command = ["ssh-keygen", "-Y", action, *arguments]
    try:
        ran = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        raise CannotRun("ssh-keygen is not installed; it comes with OpenSSH.") from None
    if ran.returncode:
        said = (ran.stderr or ran.stdout).decode("utf-8", "replace").strip()
        raise CannotRun(f"ssh-keygen says of the signature: {said or 'nothing'}")
    return ran.stdout.decode("utf-8", "replace")
