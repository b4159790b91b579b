"""The front matter of a page exported from the CMS."""

from datetime import UTC, date, datetime
from typing import Any

# What the CMS writes about its own records and editors: for no reader's eyes.
PRIVATE_KEYS = ("id", "blueprint", "updated_by")


def is_cms_page(meta: dict[str, Any]) -> bool:
    """Say whether the front matter ``meta`` is one that the CMS exports."""
    return "blueprint" in meta and "updated_at" in meta


def updated_on(meta: dict[str, Any]) -> date | None:
    """Return the day, in UTC, of the epoch seconds in ``updated_at``, or ``None`` where that is no such number."""
    try:
        return datetime.fromtimestamp(int(meta["updated_at"]), UTC).date()
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def in_sitemap(meta: dict[str, Any]) -> bool:
    """Say whether the page belongs in sitemap.xml."""
    return str(meta.get("exclude_from_sitemap", "false")).lower() != "true"
