"""A project of a few files, which reads in no time, and ways to change it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from consentbook.book import read_book
from consentbook.editions import CHANGES_VARIABLE
from consentbook.editions.changes.compare import compare
from consentbook.editions.changes.inventory import Inventory, inventory
from consentbook.editions.changes.model import Changes
from consentbook.reading.offences import Offence
from consentbook.site.build import build_book
from consentbook.wording.ledger import append_entry
from consentbook.wording.read import read_library
from tests.support import ROOT

Change = Callable[[Path], None]

BANNER, POLICY, FRENCH = "snippets/banner/ask/en.md", "snippets/policy/short/en.md", "snippets/banner/ask/fr.md"
WHY, LIST = "docs/guide/why.md", "docs/checklists/launch.md"

FRONT = """---
id: {id}
title: {title}
summary: Use it.
form: {form}
consent: {consent}
audience: general
tone: plain
regions: [{regions}]
limits: {{}}
must_cover: [purpose, choice]
checklist: [C01]
sources: [law]
review:
  status: draft
---
"""
FILES = {
    BANNER: FRONT.format(id="banner/ask", title="Banner that asks", form="banner", consent="opt-in", regions="eea, uk")
    + """
## body

May {{ company }} record your visit, so that we can [find faults]{.purpose}? It works either way.

## accept

Allow recording

## reject

[Refuse recording]{.choice}
""",
    FRENCH: """---
id: banner/ask
translates: 1
review:
  status: draft
---

## body

{{ company }} peut-elle enregistrer votre visite pour [corriger des erreurs]{.purpose} ? Tout marche sans cela.

## accept

Autoriser

## reject

[Refuser]{.choice}
""",
    POLICY: FRONT.format(id="policy/short", title="Short paragraph", form="policy", consent="any", regions="any")
    + """
## body

We record visits to [find faults]{.purpose}, keep them [30 days]{.retention}, and [you may refuse]{.choice}.
""",
    "snippets/variables.yml": """company:
  label: Company
  type: string
  example: Example Ltd
  help: The name of your company.
""",
    WHY: """---
title: Why
---

# Why

## Trust

People trust what they know.

They may refuse.

```text
init()
```
""",
    "docs/guide/regions.md": "# Regions\n",  # the pages of snippets link to it
    "docs/index.md": "# Start\n\nRead [why](guide/why.md).\n",
    LIST: """# Launch

Work through it.

- [ ] **C01** The banner asks first.
    - **For:** product
    - **Why:** It must.
    - **Check:** Load the page.
    - **Source:** [the law](link:law)
- [ ] **C02** Refusing works.
    - **For:** engineering
    - **Where:** eea
    - **Level:** advised
    - **Why:** It must.
    - **Check:** Refuse.
    - **Source:** [the law](link:law)
""",
    "checklists.yml": "newest: [C02]\n",
    "links.yml": """links:
  law:
    url: https://law.example/text
    title: The law
    owner: privacy
  trust:
    url: https://vendor.example/trust
    title: Trust page
    owner: privacy
""",
    "mkdocs.yml": (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    + "\nnav:\n  - Start: index.md\n  - Wording: [guide/why.md]\n",
}


def small_project(to: Path) -> Path:
    """Write the project, with its wording released, into the new folder ``to``."""
    for name, content in FILES.items():
        write(name, content)(to)
    release("First.")(to)
    return to


def with_theme(root: Path) -> None:
    """Give the project what a build takes besides its content."""
    shutil.copytree(ROOT / "theme", root / "theme", ignore=shutil.ignore_patterns("404.html"))  # it links to real pages
    (root / "hooks").mkdir()
    for hook in (ROOT / "hooks").glob("*.py"):
        shutil.copy(hook, root / "hooks")


def write(name: str, content: str) -> Change:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")

    return change


def remove(name: str) -> Change:
    return lambda root: (root / name).unlink()


def replace(name: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def together(*steps: Change) -> Change:
    def change(root: Path) -> None:
        for step in steps:
            step(root)

    return change


def release(reason: str) -> Change:
    """Give each snippet that changed its next revision, as `consentbook wording release` does."""

    def change(root: Path) -> None:
        offences: list[Offence] = []
        library = read_library(root, offences)
        assert not offences, "\n".join(map(str, offences))
        for snippet in library.snippets.values():
            if snippet.unreleased:
                made = snippet.history.released(snippet.templates, date(2026, 11, 24), "docs", reason)
                append_entry(root / "snippets" / snippet.id, made.entries[-1])

    return change


def read(root: Path) -> Inventory:
    return inventory(read_book(root))


def changed(root: Path, *steps: Change) -> Changes:
    """Return what ``steps`` change in the project at ``root``."""
    before = read(root)
    for step in steps:
        step(root)
    return compare(before, read(root))


def build_told(root: Path, told: Path | None) -> Path:
    """Build the project at ``root``, strictly, and return the site."""
    build_book(read_book(root), root / "site", {CHANGES_VARIABLE: str(told)} if told else {})
    return root / "site"


# A change of nearly every kind, with what authors might write to do harm.
HOSTILE = '<script>alert(1)</script> [x](javascript:alert(1)) `code` {#a .b onclick=alert(2)} & "z"'
CODE = "</p></ins><img src=x onerror=alert(3)>\n/// snippet | banner/ask\n[y](javascript:alert(4))"

MOVED = together(
    replace("docs/index.md", "guide/why.md", "guide/reasons.md"),
    replace("mkdocs.yml", "guide/why.md", "guide/reasons.md"),
    lambda root: (root / WHY).rename(root / "docs/guide/reasons.md") and None,
    replace("docs/guide/reasons.md", "title: Why", "title: Why\nmoved_from: [guide/why.md]"),
    replace("docs/guide/reasons.md", "They may refuse.", "All may refuse."),
    replace("docs/guide/reasons.md", "init()", CODE),
)
CHANGE = together(
    replace(BANNER, "[find faults]", "[find faults & learn]"),
    replace(BANNER, "{{ company }}", "we"),
    replace(FRENCH, "Tout marche", "Le site marche"),
    replace(POLICY, "regions: [any]", "regions: [us]"),
    replace(LIST, "    - **Level:** advised\n", ""),
    replace("links.yml", "vendor.example/trust", "vendor.example/safety"),
    MOVED,
    write("docs/new page.md", f"---\ntitle: {HOSTILE!r}\n---\n\nNew.\n"),
    release("Say more."),
)
