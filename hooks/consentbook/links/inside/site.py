"""Checks the built site: links and anchors inside it lead somewhere, nothing raw is left, nothing acts by itself."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from consentbook.book import Book
from consentbook.links.inside.acting import acting, inline_scripts
from consentbook.reading.offences import Offence

TARGETS = (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "src"))
LEFT = ("link", "snippet")


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """What a built page leads to, and where it can be entered."""

    uri: str
    targets: tuple[str, ...]
    anchors: frozenset[str]
    raw: tuple[str, ...]
    acting: tuple[str, ...]


def check_site(site: Path, book: Book) -> list[Offence]:
    """Return an offence for each dead link or anchor, and for each directive that did not show anything."""
    base_path = _base_path(site / "index.html")
    own = inline_scripts(LexborHTMLParser((site / "404.html").read_bytes())) if (site / "404.html").exists() else set()
    pages = {page.uri: page for page in (read_built(site, path, own) for path in sorted(site.rglob("*.html")))}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    sources = {_built_uri(page.uri): page for page in book.pages}
    found: dict[str, Offence] = {}  # what the theme puts on every page is reported for the first
    for page in pages.values():
        source = sources.get(page.uri)
        written = {link.text: link.number for link in source.links} if source else {}
        path = source.path if source else f"the built page {page.uri}"
        for target, wrong in _dead(page, pages, files, base_path):
            key = f"{path} {wrong}" if target in written else wrong
            found.setdefault(key, Offence(path, written.get(target, 1), wrong, "Mend the link, or what it leads to."))
        for what in page.acting:
            wrong = f"the page holds {what}, which acts by itself"
            found[f"{path} {wrong}"] = Offence(path, 1, wrong, "Say it in Markdown.")
        for text in page.raw:
            wrong = f'"{text[:60]}" stands on the built page as it was written'
            found[f"{path} {wrong}"] = Offence(path, 1, wrong, "Mend the line, so that it shows what was meant.")
    return list(found.values())


def read_built(site: Path, path: Path, own_scripts: set[str]) -> BuiltPage:
    """Return what the built page at ``path`` leads to; ``own_scripts`` are the inline scripts of the theme."""
    tree = LexborHTMLParser(path.read_bytes())
    targets = {
        node.attributes.get(attribute) or "" for tag, attribute in TARGETS for node in tree.css(f"{tag}[{attribute}]")
    }
    anchors = {node.attributes.get("id") or "" for node in tree.css("[id]")}
    anchors |= {node.attributes.get("name") or "" for node in tree.css("a[name]")}
    blocks = (node.text().strip() for node in tree.css("article :is(p, li, td, th, h1, h2, h3, h4, h5, h6, dd, dt)"))
    raw = tuple(text for text in blocks if text.startswith("///"))
    uri = path.relative_to(site).as_posix()
    return BuiltPage(
        uri, tuple(sorted(targets)), frozenset(anchors), raw, tuple(sorted(set(acting(tree, own_scripts))))
    )


def _base_path(start: Path) -> str:
    """Return where the site will lie on its host, which its start page's canonical link says."""
    canonical = LexborHTMLParser(start.read_bytes()).css_first("link[rel=canonical]")
    return urlsplit((canonical.attributes.get("href") or "") if canonical else "").path or "/"


def _built_uri(uri: str) -> str:
    """Return the built page that the page ``uri`` below docs/ becomes."""
    stem = uri.removesuffix(".md")
    return f"{stem}.html" if posixpath.basename(stem) == "index" else f"{stem}/index.html"


def _dead(page: BuiltPage, pages: dict[str, BuiltPage], files: set[str], base_path: str) -> Iterator[tuple[str, str]]:
    """Yield the targets on ``page`` that lead nowhere, each with what is wrong."""
    for target in page.targets:
        try:
            parts = urlsplit(target)
        except ValueError:
            yield target, f'"{target[:80]}" is no address'
            continue
        if parts.scheme in LEFT:
            yield target, f'the link "{target}" was not resolved'
        if parts.scheme or parts.netloc:
            continue
        uri = _resolve(page.uri, unquote(parts.path), base_path)
        if uri is None or uri not in files:
            yield target, f"a link leads to {uri or target}, which is not in the site"
        elif parts.fragment and uri in pages and unquote(parts.fragment) not in pages[uri].anchors:
            yield target, f'a link leads to "#{parts.fragment}", which {uri} does not have'


def _resolve(uri: str, path: str, base_path: str) -> str | None:
    """Return the file below the site that ``path``, written on the page ``uri``, leads to; None for one outside."""
    if not path:
        return uri
    if path.startswith("/"):
        if not path.startswith(base_path):
            return None
        resolved = posixpath.normpath(path.removeprefix(base_path) or ".")
    else:
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path))
    if resolved.startswith(".."):
        return None
    return posixpath.normpath(posixpath.join(resolved, "index.html")) if _is_folder(path, resolved) else resolved


def _is_folder(path: str, resolved: str) -> bool:
    return path.endswith(("/", ".")) or resolved == "."
