"""The headers for static hosts, as such a host puts them together; and what is written when a release is made."""

import os
import re
import stat
from pathlib import Path

import pytest

from consentbook.book import Book
from consentbook.editions.hosting.headers import FOREVER, TYPES, nginx_maps, static_headers
from consentbook.editions.hosting.policy import DATA_POLICY, content_security_policy
from consentbook.editions.hosting.write import release_headers, write_nginx
from consentbook.terminal import CannotRun
from tests.editions.hosting.releases import make_release, small_files
from tests.editions.hosting.static import sent

HASHES = {"sha256-" + "a" * 43 + "="}
SITE = content_security_policy(HASHES)


@pytest.mark.parametrize(
    ("path", "cache", "cors", "corp", "kind", "policy"),
    [
        ("/", None, None, None, None, SITE),
        ("/2026.11/guide/why/", None, None, None, None, SITE),
        ("/latest/wording/banner/opt-in/", None, None, None, None, SITE),
        ("/2026.11/wording/", None, None, None, None, SITE),
        ("/wording/banner/opt-in/r3/en.txt", FOREVER, "*", "cross-origin", TYPES["txt"], f"{DATA_POLICY}, {SITE}"),
        ("/wording/banner/opt-in/r3/en.md", FOREVER, "*", "cross-origin", TYPES["md"], f"{DATA_POLICY}, {SITE}"),
        ("/wording/banner/opt-in/r3/en.html", FOREVER, "*", "cross-origin", None, f"{DATA_POLICY}, {SITE}"),
        (
            "/wording/banner/opt-in/r3/en.formal.json",
            FOREVER,
            "*",
            "cross-origin",
            TYPES["json"],
            f"{DATA_POLICY}, {SITE}",
        ),
        ("/2026.11/wording/index.json", None, "*", "cross-origin", TYPES["json"], SITE),
        ("/latest/wording/banner/opt-in/en.txt", None, "*", "cross-origin", TYPES["txt"], SITE),
        ("/next/checklists/index.json", None, "*", "cross-origin", TYPES["json"], SITE),
        ("/versions.json", None, "*", "cross-origin", TYPES["json"], SITE),
        ("/changes.atom", None, "*", "cross-origin", TYPES["atom"], SITE),
        ("/SHA256SUMS.sig", None, "*", "cross-origin", TYPES["txt"], SITE),
        ("/2026.11/search/search_index.json", None, None, "same-origin", TYPES["json"], SITE),
        ("/latest/search/part.0b6a519875eddd60.json", FOREVER, None, "same-origin", TYPES["json"], SITE),
        ("/2026.11/assets/javascripts/bundle.a5f9d56c.min.js", FOREVER, None, "same-origin", None, SITE),
        ("/2026.11/assets/javascripts/workers/search.2c215733.min.js", FOREVER, None, "same-origin", None, SITE),
        ("/2026.11/assets/stylesheets/main.484c7ddc.min.css", FOREVER, None, "same-origin", None, SITE),
        ("/2026.11/assets/stylesheets/palette.ab4e12ef.min.css", FOREVER, None, "same-origin", None, SITE),
        ("/2026.11/assets/javascripts/lunr/min/lunr.de.min.js", None, None, "same-origin", None, SITE),
        ("/latest/assets/javascripts/bundle.b.min.js/", None, None, "same-origin", None, SITE),
        ("/latest/assets/stylesheets/notes/", None, None, "same-origin", None, SITE),
        ("/latest/assets/stylesheets/notes.json", None, None, "same-origin", TYPES["json"], SITE),
        ("/2026.11/assets/consentbook/consentbook.mjs", None, None, "same-origin", TYPES["mjs"], SITE),
        ("/robots.txt", None, None, None, TYPES["txt"], SITE),
    ],
)
def test_a_path_gets_its_headers_and_none_twice(
    path: str, cache: str | None, cors: str | None, corp: str | None, kind: str | None, policy: str
) -> None:
    headers = sent(static_headers(HASHES), path)
    assert headers.get("Cache-Control") == cache
    assert headers.get("Access-Control-Allow-Origin") == cors
    assert headers.get("Cross-Origin-Resource-Policy") == corp
    assert headers.get("Content-Type") == kind
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_headers_that_are_joined_would_be_seen() -> None:
    text = static_headers(HASHES) + "/2026.11/*\n  Cross-Origin-Resource-Policy: same-origin\n"
    assert sent(text, "/2026.11/wording/index.json")["Cross-Origin-Resource-Policy"] == "cross-origin, same-origin"


