"""The address at which a place is served."""

import re
from urllib.parse import urlsplit

from consentbook.editions.place import Place

PLACEHOLDER = "https://consentbook.example/"
PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/\[\]-]+")


def checked_address(text: str) -> str:
    """Return the address with a slash at its end. Raises ``ValueError`` with what is wrong with it."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as wrong:
        raise ValueError(f"it is no address: {wrong}") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it does not begin with https:// and a host")
    if "?" in text or "#" in text or parts.username is not None:
        raise ValueError("it has more than a host and a path")
    if not PLAIN.fullmatch(text):
        raise ValueError("it has signs that stand in no address")
    return text.rstrip("/") + "/"


def address_of(place: Place, named: str | None) -> str:
    """Return the address that is ``named``, else that of the last release here, else one that stands for none."""
    turns = place.turns()
    return named or (turns[-1].site_url if turns else "") or PLACEHOLDER
