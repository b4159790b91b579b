"""How an inventory is kept between builds and read back: the text of a page by its SHA-256, once for all editions."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from consentbook.editions.changes.inventory import Blocks, Inventory, PageText
from consentbook.reading.files import visible
from consentbook.reading.offences import Offence, Rejected

LARGEST = 50_000_000  # bytes
FORM, TEXT = TypeAdapter(Inventory), TypeAdapter(Blocks, config=ConfigDict(strict=True))
C = TypeVar("C")


def to_json(inventory: Inventory, keep: Callable[[bytes], str]) -> bytes:
    """Return ``inventory`` as JSON. ``keep`` is given the text of each page, and returns the SHA-256 to find it by."""
    data = FORM.dump_python(inventory, mode="json", exclude={"pages": {"__all__": {"text"}}})
    for uri, page in inventory.pages.items():
        data["pages"][uri]["text"] = keep(TEXT.dump_json(page.text))
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(content: bytes, name: str, text_of: Callable[[str], PageText]) -> Inventory:
    """Return the inventory that ``content`` holds; ``text_of`` gives the text of a page by its SHA-256.

    Raises ``Rejected`` if the file ``name`` was not written so.
    """
    return _checked(FORM, content, name, text_of)


def text_from_json(content: bytes, name: str) -> PageText:
    """Return the text of a page that ``content`` holds. Raises ``Rejected`` if the file ``name`` was not written so."""
    return _checked(TEXT, content, name)


def _checked(form: TypeAdapter[C], content: bytes, name: str, context: Any = None) -> C:
    try:
        if len(content) > LARGEST:
            raise ValueError(f"the file is larger than {LARGEST:,} bytes")
        return form.validate_json(content, context=context)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        wrong = f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}"
    except ValueError as error:
        wrong = str(error)
    raise Rejected([Offence(visible(name), 1, f"it is no inventory: {visible(wrong)[:300]}", "Delete it.")])
