"""Finds nginx and rclone for the tests, or fetches them: ``python tests/editions/hosting/install.py``.

Installed ones are taken where there are. Else the packages of a Debian-like system are unpacked into ``.cache/hosting``:
that needs no root, and starts no server. ``CONSENTBOOK_NGINX`` and ``CONSENTBOOK_RCLONE`` name others.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

CACHE = Path(__file__).parents[3] / ".cache" / "hosting"
PACKAGES = {"nginx": ("nginx", "libnginx-mod-http-brotli-static"), "rclone": ("rclone",)}
BROTLI = "lib/nginx/modules/ngx_http_brotli_static_module.so"


def variable(name: str) -> str:
    """Return the name of the environment variable that says where the program ``name`` is."""
    return f"CONSENTBOOK_{name.upper()}"


def missing(name: str) -> str:
    """Say what to do where the program ``name`` is not there."""
    return f"No {name} was found. Install it, or name one: {variable(name)}=/path/to/{name} make test"


def find(name: str) -> str | None:
    """Return the path of the program ``name``, ``None`` where it is not there."""
    return next((path for path in _candidates(name) if path and os.access(path, os.X_OK)), None)


def _candidates(name: str) -> Iterator[str | None]:
    yield os.environ.get(variable(name))
    yield shutil.which(name)
    yield from (f"/usr/sbin/{name}", f"{CACHE}/usr/sbin/{name}", f"{CACHE}/usr/bin/{name}")


def brotli_module(nginx: str) -> Path | None:
    """Return the module that came with ``nginx`` and sends files packed with Brotli, ``None`` without one."""
    module = Path(nginx).parents[1] / BROTLI
    return module if module.is_file() else None


def fetch(names: list[str]) -> None:
    """Unpack Debian's packages of the programs ``names``, where that works."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return
    packages = [package for name in names for package in PACKAGES[name]]
    work = CACHE / "work"
    (work / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    own = [f"-oDir::State::Lists={work}/lists", f"-oDir::Cache={work}/cache", "-oAPT::Sandbox::User=root"]
    apt = ["apt-get", "-qq", "-oAcquire::http::Timeout=20", "-oAcquire::Retries=1", *own]
    print(f"No {' and no '.join(names)} yet: apt-get download", *packages, flush=True)
    _run(work, *apt, "update")
    _run(work, *apt, "download", *packages)
    for package in work.glob("*.deb"):
        _run(work, "dpkg-deb", "-x", str(package), str(CACHE))
    shutil.rmtree(work)


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if needed := [name for name in PACKAGES if not find(name)]:
        fetch(needed)
    for name in PACKAGES:
        found = find(name)
        print(f"Tests of hosting run with {found}" if found else missing(name))
