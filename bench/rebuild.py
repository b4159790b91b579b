"""``python -m bench.rebuild``: build the site in this folder twice, as `mkdocs serve` does, and time the second.

Prints the seconds of processor time that the second build took, after a change of one line.
"""

import logging
import tempfile
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

CHANGED = Path("docs/pages/p0000.md")


def main() -> None:
    """Build, change a line, build again."""
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as site:
        taken = 0.0
        for words in ("", "\nOne more line.\n"):
            CHANGED.write_text(CHANGED.read_text() + words)
            start = time.process_time()
            config = load_config("mkdocs.yml", site_dir=site)
            config.plugins.on_startup(command="serve", dirty=False)
            build(config)
            taken = time.process_time() - start
    print(taken)


if __name__ == "__main__":
    main()
