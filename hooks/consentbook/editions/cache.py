"""What builds gave before: a record for each distinct input, good as long as the store holds what it names."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from consentbook.editions.store import Store, digests
from consentbook.reading.files import write_file
from consentbook.reading.schema import Schema

R = TypeVar("R", bound=Schema)


def key_of(*parts: Any) -> str:
    """Return the key of an input: a digest of ``parts``, which JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Cache:
    """Records by key, in a folder of files. One that cannot be read, or is not whole, is as if it were not there."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store

    def get(self, key: str, schema: type[R]) -> R | None:
        """Return the record of ``key``."""
        path = self.folder / f"{key}.json"
        try:
            text = path.read_bytes()
            record = schema.model_validate_json(text)
        except (OSError, ValidationError):
            return None
        if not all(map(self.store.holds, digests(text))):
            return None
        path.touch()  # so that it is known which records are in use
        return record

    def put(self, key: str, record: Schema) -> None:
        """Keep ``record``."""
        write_file(self.folder / f"{key}.json", record.model_dump_json())
