"""Writes where a page has moved for good into the files that link to it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from consentbook.links.reports.report import Placed
from consentbook.reading.files import write_file

MENDED = {"moved", "has-https"}
# What can be written into any file: no space, bracket, quote or other sign that would end the link or begin markup.
PLAIN = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]{1,2000}")
GOES_ON = r"(?![A-Za-z0-9_~/?#@!$&*+;=%-])"  # a longer address only begins with this one


def fix(findings: Iterable[Placed], root: Path) -> list[Placed]:
    """Write the new address in place of each that has moved, in files below ``root``; return what was mended.

    What is not found in its line as it is told, because it is written otherwise there, is left as it is.
    """
    by_file: dict[str, list[Placed]] = defaultdict(list)
    for finding in findings:
        if finding.code in MENDED and PLAIN.fullmatch(finding.final):
            by_file[finding.path].append(finding)
    return [mended for path, some in by_file.items() for mended in _fix_file(root / path, some, root)]


def _fix_file(path: Path, findings: list[Placed], root: Path) -> list[Placed]:
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        return []
    try:
        lines = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError:
        return []
    mended = [finding for finding in findings if _fix_line(lines, finding)]
    if mended:
        write_file(path, "\n".join(lines))
    return mended


def _fix_line(lines: list[str], finding: Placed) -> bool:
    if not 0 < finding.line <= len(lines):
        return False
    before = lines[finding.line - 1]
    fragment = finding.address.partition("#")[2]
    final = f"{finding.final}#{fragment}" if fragment and "#" not in finding.final else finding.final
    lines[finding.line - 1] = re.sub(re.escape(finding.address) + GOES_ON, lambda _: final, before)
    return lines[finding.line - 1] != before
