"""The list of a release's files with their SHA-256, its signature, and whether what lies there is what was listed."""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from consentbook.terminal import CannotRun

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
NAMESPACE = "consentbook"  # of `ssh-keygen -Y sign`: a signature for this is good for nothing else


def sums(files: Mapping[str, str]) -> str:
    """Return the list of ``files`` (path and SHA-256), as ``sha256sum --check`` reads it."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def read_sums(text: str) -> dict[str, str]:
    """Return path and SHA-256 of each line of a list."""
    pairs = (line.partition("  ") for line in text.splitlines())
    return {path: digest for digest, _, path in pairs}


def changed_files(release: Path) -> list[str]:
    """Say of each file of ``release`` that was changed, added or removed since it was published."""
    listed = release / SUMS
    if not listed.is_file():
        return [f"{SUMS} is gone"]
    text = listed.read_bytes()
    if hashlib.sha256(text).hexdigest() != release.name:
        return [f"{SUMS} was changed"]
    wanted = read_sums(text.decode())
    found = dict(_files(release))
    known = {0: ""}  # hard links are one content, and are read once
    words = [f"{path} is gone" for path in wanted.keys() - found.keys()]
    words += [f"{path} was added" for path in found.keys() - wanted.keys() - {SUMS, SIGNATURE}]
    for path in wanted.keys() & found.keys():
        inode = found[path]
        if inode not in known:
            known[inode] = hashlib.sha256((release / path).read_bytes()).hexdigest()
        if known[inode] != wanted[path]:
            words.append(f"{path} was changed")
    return sorted(words)


def _files(release: Path) -> Iterator[tuple[str, int]]:
    """Yield path and inode of all that lies below ``release``, but for links to editions. What is no file has 0."""
    top = list(os.scandir(release))
    editions = {entry.name for entry in top if entry.is_dir(follow_symlinks=False)}
    aliases = {entry.name for entry in top if entry.is_symlink() and str(Path(entry).readlink()) in editions}
    left = [(entry, entry.name) for entry in top if entry.name not in aliases]
    while left:
        entry, path = left.pop()
        if entry.is_dir(follow_symlinks=False):
            left += ((inner, f"{path}/{inner.name}") for inner in os.scandir(entry))
        else:
            yield path, entry.inode() if entry.is_file(follow_symlinks=False) else 0


def sign(release: Path, key: Path) -> None:
    """Sign the list of ``release`` with an SSH key. Raises ``CannotRun`` where ``ssh-keygen`` does not."""
    (release / SIGNATURE).unlink(missing_ok=True)
    _ssh_keygen("sign", "-q", "-f", str(key), "-n", NAMESPACE, str(release / SUMS))
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
