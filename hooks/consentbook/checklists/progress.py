"""What was done of a checklist: the exported file, as JSON, as a Markdown task list and as CSV, read and checked.

The pages write these files and read them too (theme/assets/consentbook/progress.mjs); the schema below is published
beside the checklists, and both sides keep to it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, ValidationError

from consentbook.checklists.model import MODELS, ROLES, WHERE, ItemId
from consentbook.checklists.tasklist import read_tasks_done
from consentbook.reading.files import HIDDEN
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Schema

FORMAT, VERSION = "consentbook-checklist", 1
LARGEST = 5_000_000  # bytes
MOST_ITEMS = 20_000


def _one_of(codes: Iterable[str]) -> AfterValidator:
    """Return the check that a text is empty or one of ``codes``."""
    known = ("", *codes)

    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f'"{text[:40]}" is not known here; one of: {", ".join(known[1:])}')
        return text

    return AfterValidator(check)


def _listed(codes: Iterable[str]) -> Any:
    """Return what the schema says of a text that is empty or one of ``codes``."""
    return Field(json_schema_extra={"enum": ["", *codes]})


def _real(moment: str) -> str:
    datetime.fromisoformat(moment or "2000-01-01")
    return moment


ListName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$", max_length=64)]
Region = Annotated[str, _one_of(WHERE), _listed(WHERE)]
Role = Annotated[str, _one_of(ROLES), _listed(ROLES)]
Consent = Annotated[str, _one_of(MODELS), _listed(MODELS)]
Evidence = Annotated[
    str, StringConstraints(pattern=r"^(https://[^\s/?#@<>\"'`\\]+([/?#][^\s<>\"'`\\]*)?)?$", max_length=500)
]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?Z)?$"),
    AfterValidator(_real),
]
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{12})?$")]
OUTSIDE = "the exported file of a checklist"


class Done(Schema):
    """One item of an exported file."""

    id: ItemId = Field(description="the item's id, which never changes")
    done: StrictBool = Field(description="whether it is ticked")
    required: StrictBool = Field(True, description="whether a launch waits for it; for readers, the checklist decides")
    text: Annotated[str, StringConstraints(max_length=300)] = Field("", description="its statement, for readers")
    note: Annotated[str, StringConstraints(max_length=2000)] = Field("", description="what somebody noted")
    evidence: Evidence = Field("", description="an https address, without user or password")
    by: Annotated[str, StringConstraints(max_length=100)] = Field("", description="who ticked it: a name or a role")
    at: Moment = Field("", description="when, in UTC, as in 2027-01-31T09:00:00Z")
    digest: Digest = Field("", description="which state of statement and check was ticked; other digests need a look")


class Progress(Schema):
    """An exported file: which list, for whom, and its items."""

    format: Literal["consentbook-checklist"] = Field(description="says that it is one of ours")
    version: int = Field(strict=True, ge=VERSION, le=VERSION, description="the version of this schema")
    list: ListName = Field("", description="the name of the checklist, as in pre-launch")
    region: Region = Field("", description="only the items of this region; empty for all")
    role: Role = Field("", description="only the items of this role; empty for all")
    consent: Consent = Field("", description="only the items of this consent model; empty for all")
    items: Annotated[tuple[Done, ...], Field(max_length=MOST_ITEMS)] = Field(description="the items, each once")


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """What a file says, by the name that it has in messages, and the line on which each of its items stands."""

    name: str
    progress: Progress
    lines: dict[str, int]

    @property
    def done(self) -> dict[str, Done]:
        """The items by their ids."""
        return {item.id: item for item in self.progress.items}


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of an exported file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Progress.model_json_schema()


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file; raises ``Rejected`` if it is too large, or is no UTF-8."""
    try:
        if len(content) <= LARGEST:
            return content.decode()
        wrong = f"the file is larger than {LARGEST:,} bytes"
    except UnicodeDecodeError:
        wrong = "it is no UTF-8 text"
    raise Rejected([Offence(name, 1, wrong, f"Give {OUTSIDE}.")])


