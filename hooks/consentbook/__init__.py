"""Consentbook: consent wording for session replay as a versioned site, snippets, checklists and link checks."""


def __getattr__(name: str) -> str:
    """Return ``__version__``, looked up when it is asked for: it costs more than most commands' other imports."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - as the docstring says

        return version("consentbook")
    raise AttributeError(name)
