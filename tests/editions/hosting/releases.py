"""Small releases for the tests of hosting, laid out as the publisher lays them out."""

from pathlib import Path

from consentbook.editions.hosting.compress import compressed
from consentbook.editions.hosting.write import STATIC, release_headers, write_nginx

TEXT = "We record how you use this site. " * 40
PAGE = f"""<!doctype html><html lang="en"><head><title>A page</title><script>var a = 1 && 2</script></head>
<body><p>{TEXT}</p><script src="a.js"></script></body></html>
"""


def small_files(word: str = "one") -> dict[str, str]:
    """Return path and content of the files of a release whose pages say ``word``."""
    page, data = PAGE.replace("A page", word), f'{{"release": "{word}", "text": "{TEXT}"}}\n'
    texts = {f"wording/banner/opt-in/r3/de.{ending}": f"{TEXT}\n" for ending in ("txt", "md", "html", "json")}
    edition = {
        "index.html": page,
        "guide/why/index.html": page,
        "wording/index.json": data,
        "wording/banner/opt-in/index.html": page,
        "wording/banner/opt-in/de.txt": f"{TEXT}\n",
        "checklists/index.json": data,
        "links/index.json": data,
        "changes/2026.10.json": data,
        "search/search_index.json": data,
        "search/part.0b6a519875eddd60.json": data,
        "sitemap.xml": f"<urlset><!-- {TEXT} --></urlset>",
        "assets/javascripts/bundle.a5f9d56c.min.js": f"// {TEXT}\n",
        "assets/javascripts/workers/search.2c215733.min.js": f"// {TEXT}\n",
        "assets/javascripts/lunr/min/lunr.de.min.js": f"// {TEXT}\n",
        "assets/javascripts/index.html": page,
        "assets/javascripts/bundle.b.min.js/index.html": page,
        "assets/stylesheets/main.484c7ddc.min.css": f"/* {TEXT} */\n",
        "assets/stylesheets/palette.ab4e12ef.min.css": f"/* {TEXT} */\n",
        "assets/stylesheets/notes/index.html": page,
        "assets/stylesheets/notes.json": data,
        "assets/consentbook/consentbook.mjs": f"// {TEXT}\n",
        "assets/consentbook/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n",
        "assets/images/favicon.png": "png",
    }
    root = {
        "index.html": page,
        "404.html": f"<!doctype html><title>Not found</title><p>{TEXT}</p>\n",
        "versions.json": f'[{{"version": "2026.11", "title": "{word}", "aliases": ["latest"]}}]\n',
        "editions.json": data,
        "changes.atom": f"<feed>{TEXT}</feed>\n",
        "robots.txt": "User-agent: *\n",
        "SHA256SUMS": f"{word}\n",
        "SHA256SUMS.sig": f"{word}\n",
        "sbom.cdx.json": data,
    }
    return texts | root | {f"2026.11/{path}": content for path, content in edition.items()}


def make_release(folder: Path, name: str, files: dict[str, str]) -> Path:
    """Write a release into ``folder``, with what is packed beside each file, and its headers."""
    release = folder / "releases" / name
    for path, content in files.items():
        (release / path).parent.mkdir(parents=True, exist_ok=True)
        for ending, packed in {"": content.encode(), **compressed(path, content.encode())}.items():
            (release / f"{path}{ending}").write_bytes(packed)
    (release / "latest").symlink_to("2026.11")
    pages = (content.encode() for path, content in files.items() if path.endswith(".html"))
    (release / STATIC).write_text(release_headers(pages))
    write_nginx(folder)
    return release


def serve(folder: Path, name: str) -> None:
    """Point ``current`` at a release, as the publisher does."""
    link = folder / ".current.new"
    link.symlink_to(f"releases/{name}")
    link.replace(folder / "current")