def test_no_family_of_snippets_has_the_name_of_a_folder_in_an_edition(book: Book) -> None:
    families = {snippet.partition("/")[0] for snippet in book.library.snippets}
    assert not families & {"assets", "changes", "checklists", "links", "search", "wording"}  # as in the patterns


def test_a_host_takes_all_of_it() -> None:
    lines = static_headers(HASHES).splitlines()
    assert (
        sum(not line.startswith(" ") for line in lines) <= 100
    )  # https://developers.cloudflare.com/pages/configuration/headers/
    assert all(len(line) <= 2000 and line.count("*") <= 1 for line in lines if line.startswith("/"))


def test_a_release_gets_its_headers(tmp_path: Path) -> None:
    release = make_release(tmp_path, "one", small_files())
    policy = sent((release / "_headers").read_text(), "/2026.11/")["Content-Security-Policy"]
    assert policy.count("'sha256-") == 1
    assert policy in (tmp_path / "nginx" / "maps.conf").read_text()


def test_more_scripts_than_a_header_holds_are_refused() -> None:
    pages = (f"<script>a({number})</script>".encode() for number in range(100))
    with pytest.raises(
        CannotRun, match=r"the pages hold 100 different inline scripts, more than a header can name\. Put "
    ):
        release_headers(pages)


def test_nginx_allows_the_scripts_of_every_release_that_is_kept(tmp_path: Path) -> None:
    old, new = {"index.html": "<script>old()</script>"}, {"index.html": "<script>old()</script><script>new()</script>"}
    maps = tmp_path / "nginx" / "maps.conf"
    make_release(tmp_path, "old", old)
    before = maps.read_text()
    assert not write_nginx(tmp_path)
    release = make_release(tmp_path, "new", new)
    assert before.count("'sha256-") == 1
    assert maps.read_text().count("'sha256-") == 2
    assert not write_nginx(tmp_path)
    (release / "_headers").unlink()
    assert write_nginx(tmp_path)
    assert maps.read_text() == before


NGINX = ("maps.conf", "headers.conf", "signed-in.conf")


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.lstat().st_mode) for path in (folder, *(folder / name for name in NGINX))]


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o777])
def test_nginx_may_read_and_nobody_else_may_write_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "nginx"
    before = os.umask(mask)
    try:
        write_nginx(tmp_path)
        assert modes(folder) == [0o755, 0o644, 0o644, 0o644]
        (folder / "maps.conf").chmod(0o666)
        folder.chmod(0o777)
        assert not write_nginx(tmp_path)
    finally:
        os.umask(before)
    assert modes(folder) == [0o755, 0o644, 0o644, 0o644]
    assert sorted(path.name for path in folder.iterdir()) == sorted(NGINX)


@pytest.mark.parametrize("same", [False, True])
def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path, same: bool) -> None:
    folder = tmp_path / "nginx"
    write_nginx(tmp_path)
    right = (folder / "maps.conf").read_text()
    outside = tmp_path / "outside"
    outside.write_text(right if same else "not ours")
    for link in (folder / "maps.conf", folder / ".maps.conf.new"):
        link.unlink(missing_ok=True)
        link.symlink_to(outside)
    before = outside.stat()
    assert write_nginx(tmp_path)
    assert outside.stat() == before
    assert not (folder / "maps.conf").is_symlink()
    assert (folder / "maps.conf").read_text() == right


@pytest.mark.parametrize("name", ["nginx", "nginx/maps.conf"])
def test_what_is_something_else_in_its_place_is_left_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if name == "nginx":
        path.symlink_to(tmp_path / "outside")
    else:
        path.mkdir()
    with pytest.raises(CannotRun, match=rf"{name} is (no|a) folder\. Remove it\."):
        write_nginx(tmp_path)
    assert not (tmp_path / "outside").exists()


def test_nothing_in_a_release_can_break_out_of_the_configuration(tmp_path: Path) -> None:
    release = make_release(tmp_path, "one", small_files())
    maps = (tmp_path / "nginx" / "maps.conf").read_text()
    evil = (
        "  Content-Security-Policy: 'sha256-\";} server { listen 1; }' 'sha256-short=' 'sha256-" + "a" * 42 + "$=';\n"
    )
    (release / "_headers").write_text((release / "_headers").read_text() + evil)
    assert not write_nginx(tmp_path)
    assert (tmp_path / "nginx" / "maps.conf").read_text() == maps == nginx_maps(re.findall(r"'(sha256-.{43}=)'", maps))
