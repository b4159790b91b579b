"""A host of static files that reads ``_headers``, as Cloudflare Pages and Netlify do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.support import QuietHandler


def sent(text: str, path: str) -> dict[str, str]:
    """Return the headers that a host sends for ``path``: of each pattern that fits, joined where two have the same."""
    found: dict[str, str] = {}
    fits = False
    for line in text.splitlines():
        if not line.startswith(" "):
            pattern = re.sub(r":[a-z]+", "[^/]+", re.escape(line).replace(r"\*", ".*"))
            fits = bool(re.fullmatch(pattern, path))
        elif fits:
            name, _, value = line.strip().partition(": ")
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


class _Static(QuietHandler):
    def end_headers(self) -> None:
        text = Path(self.directory, "_headers").read_text(encoding="utf-8")
        for name, value in sent(text, self.path.partition("?")[0]).items():
            if name != "Content-Type":  # the library has sent one
                self.send_header(name, value)
        super().end_headers()


@contextmanager
def static_host(release: Path) -> Iterator[str]:
    """Serve ``release`` with its headers on the loopback address and give its base address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Static, directory=str(release))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
