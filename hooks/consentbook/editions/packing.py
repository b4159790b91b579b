"""Packs the files of a release, each distinct content once."""

import re
from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath

from consentbook.editions.hosting.compress import compressed
from consentbook.editions.store import Store
from consentbook.reading.files import write_file


def pack(files: Mapping[str, str], store: Store, pool: Executor) -> dict[str, str]:
    """Return path and SHA-256 of what lies beside ``files``: ``index.html.gz`` and ``index.html.br``."""
    kinds = sorted({(digest, PurePosixPath(path).suffix) for path, digest in files.items()})
    chunks = [kinds[start : start + 200] for start in range(0, len(kinds), 200)]
    packed = dict(chain.from_iterable(pool.map(partial(_pack, store.folder), chunks)))
    return {
        path + ending: made
        for path, digest in files.items()
        for ending, made in packed[digest, PurePosixPath(path).suffix].items()
    }


def _pack(folder: Path, kinds: list[tuple[str, str]]) -> list[tuple[tuple[str, str], dict[str, str]]]:
    store = Store(folder)
    return [(kind, _known_or_packed(store, *kind)) for kind in kinds]


def _known_or_packed(store: Store, digest: str, suffix: str) -> dict[str, str]:
    """Return the packed forms of a content, by ending; what was packed once is found again by the content's digest."""
    record = store.packed / f"{digest}{suffix}"
    forms = read_record(record)
    if forms is None or not all(map(store.holds, forms.values())):
        made = compressed(f"x{suffix}", store.read(digest))
        forms = {ending: store.add(content) for ending, content in made.items()}
        record.parent.mkdir(exist_ok=True)
        write_file(record, "".join(f"{ending} {kept}\n" for ending, kept in forms.items()))  # whole, or not at all
    return forms


def read_record(record: Path) -> dict[str, str] | None:
    """Return the digests of the packed forms by ending, ``None`` where the record is damaged or not there."""
    if not record.exists():
        return None
    lines = record.read_text(encoding="utf-8", errors="replace").splitlines()
    return dict(line.split() for line in lines) if all(map(LINE.fullmatch, lines)) else None


LINE = re.compile(r"\.(gz|br) [0-9a-f]{64}")
