"""A small project in a git repository: what editions are made of, in little, so that a build takes a second."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from tests.support import ROOT, release

NAV = """
nav:
  - Start: index.md
  - Guide:
      - guide/why.md
      - guide/how.md
      - guide/regions.md
  - Wording:
      - wording/index.md
  - Checklists:
      - checklists/index.md
      - checklists/launch.md
"""
FILES = {
    "links.yml": "links:\n  trust:\n    url: https://www.example.com/trust\n    title: Trust page\n    owner: privacy\n",
    "checklists.yml": "newest: [C01]\n",
    "docs/index.md": "---\ndescription: Where all begins.\n---\n\n# Start\n\nRead [why](guide/why.md) first.\n",
    "docs/guide/why.md": "---\ndescription: Why.\n---\n\n# Why\n\nBecause people must know. See [trust](link:trust).\n",
    "docs/guide/regions.md": "---\ndescription: Regions.\n---\n\n# Regions\n\nEach asks for something else.\n",
    "docs/guide/how.md": "---\ndescription: How.\n---\n\n# How\n\nSlowly, and step by step.\n",
    "docs/wording/index.md": "---\ndescription: All wording.\n---\n\n# Wording\n\n/// snippet | link/policy\n",
    "docs/checklists/index.md": "---\ndescription: All checklists.\n---\n\n# Checklists\n\nSee [launch](launch.md).\n",
    "docs/checklists/launch.md": (
        "---\ndescription: Before the launch.\n---\n\n# Launch\n\n## Before\n\n"
        "- [ ] **C01** The policy says what is recorded.\n"
        "    - **For:** counsel, product\n    - **Why:** People must know.\n    - **Check:** Read the policy.\n"
        "    - **Source:** [trust page](link:trust)\n"
    ),
    "snippets/variables.yml": (
        "policy_url:\n  label: Privacy policy\n  type: https-url\n  example: https://www.example.com/privacy\n"
        "  help: The address of your policy.\n"
    ),
    "snippets/link/policy/en.md": (
        "---\nid: link/policy\ntitle: Link to the policy\nsummary: Use it at the foot of a page.\nform: link\n"
        "consent: any\naudience: general\ntone: plain\nregions: [any]\nlimits: {}\nmust_cover: []\nchecklist: [C01]\n"
        "sources: [trust]\nreview:\n  status: draft\n---\n\n## text\n\n[Privacy policy](<{{ policy_url }}>)\n"
    ),
}


def git(project: Path, *arguments: str, given: IO[str] | None = None) -> str:
    """Run git in ``project`` as nobody in particular, at a fixed time."""
    day = {"GIT_AUTHOR_DATE": "2026-11-02T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-02T12:00:00Z"}
    ran = subprocess.run(
        ["git", "-c", "user.name=tests", "-c", "user.email=tests@example.com", *arguments],
        cwd=project, env=os.environ | day, stdin=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.strip()


def new_project(to: Path) -> Path:
    """Make a project with one edition, 2026.11, in the new folder ``to``."""
    for name, text in FILES.items():
        write(to, name, text)
    shutil.copytree(ROOT / "theme", to / "theme")
    (to / "hooks").mkdir()
    for hook in (ROOT / "hooks").glob("*.py"):
        shutil.copy(hook, to / "hooks")
    settings = (ROOT / "mkdocs.yml").read_text()
    (to / "mkdocs.yml").write_text(settings[: settings.index("\nnav:")] + NAV)
    release(to)
    git(to, "init", "--quiet", "--initial-branch=main")
    tag(to, "2026.11")
    return to


def write(project: Path, name: str, text: str) -> None:
    """Write a file of ``project``."""
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def change(project: Path, name: str, old: str, new: str) -> None:
    """Change a file of ``project``."""
    text = (project / name).read_text()
    assert old in text
    write(project, name, text.replace(old, new))


def tag(project: Path, edition: str) -> None:
    """Commit everything as ``edition``."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "--message", edition)
    git(project, "tag", edition)
