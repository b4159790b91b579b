"""Which folders are built sites, and which editions lie in them."""

import json
from pathlib import Path

from consentbook.links.sources.disk import Unreadable, read_bytes

SOURCES = "sources.json"  # the map of a built site
VERSIONS = "versions.json"


def is_built(folder: Path) -> bool:
    """Return whether a folder holds a built site with its map, or editions of one."""
    return (folder / SOURCES).is_file() or bool(editions(folder))


def editions(folder: Path) -> list[str]:
    """Return the editions that versions.json lists in a folder, and that are there."""
    try:
        listed = json.loads(read_bytes(folder / VERSIONS, 1_000_000))
        names = [str(entry["version"]) for entry in listed]
    except (Unreadable, ValueError, TypeError, KeyError, RecursionError):
        return []
    return [name for name in names if "/" not in name and name not in {"", ".", ".."} and (folder / name).is_dir()]
