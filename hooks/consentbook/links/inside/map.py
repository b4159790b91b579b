"""The map of a built site: from which file and line of the sources each of its links comes.

The build writes it into the site, so that an edition that was published long ago can be checked without its sources,
and what is found is still told where an author wrote it.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import Field, ValidationError, model_validator

from consentbook.links.inside.built import SOURCES
from consentbook.links.sources.disk import Unreadable, read_bytes
from consentbook.reading.schema import Schema

Spot = tuple[str, int]


class SourceMap(Schema):
    """The sources of a built site. Spots are a file of the sources and a line in it."""

    pages: dict[str, str] = Field(description="the file of the sources that each built page was made of")
    links: dict[str, dict[str, tuple[Spot, ...]]] = Field(
        description="for each built page, what its links lead to: below the site, or an address of another one"
    )
    navigation: dict[str, Spot] = Field(description="the same for the links of the navigation, on any page")

    @model_validator(mode="before")
    @classmethod
    def _with_files(cls, data: Any) -> Any:
        """Let a line alone stand for one of the very file that its page was made of, as most are."""
        match data:
            case {"pages": dict(pages), "links": dict(links)}:
                return {**data, "links": {page: _with_file(leads, pages.get(page)) for page, leads in links.items()}}
        return data


def _with_file(leads: Any, file: Any) -> Any:
    def whole(spots: Any) -> Any:
        return [(file, spot) if isinstance(spot, int) else spot for spot in spots] if isinstance(spots, list) else spots

    return {target: whole(spots) for target, spots in leads.items()} if isinstance(leads, dict) else leads


def _without_file(leads: dict[str, tuple[Spot, ...]], file: str) -> dict[str, list[Spot | int]]:
    return {target: [line if path == file else (path, line) for path, line in spots] for target, spots in leads.items()}


def write_map(site: Path, sources: SourceMap) -> None:
    """Write the map into the built site; the same map gives the same bytes."""
    links = {page: _without_file(leads, sources.pages[page]) for page, leads in sources.links.items()}
    data = {**sources.model_dump(), "links": links}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
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
    """Return how the map names a built file, or a place in it: a page by its address."""
    address = uri.removesuffix("index.html") if f"/{uri}".endswith("/index.html") else uri
    return f"{address}#{unquote(fragment)}" if fragment else address
