"""Starts `mkdocs serve` anew when a hook or the package has changed: the running process holds the old code."""

import os
import shutil
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger

log = get_plugin_logger("consentbook")


def code_times() -> dict[Path, int]:
    hooks = Path(__file__).parent
    files = (path for path in hooks.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path: path.stat().st_mtime_ns for path in files}


LOADED = code_times()  # as this process has it; a new process reads it anew
SERVING = False


def on_startup(command: str, dirty: bool) -> None:
    global SERVING  # noqa: PLW0603 - a hook has nowhere else to keep what it was told
    SERVING = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if SERVING and code_times() != LOADED:
        log.info("hooks/ changed: starting anew.")
        shutil.rmtree(config.site_dir, ignore_errors=True)
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the very command that started this process
    return config
