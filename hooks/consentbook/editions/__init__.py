"""Editions: published versions of the whole site, side by side."""

# How a build is told which edition it is, and where it will lie; mkdocs.yml and hooks/editions.py read them.
EDITION_VARIABLE = "CONSENTBOOK_EDITION"
SITE_URL_VARIABLE = "CONSENTBOOK_SITE_URL"
