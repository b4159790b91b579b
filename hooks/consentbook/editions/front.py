"""What stands beside the editions in a release: the list of them, the way to the latest, what crawlers read."""

import json
from collections.abc import Iterable
from html import escape

from consentbook.editions import LATEST, NEXT
from consentbook.editions.gone import ICON
from consentbook.editions.ledger import Entry
from consentbook.editions.sums import VERSIONS
from consentbook.wording.feed import to_json


def front_files(entries: Iterable[Entry], pages: Iterable[str], site_url: str, *, unreleased: bool) -> dict[str, str]:
    """Return path and content of each file at the root of a release.

    ``entries`` are the editions, newest first; ``pages`` are the pages of the latest edition, as addresses below it;
    ``unreleased`` says that ``next`` is there too.
    """
    entries = tuple(entries)
    return {
        VERSIONS: json.dumps(_versions(entries, unreleased), indent=2) + "\n",
        "editions.json": to_json({"editions": [entry.model_dump(mode="json") for entry in entries]}),
        "index.html": _FORWARD,
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n",
        "sitemap.xml": _sitemap(sorted(pages), site_url),
    }


def _versions(entries: tuple[Entry, ...], unreleased: bool) -> list[dict[str, object]]:
    """Return the list that Material's selector reads, as mike writes it; a withdrawn edition is not offered."""
    offered = [entry.edition for entry in entries if entry.status == "supported"]
    listed: list[dict[str, object]] = [{"version": name, "title": name, "aliases": []} for name in offered]
    listed[0]["aliases"] = [LATEST]
    return listed + [{"version": NEXT, "title": NEXT, "aliases": []}] * unreleased


def _sitemap(pages: list[str], site_url: str) -> str:
    addresses = "".join(f"<url><loc>{escape(f'{site_url}{LATEST}/{page}')}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{addresses}</urlset>\n"
    )


_FORWARD = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="{LATEST}/{ICON}">
<title>Consentbook</title>
<meta http-equiv="refresh" content="0; url={LATEST}/">
</head>
<body>
<p><a href="{LATEST}/">The latest edition</a></p>
</body>
</html>
"""
