"""What sites are built from: pages of real size, a project of ours around them, and a repository with editions."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORDS = [
    "consent", "replay", "session", "visitor", "page", "notice", "banner", "choice", "record", "purpose", "data", "law",
    "policy", "setting", "reader", "product", "team", "counsel", "region", "storage", "time", "vendor", "question",
]  # fmt: skip
SNIPPET = "link/policy"
FILES = {
    "links.yml": "links:\n  trust:\n    url: https://www.example.com/\n    title: Trust page\n    owner: privacy\n",
    "checklists.yml": "newest: [C01]\n",
    "docs/guide/regions.md": "---\ndescription: Regions.\n---\n\n# Regions\n\nEach asks for something else.\n",
    "docs/checklists/launch.md": (
        "---\ndescription: Before the launch.\n---\n\n# Launch\n\n## Before\n\n- [ ] **C01** The policy says what is "
        "recorded.\n    - **For:** counsel\n    - **Why:** People must know.\n    - **Check:** Read the policy.\n"
        "    - **Source:** [trust page](link:trust)\n"
    ),
    "snippets/variables.yml": (
        "policy_url:\n  label: Privacy policy\n  type: https-url\n  example: https://www.example.com/privacy\n"
        "  help: The address of your policy.\n"
    ),
    f"snippets/{SNIPPET}/en.md": (
        f"---\nid: {SNIPPET}\ntitle: Link to the policy\nsummary: Use it at the foot of a page.\nform: link\n"
        "consent: any\naudience: general\ntone: plain\nregions: [any]\nlimits: {}\nmust_cover: []\nchecklist: [C01]\n"
        "sources: [trust]\nreview:\n  status: draft\n---\n\n## text\n\n[Privacy policy](<{{ policy_url }}>)\n"
    ),
}
NAV = """
nav:
  - Start: index.md
  - Guide: [guide/regions.md]
  - Wording: [wording/index.md]
  - Checklists: [checklists/launch.md]
  - Pages:
"""
PLAIN = """
site_name: Plain
site_url: https://consentbook.example/
strict: true
theme:
  name: material
  font: false
  features: [{features}navigation.tabs, navigation.sections, navigation.indexes, navigation.footer, navigation.top,
    search.highlight, toc.follow]
plugins: [search]
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - tables: {{use_align_attribute: true}}
  - toc: {{permalink: true, permalink_title: Link to this section}}
  - pymdownx.superfences
"""


def page(number: int, total: int, *, card: bool = False, edition: int = 0) -> str:
    """Return a page of 7 to 8 kB with prose, links, lists and a table; it is another one in another ``edition``."""
    chance = random.Random(number * 100 + edition)  # noqa: S311 - the same pages each time are wanted
    parts = [f"---\ndescription: Page {number}.\n---\n\n# Page {number}\n"]
    for section in range(5):
        parts.append(f"\n## Section {section} of page {number}\n")
        for _ in range(2):
            to = f"p{chance.randrange(total):04}.md"
            parts.append(f"\n{' '.join(_sentence(chance) for _ in range(5))} See [another subject]({to}) and `code`.\n")
        parts.append("\n" + "".join(f"- **{chance.choice(WORDS)}** {_sentence(chance)}\n" for _ in range(4)))
    parts.append("\n| One | Two |\n|---|---|\n")
    parts += [f"| {_sentence(chance)} | {_sentence(chance)} |\n" for _ in range(4)]
    return "".join(parts) + (f"\n/// snippet | {SNIPPET}\n" if card else "")


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(8, 16)))
    return f"{words.capitalize()}."


def plain(folder: Path, total: int, *, prune: bool = True) -> Path:
    """Write a site of ``total`` pages for MkDocs and its theme alone."""
    _write(folder, "docs/index.md", "---\ndescription: Start.\n---\n\n# Start\n")
    _pages(folder, total)
    _write(folder, "mkdocs.yml", PLAIN.format(features="navigation.prune, " if prune else ""))
    return folder


def project(folder: Path, total: int, *, cards: bool = False) -> Path:
    """Write the same pages as a project of ours, with a card on each if ``cards`` are asked for."""
    for name, text in FILES.items():
        _write(folder, name, text)
    _write(folder, "docs/index.md", "---\ndescription: Start.\n---\n\n# Start\n\n[All wording](wording/index.md)\n")
    _write(
        folder, "docs/wording/index.md", f"---\ndescription: Wording.\n---\n\n# Wording\n\n/// snippet | {SNIPPET}\n"
    )
    _pages(folder, total, card=cards)
    shutil.copytree(ROOT / "theme", folder / "theme")
    (folder / "hooks").mkdir()
    for hook in (ROOT / "hooks").glob("*.py"):
        shutil.copy(hook, folder / "hooks")
    settings = (ROOT / "mkdocs.yml").read_text()
    pages = "".join(f"      - {_name(number).removeprefix('docs/')}\n" for number in range(total))
    _write(folder, "mkdocs.yml", settings[: settings.index("\nnav:")] + f"{NAV}{pages}")
    run(folder, sys.executable, "-m", "consentbook", "wording", "release", "--author", "docs", "--reason", "First.")
    return folder


def repository(folder: Path, editions: int, total: int) -> list[str]:
    """Write a project with a tag for each of ``editions``; from one to the next, every twentieth page is another."""
    project(folder, total)
    run(folder, "git", "init", "--quiet", "--initial-branch=main")
    return [new_edition(folder, number, total) for number in range(editions)]


def new_edition(folder: Path, number: int, total: int) -> str:
    """Change every twentieth page of the repository, tag the result and return the tag."""
    for changed in range(number % 20, total, 20) if number else ():
        _write(folder, _name(changed), page(changed, total, edition=number))
    edition = f"20{20 + number // 12}.{number % 12 + 1:02}"
    named = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    run(folder, "git", "add", "--all")
    run(folder, "git", *named, "commit", "--quiet", "--message", edition)
    run(folder, "git", "tag", edition)
    return edition


def run(folder: Path, *command: str) -> None:
    """Run a command that prepares something."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=os.environ)


def _pages(folder: Path, total: int, *, card: bool = False) -> None:
    for number in range(total):
        _write(folder, _name(number), page(number, total, card=card))


def _name(number: int) -> str:
    return f"docs/pages/p{number:04}.md"


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
