"""Which files of the theme a page can ask for."""

from mkdocs.config.defaults import MkDocsConfig

LUNR = "assets/javascripts/lunr/"
SEVERAL = ("min/lunr.stemmer.support.min.js", "min/lunr.multi.min.js")
SEGMENTERS = {"ja": "tinyseg.js", "hi": "wordcut.js", "th": "wordcut.js"}


def searched_languages(config: MkDocsConfig) -> set[str]:
    """Return the languages in which the site is searched."""
    search = config.plugins.get("material/search") or config.plugins.get("search")
    return set(search.config.get("lang") or ["en"]) if search else set()


def is_asked_for(uri: str, languages: set[str]) -> bool:
    """Say whether a page can ask for the file ``uri``: no source map, and no search in another language.

    English needs none of these files; each other language needs its own, and those that all need.
    """
    if uri.endswith((".js.map", ".css.map")):
        return False
    if not uri.startswith(LUNR):
        return True
    others = languages - {"en"}
    own = {f"min/lunr.{language}.min.js" for language in others} | {SEGMENTERS[name] for name in others & {*SEGMENTERS}}
    return bool(others) and uri.removeprefix(LUNR) in {*SEVERAL, *own}
