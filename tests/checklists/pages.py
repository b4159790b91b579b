"""Small checklists for tests: a project folder with nothing but pages of docs/checklists/ and checklists.yml."""

from pathlib import Path

from consentbook.checklists.model import Checklists
from consentbook.checklists.read import read_checklists
from consentbook.reading.offences import Offence
from consentbook.reading.pages import read_page

DETAILS = """    - **For:** engineering, product
    - **Why:** So.
    - **Check:** Look *at* [it](../guide/why.md).
    - **Source:** [A law](link:gdpr), Article 1
"""
BANNER = f"""---
description: A list.
---

# Banner checklist

## First

- [ ] **C01** One thing is true.
{DETAILS}    - **Where:** eea, us-ca
    - **Helps:** [a text](snippet:banner/opt-in#fr) and `code`
- [ ] **C02** Another thing
  is true too.
    - **Consent:** opt-in
    - **Level:** advised
{DETAILS}
## Second

- [ ] **C03** A third thing.
{DETAILS}"""
LAUNCH = """# Launch checklist

## All

- [ ] **[C03](banner.md#c03)** the third
- [ ] **[C01](banner.md#c01)**
"""


def write(root: Path, newest: str = "newest: [C03]\n", **pages: str) -> tuple[Checklists, list[Offence]]:
    """Write the pages (and checklists.yml) below ``root``, read them, and return what was read and what is wrong."""
    folder = root / "docs/checklists"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "checklists.yml").write_text(newest)
    for name, text in pages.items():
        (folder / f"{name.replace('_', '-')}.md").write_text(text)
    offences: list[Offence] = []
    read = [read_page(root, path, offences) for path in sorted(folder.glob("*.md"))]
    return read_checklists(root, [page for page in read if page], offences), offences
