"""The Atom feed of editions: what each changed since the one before, for readers of feeds (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from consentbook.editions import by_age
from consentbook.editions.changes.model import Changes
from consentbook.editions.changes.view import sections
from consentbook.links.reports.formats import xml_safe
from consentbook.reading.tree import CHANGES
from consentbook.templates import render_template

FEED = "changes.atom"
NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(entries: Iterable[Changes], site_url: str) -> str:
    """Return the feed with an entry for each edition, newest first, each since the one before.

    ``site_url`` is the address of the folder of all editions, with a slash at its end. An edition's id is the address
    of its page on what changed, so that it stays; the first one has nothing before it, and ``since`` without a name.
    """
    listed = sorted(entries, key=lambda changes: by_age(changes.edition.name), reverse=True)
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _said(feed, "title", "Consentbook: what changed")
    _said(feed, "id", f"{site_url}{FEED}")
    _said(feed, "updated", max((_moment(changes.edition.day) for changes in listed), default=_moment(None)))
    _said(SubElement(feed, "author"), "name", "Consentbook")
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=xml_safe(f"{site_url}{FEED}"))
    SubElement(feed, "link", rel="alternate", type="text/html", href=xml_safe(site_url))
    for changes in listed:
        feed.append(_entry(changes, site_url))
    indent(feed)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def _entry(changes: Changes, site_url: str) -> Element:
    entry, name, since = Element("entry"), changes.edition.name, changes.since.name
    address = f"{site_url}{name}/{CHANGES}/"
    _said(entry, "title", f"Edition {name}")
    _said(entry, "id", address)
    _said(entry, "updated", _moment(changes.edition.day))
    SubElement(entry, "link", rel="alternate", type="text/html", href=xml_safe(address))
    summary = f"Changed since {since}: {changes.counted}." if since else "The first edition."
    _said(entry, "summary", summary, type="text")
    if since:
        html = render_template("feed.html", sections=sections(changes))
        _said(entry, "content", html, type="html")
    return entry


def _said(within: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(within, name, attributes).text = xml_safe(words)


def _moment(day: date | None) -> str:
    """Return the beginning of a day in UTC as RFC 3339 writes it; of one that is not known, that of 1970."""
    return datetime.combine(day or date(1970, 1, 1), time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
