"""A report on links in the formats that people and tools read. Each holds the same findings in the same order."""

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import consentbook
from consentbook.links.codes import CODES
from consentbook.links.reports.report import Placed, Report
from consentbook.links.reports.saved import as_json
from consentbook.terminal import github_command

ADDRESS = ":/?#[]@!$&'()*+,;=%"  # what stays as it is in an address
NOT_XML = r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled where it is used, since that takes long


def as_text(found: Report) -> str:
    """Return a line for each finding, and the summary."""
    return "\n".join([*map(str, found.findings), found.summary])


def as_github(found: Report) -> str:
    """Return annotations for a pull request."""
    levels = {"error": "error", "suspect": "warning", "warning": "warning", "unchecked": "notice", "hint": "notice"}
    lines = [
        github_command(levels[finding.weight], finding.path, finding.line, finding.words) for finding in found.findings
    ]
    return "\n".join([*lines, found.summary])


def as_markdown(found: Report) -> str:
    """Return a page for a job's summary or an issue: a table for each weight."""
    titles = {
        "error": "Broken",
        "suspect": "Failing for a short time",
        "warning": "Doubtful",
        "unchecked": "Could not be checked",
        "hint": "Could be better",
    }
    lines = ["# Links", "", found.summary]
    for weight, title in titles.items():
        rows = [finding for finding in found.findings if finding.weight == weight]
        if rows:
            lines += ["", f"## {title}", "", "| Where | Address | What happened |", "|---|---|---|"]
            lines += [
                f"| `{_cell(f'{row.path}:{row.line}')}` | `{_cell(row.address)}` | {_words(row)} |" for row in rows
            ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("`", "'").replace("|", "%7C").replace("\n", " ")


def _words(row: Placed) -> str:
    since = f" It has been so since {row.since[:10]}." if row.since else ""
    archive = f" As it was: <{quote(row.archive, safe=ADDRESS)}>" if row.archive else ""
    return f"`{_cell(row.happened)}` {row.mend}{since}{archive} ({row.code})"


def as_junit(found: Report) -> str:
    """Return a JUnit file: each finding is a case, and what is broken a failure; without findings, the run is one."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring  # noqa: PLC0415 - of no use elsewhere

    weights = [finding.weight for finding in found.findings]
    counts = {"tests": len(weights) or 1, "failures": weights.count("error"), "skipped": weights.count("unchecked")}
    suite = Element("testsuite", {"name": "links"} | {key: str(count) for key, count in counts.items()})
    for finding in found.findings:
        case = SubElement(
            suite, "testcase", classname=xml_safe(finding.path), name=xml_safe(f"{finding.address} line {finding.line}")
        )
        kind = {"error": "failure", "unchecked": "skipped"}.get(finding.weight, "system-out")
        made = SubElement(case, kind, {"message": xml_safe(finding.happened)} if kind != "system-out" else {})
        made.text = xml_safe(str(finding))
    if not weights:  # some take a file without a case for a failure
        SubElement(suite, "testcase", classname="links", name=found.summary)
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode")


def xml_safe(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 cannot hold."""
    return re.sub(NOT_XML, "\ufffd", text)


def _uri(path: str) -> str:
    """Return a path as a reference, and the address of a page of a site as it is."""
    return quote(path, safe=ADDRESS) if path.startswith(("http://", "https://")) else quote(path)


def as_sarif(found: Report) -> str:
    """Return SARIF 2.1.0, which code scanning reads."""
    levels = {"error": "error", "suspect": "warning", "warning": "warning", "unchecked": "note", "hint": "note"}
    used = sorted({finding.code for finding in found.findings})
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code].says}, "help": {"text": CODES[code].mend}}
        for code in used
    ]
    results = [
        {
            "ruleId": finding.code,
            "level": levels[finding.weight],
            "message": {"text": finding.words},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(finding.path)},
                        "region": {"startLine": finding.line},
                    }
                }
            ],
        }
        for finding in found.findings
    ]
    driver = {"name": "consentbook links", "version": consentbook.__version__, "rules": rules}
    data = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_github,
    "markdown": as_markdown,
}
