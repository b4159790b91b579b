"""Reports as JSON: described by a schema, read again, and made one of many."""

import json
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from consentbook.links.codes import CODES
from consentbook.links.reports.report import Named, Report, counted
from consentbook.reading.files import visible

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class NotMerged(Exception):
    """The reports do not belong together, or one cannot be read. Says which and why."""


@cache
def _form() -> "TypeAdapter[Report]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - reports are written without it

    return TypeAdapter(Report)


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema of a report."""
    made = _form().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def as_json(found: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(found, default=_values, ensure_ascii=False, indent=2)


def _values(one: Any) -> dict[str, object]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def parse(text: bytes, name: str) -> Report:
    """Return the report that ``text`` holds; raises ``NotMerged`` with what is wrong with the file ``name``."""
    from pydantic import ValidationError  # noqa: PLC0415 - as above

    try:
        return _cleaned(_form().validate_json(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = visible(".".join(map(str, first["loc"]))) or "the file"  # of a mapping, it is a key of the file
        raise NotMerged(
            f"{name} is no report that `consentbook links --format json` wrote: {where}: {visible(first['msg'])}"
        ) from None


def _cleaned(found: Report) -> Report:
    """Return a report that was read with nothing in it that could steer who reads it."""
    findings = (
        replace(
            one,
            path=visible(one.path),
            address=visible(one.address),
            happened=visible(one.happened),
            final=visible(one.final),
            archive=visible(one.archive),
            mend=CODES[one.code].mend,  # the words are ours, whoever wrote the report
        )
        for one in found.findings
    )
    register = (replace(one, name=visible(one.name), address=visible(one.address)) for one in found.register)
    return replace(found, findings=tuple(findings), register=tuple(register))


def merged(reports: Collection[Report]) -> Report:
    """Return one report of many; raises ``NotMerged`` where two are the same part, or of runs split otherwise.

    The result is complete if every report is, and no part is missing.
    """
    parts = [report.shard for report in reports if report.shard]
    _check_parts(parts, len(reports))
    findings = tuple(sorted({finding for report in reports for finding in report.findings}))
    return Report(
        made=max(report.made for report in reports),
        complete=all(report.complete for report in reports) and not missing(parts),
        files=(max if parts else sum)(report.files for report in reports),  # each part reads all of them
        addresses=sum(report.addresses for report in reports),
        answered=sum(report.answered for report in reports),
        counts=counted(findings),
        register=_register(named for report in reports for named in report.register),
        findings=findings,
    )


def missing(parts: Collection[str]) -> list[str]:
    """Return the parts that are not among ``parts``, such as 3/10."""
    if not parts:
        return []
    _, _, whole = next(iter(parts)).partition("/")
    return [part for number in range(1, int(whole) + 1) if (part := f"{number}/{whole}") not in parts]


def _check_parts(parts: list[str], reports: int) -> None:
    if parts and len(parts) < reports:
        raise NotMerged("some of the reports are parts of a run, and some are whole")
    if len({part.partition("/")[2] for part in parts}) > 1:
        raise NotMerged(f"the reports are of runs that were split otherwise: {', '.join(sorted(parts))}")
    if twice := sorted({part for part in parts if parts.count(part) > 1}):
        raise NotMerged(f"the part {twice[0]} is there twice")


def _register(named: Iterable[Named]) -> tuple[Named, ...]:
    """Return each link of the register once, as it was last seen."""
    last: dict[str, Named] = {}
    for one in named:
        before = last.get(one.name)
        if before is None or one.checked > before.checked:
            last[one.name] = one
    return tuple(last[name] for name in sorted(last))


def as_part(found: Report, shard: str) -> Report:
    """Return the report as one part of a run, such as 3/10."""
    return replace(found, shard=shard)