def read_progress(text: str, name: str) -> ReadProgress:
    """Return what a file says, whatever its format.

    Raises ``Rejected``, with every offence by line, for a file that is none of ours, was written by a newer version, or
    breaks the schema.
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    if text.lstrip().startswith("{"):
        return _checked(*_from_json(text, name), name)
    if text.startswith("id,"):
        return _checked(*_from_csv(text, name), name)
    return _checked(*_from_markdown(text), name)


def _checked(data: Any, lines: list[int], name: str) -> ReadProgress:
    """Return what ``data`` says; ``lines`` has the line of each item in it."""
    try:
        progress = Progress.model_validate(data)
    except ValidationError as invalid:
        raise Rejected(_offences(invalid, lines, name)) from None
    if not progress.items:
        mend = f"Give {OUTSIDE}, or a task list whose items have ids: `- [ ] **C01** ...`."
        raise Rejected([Offence(name, 1, "no item of a checklist is in it", mend)])
    first: dict[str, int] = {}
    twice = []
    for item, line in zip(progress.items, lines, strict=True):
        if item.id in first:
            wrong = f"the item {item.id} is there twice, first in line {first[item.id]}"
            twice.append(Offence(name, line, wrong, "Delete one of the two."))
        first.setdefault(item.id, line)
    if twice:
        raise Rejected(twice)
    return ReadProgress(name, progress, first)


def _offences(invalid: ValidationError, lines: list[int], name: str) -> Iterator[Offence]:
    for error in invalid.errors(include_url=False, include_input=False):
        where = error["loc"]
        line = lines[where[1]] if len(where) > 1 and isinstance(where[1], int) and where[1] < len(lines) else 1
        key = str(where[-1]) if where else "the file"
        wrong = f"{quoted(key)}: {_wanted(error['type'], key, error['msg'])}"
        yield Offence(name, line, wrong, f"Give {OUTSIDE} as it was written.")


def _wanted(kind: str, key: str, message: str) -> str:
    """Return what was meant, in words; patterns are for programs."""
    if kind == "extra_forbidden":
        return "this is not known here"
    if kind == "missing":
        return "this is missing"
    fields = Done.model_fields | Progress.model_fields
    described = fields[key].description if key in fields else None
    return f"{described} was meant" if described else quoted(message)


def quoted(text: str) -> str:
    """Return text of a file as a message may hold it: short, on one line, without signs that steer a terminal."""
    return HIDDEN.sub("\ufffd", " ".join(text.split()))[:80]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _from_json(text: str, name: str) -> tuple[Any, list[int]]:
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        wrong = f"it is no JSON: {quoted(str(error))}"
        raise Rejected([Offence(name, line, wrong, f"Give {OUTSIDE} as it was written.")]) from None
    if data.get("format") != FORMAT:
        wrong = f'it is no exported checklist: its format is not "{FORMAT}"'
        raise Rejected([Offence(name, 1, wrong, f"Give {OUTSIDE}.")])
    version = data.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        wrong = f"it was written by a newer version: its schema is {version}, this one reads {VERSION}"
        raise Rejected([Offence(name, 1, wrong, "Bring this program up to date, and nothing is lost.")])
    count = len(data["items"]) if isinstance(data.get("items"), list) else 0
    lines = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r'"id"\s*:', text)] if count < 1000 else []
    return data, lines if len(lines) == count else [1] * count


def _from_markdown(text: str) -> tuple[Any, list[int]]:
    data, lines = read_tasks_done(text)
    return {"format": FORMAT, "version": VERSION, **data}, lines


def _from_csv(text: str, name: str) -> tuple[Any, list[int]]:
    """Read the CSV that the pages write: a cell that a spreadsheet would take for a formula has a ' before it."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    items, lines = [], []
    try:
        for row in rows:
            cells = {key: re.sub(r"^'(?=[=+\-@\t\r'])", "", value or "") for key, value in row.items() if key}
            items.append(cells | {key: cells.get(key) == "yes" for key in ("done", "required")})
            lines.append(rows.line_num)
    except csv.Error as error:
        wrong = f"it is no CSV: {quoted(str(error))}"
        raise Rejected([Offence(name, rows.line_num, wrong, f"Give {OUTSIDE} as it was written.")]) from None
    return {"format": FORMAT, "version": VERSION, "items": items}, lines
