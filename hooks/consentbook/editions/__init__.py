"""Editions: published versions of the whole site, side by side."""

import re

# How a build is told that it is one of an edition, which, and where it will lie; mkdocs.yml and hooks/editions.py
# read them.
EDITION_VARIABLE = "CONSENTBOOK_EDITION"
SITE_URL_VARIABLE = "CONSENTBOOK_SITE_URL"
# A JSON file with what changed since the earlier editions; hooks/changes.py reads it.
CHANGES_VARIABLE = "CONSENTBOOK_CHANGES"
# The project's folder, for the process that loads ahead what builds need: it can be given nothing else.
ROOT_VARIABLE = "CONSENTBOOK_ROOT"

EDITION = re.compile(r"[0-9]{4}\.(0[1-9]|1[0-2])(\.[1-9][0-9]{0,2})?")
# Names that lead to an edition: the newest published one, and what is not published yet.
LATEST, NEXT = "latest", "next"


def by_age(edition: str) -> tuple[int, ...]:
    """Return what editions are sorted by, oldest first; ``next`` is younger than all."""
    return (9999,) if edition == NEXT else tuple(int(number) for number in edition.split("."))
