"""Writes where a page has moved for good into the files that link to it."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

from consentbook.links.reports.report import Placed
from consentbook.reading.files import write_file

MENDED = {"moved", "has-https"}
# What can be written into any file: no sign that would end the link or begin markup, such as a space, comma or bracket,
# nothing that Markdown takes for an entity, and no end that would not count as part of a bare link.
PLAIN = re.compile(r"https?://(?:[A-Za-z0-9._~:/?#@!$*+=%-]|&(?![A-Za-z0-9#]{1,32};)){1,2000}(?<![.!?:*_~])")
BLOTTED_OUT = "***"  # where a server repeated a secret
ESCAPED = {".html", ".htm", ".xhtml", ".xml"}
# Other addresses may hold this one, or begin with it.
BEFORE = r"(?<![A-Za-z0-9/?#@!$&+;=%:.-])"
GOES_ON = r"(?![A-Za-z0-9_~/?#@!$&+;=%(-]|[.:,][A-Za-z0-9_~/-])"


def fix(findings: Iterable[Placed], root: Path) -> list[Placed]:
    """Write the new address in place of each that has moved, in files below ``root``; return what was mended.

    What is not found in its line as it is told, because it is written otherwise there, is left as it is. So is an
    address of which anything else was found: where a dead page leads to the start page, the link is dead.
    """
    findings = tuple(findings)
    doubtful = {finding.address for finding in findings if finding.code not in MENDED}
    by_file: dict[str, list[Placed]] = defaultdict(list)
    for finding in findings:
        if finding.code in MENDED and finding.address not in doubtful and _is_better(finding):
            by_file[finding.path].append(finding)
    return [mended for path, some in by_file.items() for mended in _fix_file(root / path, some, root)]


def _is_better(finding: Placed) -> bool:
    secure = finding.final.startswith("https:") or not finding.address.lower().startswith("https:")
    return secure and bool(PLAIN.fullmatch(finding.final)) and BLOTTED_OUT not in finding.final


def _fix_file(path: Path, findings: list[Placed], root: Path) -> list[Placed]:
    inside = path.is_file() and path.resolve().is_relative_to(root.resolve())
    if not inside or not os.access(path, os.W_OK):
        return []
    try:
        lines = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError:
        return []
    escaped = path.suffix.lower() in ESCAPED
    mended = [finding for finding in findings if _fix_line(lines, finding, escaped)]
    if mended:
        write_file(path, "\n".join(lines))
    return mended


def _fix_line(lines: list[str], finding: Placed, escaped: bool) -> bool:
    if not 0 < finding.line <= len(lines):
        return False
    before = lines[finding.line - 1]
    fragment = finding.address.partition("#")[2]
    final = f"{finding.final}#{fragment}" if fragment and "#" not in finding.final else finding.final
    old, new = (escape(finding.address), escape(final)) if escaped else (finding.address, final)
    lines[finding.line - 1] = re.sub(BEFORE + re.escape(old) + GOES_ON, lambda _: new, before)
    return lines[finding.line - 1] != before
