"""The codes of what can be found of a link, from codes.yml."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Schema, build_each
from consentbook.reading.strict_yaml import parse_yaml

CODES = Path(__file__).parent / "codes.yml"
Weight = Literal["error", "warning", "unchecked", "hint"]


class Code(Schema):
    """What a code means, how much it weighs, and what to do."""

    weight: Weight = Field(description="error, warning, unchecked or hint")
    says: str = Field(description="one sentence on what it means")
    mend: str = Field(description="one sentence on what to do")


@cache
def codes() -> dict[str, Code]:
    """Return every code. Raises ``Rejected`` if codes.yml is not right."""
    offences: list[Offence] = []
    tree = parse_yaml(CODES.read_text(encoding="utf-8"), CODES.name, offences)
    found = build_each(Code, tree, CODES.name, offences) if tree else {}
    if offences:
        raise Rejected(offences)
    return found
