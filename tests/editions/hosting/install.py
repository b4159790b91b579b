"""Finds an nginx for the tests, or fetches one: ``python tests/editions/hosting/install.py``.

An installed nginx is taken where there is one. Else the packages of a Debian-like system are unpacked into
``.cache/nginx``: that needs no root, and starts no server. ``CONSENTBOOK_NGINX`` names another.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "CONSENTBOOK_NGINX"
HELP = f"No nginx was found. Install it, or name one: {VARIABLE}=/path/to/nginx make test"
CACHE = Path(__file__).parents[3] / ".cache" / "nginx"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
BROTLI = "lib/nginx/modules/ngx_http_brotli_static_module.so"


def find_nginx() -> str | None:
    """Return the path of an nginx that is there, or ``None``."""
    return next((path for path in _candidates() if path and os.access(path, os.X_OK)), None)


def _candidates() -> Iterator[str | None]:
    yield os.environ.get(VARIABLE)
    yield shutil.which("nginx")
    yield "/usr/sbin/nginx"
    yield str(CACHE / "usr" / "sbin" / "nginx")


def brotli_module(nginx: str) -> Path | None:
    """Return the module that came with ``nginx`` and sends files packed with Brotli, ``None`` without one."""
    module = Path(nginx).parents[1] / BROTLI
    return module if module.is_file() else None


def fetch_nginx() -> str | None:
    """Unpack Debian's nginx and return its path, or ``None`` where that does not work."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    work = CACHE / "work"
    (work / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    own = [f"-oDir::State::Lists={work}/lists", f"-oDir::Cache={work}/cache", "-oAPT::Sandbox::User=root"]
    apt = ["apt-get", "-qq", "-oAcquire::http::Timeout=20", "-oAcquire::Retries=1", *own]
    print("No nginx yet: apt-get download", *PACKAGES, flush=True)
    _run(work, *apt, "update")
    _run(work, *apt, "download", *PACKAGES)
    for package in work.glob("*.deb"):
        _run(work, "dpkg-deb", "-x", str(package), str(CACHE))
    shutil.rmtree(work)
    return find_nginx()


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    found = find_nginx() or fetch_nginx()
    print(f"Tests of hosting run with {found}" if found else HELP)
