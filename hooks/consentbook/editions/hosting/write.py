"""What a release says of its headers, and what nginx includes for all releases that can be served without a reload."""

import re
from collections.abc import Iterable
from pathlib import Path

from consentbook.editions.hosting.headers import nginx_headers, nginx_maps, static_headers
from consentbook.editions.hosting.policy import inline_hashes
from consentbook.reading.files import write_file
from consentbook.terminal import CannotRun

STATIC = "_headers"
LONGEST = 2_000  # characters of a line that Cloudflare Pages reads
_HASH = re.compile(r"'(sha256-[A-Za-z0-9+/]{43}=)'")


def release_headers(pages: Iterable[bytes]) -> str:
    """Return the text of the file ``_headers`` for a release with these ``pages``.

    Raises ``CannotRun`` where they hold more inline scripts than a header can name.
    """
    hashes = inline_hashes(pages)
    text = static_headers(hashes)
    if max(map(len, text.splitlines())) > LONGEST:
        raise CannotRun(
            f"the pages hold {len(hashes)} different inline scripts, more than a header can name. "
            "Put `scope: /` below `extra` in mkdocs.yml, and scripts of your own into files."
        )
    return text


def write_nginx(folder: Path) -> bool:
    """Write the files that nginx includes into ``folder``/nginx, for all releases that are kept in ``folder``.

    Returns whether one of them changed, so that nginx must be reloaded. It need not for a rollback: the policy allows
    the inline scripts of every release that is kept. Whatever the umask, all may read them, and nobody else may write.
    Raises ``CannotRun`` where something else lies in the place of ``nginx`` or of a file in it.
    """
    listed = (headers.read_text(encoding="utf-8") for headers in (folder / "releases").glob(f"*/{STATIC}"))
    hashes = {value for text in listed for value in _HASH.findall(text)}
    _make_folder(folder / "nginx")
    files = {
        "maps.conf": nginx_maps(hashes),
        "headers.conf": nginx_headers(),
        "signed-in.conf": nginx_headers(signed_in=True),
    }
    written = [_write(folder / "nginx" / name, text) for name, text in files.items()]
    return any(written)


def _make_folder(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise CannotRun(f"{path} is no folder. Remove it.")
    path.mkdir(exist_ok=True)
    path.chmod(0o755)


def _write(path: Path, text: str) -> bool:
    """Put a new file in the place of ``path``, and of a symbolic link there; return whether it says something else."""
    if path.is_dir() and not path.is_symlink():
        raise CannotRun(f"{path} is a folder. Remove it.")
    same = path.is_file() and not path.is_symlink() and path.read_bytes() == text.encode()
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    write_file(aside, text)
    aside.replace(path)
    return not same
