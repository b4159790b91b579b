"""The policy of pages: a hash for each inline script that runs, and for nothing else."""

import base64
import hashlib
from pathlib import Path

import pytest

from consentbook.editions.hosting.policy import content_security_policy, inline_hashes


def sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize(
    ("html", "scripts"),
    [
        ("<p>None</p>", []),
        ("<script>a()</script>", ["a()"]),
        ("<SCRIPT\n>a()</SCRIPT\t>", ["a()"]),
        ("<script>\n a() \n</script>", ["\n a() \n"]),
        ("<script>a()\r\nb()\rc()</script>", ["a()\nb()\nc()"]),  # as a parser hands it on
        ("<script>'é 中'</script>", ["'é 中'"]),
        ("<script>a()</script><script>b()</script><script>a()</script>", ["a()", "b()"]),
        ("<script></script>", [""]),
        ('<script type="module">a()</script>', ["a()"]),
        ("<script type=Text/JavaScript>a()</script>", ["a()"]),
        ('<script type="">a()</script>', ["a()"]),
        ('<script type="importmap">{}</script>', ["{}"]),
        ('<script type="application/json">{}</script>', []),
        ('<script id="__config" type="application/json">{"a": 1}</script><script>a()</script>', ["a()"]),
        ('<script type="text/template">a()</script>', []),
        ('<script type="" type="application/json">a()</script>', ["a()"]),  # the first one counts
        ('<script type="application/json" type="">a()</script>', []),
        ('<script src="a.js">b()</script>', []),
        ("<script src>b()</script>", []),
        ('<script data-src="a.js">b()</script>', ["b()"]),
        ("<script data-a='>'>b()</script>", ["b()"]),
        ("<!-- <script>a()</script> --><script>b()</script>", ["b()"]),
        ("<!-- <script> --><script>b()</script>", ["b()"]),
        ("<textarea><script>a()</script></textarea><title><script>b()</script></title>", []),
        ('<p title="<script>a()</script>">', []),
        ("<template><script>a()</script></template>", []),
        ("<script><!-- <script> a() </script> b()</script>", ["<!-- <script> a() </script> b()"]),
        ("<script>a('<b>')</script>", ["a('<b>')"]),
        ("<svg><script>a &lt; b</script><script href='a.js'></script></svg>", ["a < b"]),
        ("<script>a()", ["a()"]),
        ("&lt;script&gt;a()&lt;/script&gt;", []),
        ("<scripts>a()</scripts>", []),
    ],
)
def test_scripts_that_run_are_hashed(html: str, scripts: list[str]) -> None:
    expected = {sha256(script) for script in scripts}
    assert inline_hashes([html.encode()]) == expected
    # and so they are after pages whose scripts are known by then
    known = ["a()", "b()", "{}", ""]
    before = "".join(f"<script>{script}</script>" for script in known)
    assert inline_hashes([before.encode(), html.encode()]) == expected | set(map(sha256, known))


def test_the_hashes_of_all_pages_are_joined() -> None:
    pages = [f"<script>a()</script><script>b({number})</script>".encode() for number in range(5)]
    assert inline_hashes(pages) == {sha256("a()"), *(sha256(f"b({number})") for number in range(5))}


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("<script>", 1),
        ("<script ", 0),
        ('<script a="', 0),
        ("<script><", 1),
        ("<script></scrip", 1),
        ("<!--<script>", 0),
        ("</script>", 0),
        ("<script>a</script>", 1),
    ],
)
def test_a_page_of_repeated_beginnings_is_read_once(part: str, count: int) -> None:
    page = part.encode() * (1_000_000 // len(part))  # hours for an expression that looks at bytes again and again
    assert len(inline_hashes([page])) == count


def test_the_site_needs_three_hashes(site: Path) -> None:
    assert len(inline_hashes(page.read_bytes() for page in site.rglob("*.html"))) == 3


def test_the_policy_allows_only_what_is_named() -> None:
    policy = content_security_policy({"sha256-b=", "sha256-a="})
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self' 'sha256-a=' 'sha256-b='"
    assert directives["frame-ancestors"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_site_without_inline_scripts_needs_no_hash() -> None:
    assert "; script-src 'self'; " in content_security_policy(())
