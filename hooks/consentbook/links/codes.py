"""The codes of what can be found of a link, from codes.yml."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from consentbook.reading.schema import Schema, read_data

CODES = Path(__file__).parent / "codes.yml"
Weight = Literal["error", "suspect", "warning", "unchecked", "hint"]


class Code(Schema):
    """What a code means, how much it weighs, and what to do."""

    weight: Literal["error", "warning", "unchecked", "hint"] = Field(description="error, warning, unchecked or hint")
    says: str = Field(description="one sentence on what it means")
    mend: str = Field(description="one sentence on what to do")
    lost: bool = Field(False, description="true where the page itself is lost, and an archive may have it")


@cache
def codes() -> dict[str, Code]:
    """Return every code. Raises ``Rejected`` if codes.yml is not right."""
    return read_data(Code, CODES)
