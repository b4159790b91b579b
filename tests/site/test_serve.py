"""The live preview picks up what an author saves, and starts anew when code changes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

WITHIN = 40  # seconds; a rebuild takes one or two, on a busy machine more


class Preview:
    """A running `mkdocs serve`."""

    def __init__(self, project: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = project.parent / "serve.log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.address]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log, start_new_session=True)
        self.project = project

    def get(self, path: str) -> str:
        try:
            return str(urllib.request.urlopen(f"http://{self.address}/{path}", timeout=10).read().decode())
        except (urllib.error.URLError, OSError):
            return ""

    def until(self, seen: Callable[[], object], what: str) -> None:
        end = time.monotonic() + WITHIN
        while not seen():
            assert time.monotonic() < end, f"{what}, in vain:\n{self.log.read_text()}"
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.2)

    def change(self, path: str, old: str, new: str) -> None:
        file = self.project / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(10)


@pytest.fixture
def preview(project: Path) -> Iterator[Preview]:
    running = Preview(project)
    try:
        running.until(lambda: "Serving on" in running.log.read_text(), "waited for the preview")
        yield running
    finally:
        running.stop()


def test_what_is_saved_is_shown(preview: Preview) -> None:
    preview.change("docs/guide/why.md", "\n# ", "\n# Newly saved: ")
    preview.until(lambda: "Newly saved:" in preview.get("guide/why/"), "waited for the page")
    preview.change("snippets/banner/opt-in/en.md", "May we record how", "Would you mind if we recorded how")
    preview.until(lambda: "Would you mind" in preview.get("wording/banner/opt-in/"), "waited for the snippet")
    preview.change("links.yml", "https://amplitude.com/trust", "https://amplitude.com/trust-moved")
    preview.until(lambda: "/trust-moved" in preview.get("guide/resources/"), "waited for the link")


def test_a_mistake_is_told_and_mending_it_goes_on(preview: Preview) -> None:
    preview.change("snippets/banner/opt-in/en.md", "form: banner", "form: baner")
    preview.until(lambda: '"baner" is not known here' in preview.log.read_text(), "waited for the message")
    assert "Traceback" not in preview.log.read_text()
    preview.change("snippets/banner/opt-in/en.md", "form: baner", "form: banner")
    preview.until(lambda: "Opt-in banner" in preview.get("wording/banner/opt-in/"), "waited for the page")


def test_a_change_of_code_starts_the_preview_anew(preview: Preview) -> None:
    pid = preview.process.pid
    with (preview.project / "hooks" / "cms.py").open("a") as hook:
        hook.write("\n\ndef on_post_page(output, page, config):\n    return output + '<!-- new hook -->'\n")
    preview.until(lambda: "<!-- new hook -->" in preview.get("guide/why/"), "waited for the new hook")
    assert "hooks/ changed: starting anew" in preview.log.read_text()
    assert preview.process.pid == pid
    assert len(re.findall("Serving on", preview.log.read_text())) == 2
