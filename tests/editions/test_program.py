"""What is laid over the content of an edition."""

from pathlib import Path

from consentbook.editions.program import lay_over
from tests.editions.project import write

SETTINGS = "site_name: x\nplugins: [search]\n\nnav:\n  - index.md\n  # the guide\n\n  - Guide: guide/why.md\n\nextra:\n  a: b\n"


def test_the_navigation_of_the_tag_stays_where_it_was(tmp_path: Path) -> None:
    root, content = tmp_path / "root", tmp_path / "content"
    for folder in (root / "theme", root / "hooks", content):
        folder.mkdir(parents=True)
    own = SETTINGS.replace("guide/why.md", "guide/old.md").replace("[search]", "[]")
    write(root, "mkdocs.yml", SETTINGS)
    write(content, "mkdocs.yml", own)
    lay_over(root, content)
    assert (content / "mkdocs.yml").read_text() == SETTINGS.replace("guide/why.md", "guide/old.md") + "\n"
    write(root, "mkdocs.yml", "site_name: x\n")
    for folder in ("theme", "hooks"):
        (content / folder).rmdir()
    lay_over(root, content)
    assert (content / "mkdocs.yml").read_text().startswith("site_name: x\n\nnav:\n  - index.md\n")
