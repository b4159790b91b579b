"""The map of a built site: from which file and line of the sources each of its links comes.

The build writes it into the site, so that an edition that was published long ago can be checked without its sources,
and what is found is still told where an author wrote it.
"""

import json
from pathlib import Path
from urllib.parse import unquote

from pydantic import Field, ValidationError

from consentbook.links.inside.built import SOURCES
from consentbook.links.sources.disk import Unreadable, read_bytes
from consentbook.reading.schema import Schema

Spot = tuple[str, int]


class SourceMap(Schema):
    """The sources of a built site. Spots are a file of the sources and a line in it."""

    pages: dict[str, str] = Field(description="the file of the sources that each built page was made of")
    links: dict[str, dict[str, tuple[Spot, ...]]] = Field(
        description="for each built page, what its links lead to: a built file with its anchor, or an address"
    )
    navigation: dict[str, Spot] = Field(description="the same for the links of the navigation, on any page")


def write_map(site: Path, sources: SourceMap) -> None:
    """Write the map into the built site; the same map gives the same bytes."""
    text = json.dumps(sources.model_dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (site / SOURCES).write_text(text + "\n", encoding="utf-8")


def read_map(site: Path) -> SourceMap | None:
    """Return the map of a built site, ``None`` where it has none. Raises ``Unreadable`` where it is no such map."""
    if not (site / SOURCES).exists():
        return None
    try:
        return SourceMap.model_validate_json(read_bytes(site / SOURCES))
    except ValidationError as invalid:
        raise Unreadable(f"it is no map of sources: {invalid.errors()[0]['msg']}") from None


def lead(uri: str, fragment: str = "") -> str:
    """Return how the map names a built file, or a place in it."""
    return f"{uri}#{unquote(fragment)}" if fragment else uri
