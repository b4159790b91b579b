"""Browser tests: one real Chromium or Chrome. With CI=true they fail where there is none, elsewhere they skip."""

import os
from typing import Any

import pytest

from tests.browser.install import HELP, find_browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that ``install.py`` found, without its own errands on the network."""
    browser = find_browser()
    if not browser and os.environ.get("CI") == "true":
        pytest.fail(HELP)
    if not browser:
        pytest.skip(HELP)
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-gpu",
    ]
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": browser, "args": [*quiet, *sandbox]}


@pytest.fixture(scope="session")
def base_url(site_url: str) -> str:
    """Let tests write ``page.goto("wording/")``. The plugin's own fixture is of a form that pytest 9.2 warns about."""
    return site_url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Keep animations out of the way."""
    return {**browser_context_args, "reduced_motion": "reduce"}
