"""Finds a browser for the tests, or installs one: ``python tests/browser/install.py``.

An installed Chromium or Chrome is taken where there is one, else Playwright's own download, else the package of a
Debian-like system. ``CONSENTBOOK_BROWSER`` names another.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

VARIABLE = "CONSENTBOOK_BROWSER"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
HELP = f"""No browser was found, and none could be installed.
Install Chromium or Chrome, or name one: {VARIABLE}=/path/to/chrome make test
"""


def find_browser() -> str | None:
    """Return the path of a browser that is there, or ``None``."""
    return next((path for path in _candidates() if path and Path(path).is_file()), None)


def _candidates() -> Iterator[str | None]:
    yield os.environ.get(VARIABLE)
    yield from map(shutil.which, COMMANDS)
    yield from PLACES
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def install_browser() -> str | None:
    """Install a browser and return its path, or ``None`` where no way works."""
    sudo = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo", "-n"]
    for commands in (
        [[sys.executable, "-m", "playwright", "install", "chromium-headless-shell", "chromium"]],
        [[*sudo, "apt-get", "update", "-qq"], [*sudo, "apt-get", "install", "-y", "-qq", "chromium"]],
    ):
        for command in commands:
            if shutil.which(command[0]):
                print("No browser yet:", " ".join(command), flush=True)
                environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
        if browser := find_browser():
            return browser
    return None


if __name__ == "__main__":
    found = find_browser() or install_browser()
    if not found:
        sys.exit(HELP)
    print(f"Browser tests run in {found}")
