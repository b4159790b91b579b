"""What the readers are given: any bytes, any text, hostile YAML, and the project's own files with something amiss."""

from hypothesis import strategies as st

# Values and pieces of markup that a reader might trip over, each in one line or a few.
HOSTILE = (
    "[" * 100,
    "{a: " * 100,
    "- " * 100,
    "> " * 100,
    "(" * 90,
    "9" * 5000,
    "-1",
    "0",
    ".nan",
    "1e999",
    "2026-02-30",
    "99999-01-01",
    "99999999999999999999",
    "null",
    "&a x",
    "*a",
    "<<: *a",
    "!!python/object/apply:os.system [x]",
    "!<%ff> x",
    "? [a]\n: b",
    "--- # again",
    "...",
    "%YAML " + "9" * 5000 + ".1\n---\n",
    "%TAG ! \x85\n---\n",
    '"\\UFFFFFFFF"',
    '"\\U00110000"',
    '"\\uD800"',
    '"\\x1b[31m"',
    '"a\\nb\\tc"',
    "|2\n      a",
    "\u202e",
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\U000e0041",
    "\r",
    "\t",
    "a{99999999999999999999}",
    "(a*)*b",
    "*[",
    "https://[bad",
    "https://a:99999999/",
    "https://xn--a/",
    "https://\u00ad/",
    "https://1.2.3.4.5/",
    "http://0x7f.1/",
    "//a@b/",
    "javascript:alert(1)",
    "data:text/html,x",
    "../" * 40,
    "/" * 300,
    "%00",
    "%ff",
    "%",
    "#",
    "[x](" * 60,
    "![a][b]",
    "[^1]: x",
    "/// snippet | a\n///",
    "///",
    "{{ company }}",
    "{{ {{ }}",
    "{.purpose}",
    "[x]{.purpose}",
    "`" * 80,
    "~~~",
    "```{",
    "<!--",
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&#xffffffffff;",
    "<a href='x\ny'>",
    "<base href=//[>",
    "<meta http-equiv=refresh content='0;url=//['>",
    "<meta charset=utf-7>",
    "<style>@import '//[';</style>",
    "<b>" * 600,
    "- [ ] **C01** A.\n    - **For:** legal\n",
    "- [x] **[C01](a.md#c01)**\n",
    "## \n",
    "---\n",
    "\n---\n",
)
whole = st.text(st.characters(codec="utf-8"), max_size=60)
leaf = st.sampled_from(HOSTILE) | whole | st.integers().map(str) | st.dates().map(str)


def of_yaml(keys: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Return hostile YAML: the keys of real files, with whatever values, in blocks and in brackets, also twice."""
    key = st.sampled_from(keys) | leaf
    inner = st.recursive(
        leaf,
        lambda below: (
            st.lists(below, max_size=3).map(lambda found: f"[{', '.join(found)}]")
            | st.lists(st.tuples(key, below), max_size=3).map(
                lambda found: "{" + ", ".join(f"{name}: {value}" for name, value in found) + "}"
            )
        ),
        max_leaves=8,
    )
    lines = st.lists(st.tuples(st.sampled_from(("", "", "  ", "- ")), key, inner), max_size=8)
    text = lines.map(lambda found: "".join(f"{before}{name}: {value}\n" for before, name, value in found))
    return st.tuples(st.sampled_from(("", "---\n")), text, st.sampled_from(("", "---\n## body\nx\n"))).map(
        lambda parts: "".join(parts).encode()
    )


@st.composite
def amiss(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Return one of the ``seeds`` with up to four things amiss: a value, a line, a stretch of bytes."""
    raw = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        raw = draw(st.sampled_from((_value, _line, _bytes)))(draw, raw)
    return raw


def _value(draw: st.DrawFn, raw: bytes) -> bytes:
    """Put another value behind a key, or another text into a line."""
    lines = raw.split(b"\n")
    at = draw(st.integers(0, len(lines) - 1))
    before, colon, _ = lines[at].partition(b": ")
    lines[at] = before + colon + draw(leaf).encode()
    return b"\n".join(lines)


def _line(draw: st.DrawFn, raw: bytes) -> bytes:
    """Delete a line, double it, or put it elsewhere."""
    lines = raw.split(b"\n")
    at, to, times = (draw(st.integers(0, most)) for most in (len(lines) - 1, len(lines) - 1, 2))
    line = lines.pop(at)
    lines[to:to] = [line] * times
    return b"\n".join(lines)


def _bytes(draw: st.DrawFn, raw: bytes) -> bytes:
    """Put other bytes in the place of some."""
    start = draw(st.integers(0, len(raw)))
    end = start + draw(st.integers(0, 40))
    return raw[:start] + draw(st.binary(max_size=8) | leaf.map(str.encode)) + raw[end:]


def keys_of(seeds: tuple[bytes, ...]) -> tuple[str, ...]:
    """Return the keys that the lines of the ``seeds`` begin with."""
    lines = (line.strip(b"- ") for seed in seeds for line in seed.splitlines())
    found = {line.partition(b":")[0] for line in lines if b":" in line}
    return tuple(sorted(key.decode() for key in found if key.isascii() and key.replace(b"_", b"").isalpha())) or ("a",)


def given_to(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Return what is given to a reader of what is like ``seeds``."""
    return amiss(seeds) | amiss(seeds) | of_yaml(keys_of(seeds)) | st.binary(max_size=200) | whole.map(str.encode)
