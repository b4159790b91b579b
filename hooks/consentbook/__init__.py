"""Consentbook: consent wording for session replay as a versioned site, snippets, checklists and link checks."""

from importlib.metadata import version

__version__ = version("consentbook")
