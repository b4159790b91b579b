"""What the last check found of the register, read from the report that `consentbook links --report json` writes.

A build is given the report; without one, nothing is known of any link. So the same files make the same site.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from consentbook.links import REPORT_VARIABLE
from consentbook.links.register import Register
from consentbook.links.reports.report import Named, Report, State
from consentbook.links.reports.saved import NotMerged, parse
from consentbook.reading.files import visible
from consentbook.reading.offences import Offence

LARGEST = 20_000_000  # bytes
Shown = Literal["broken", "doubtful", "unchecked", "unknown", "fine"]
# In the order in which they are shown, with what a reader is told.
STATES: dict[Shown, str] = {
    "broken": "Broken",
    "doubtful": "Doubtful",
    "unchecked": "Could not be checked",
    "unknown": "Not checked yet",
    "fine": "Fine",
}
SHOWN_AS: dict[State, Shown] = {
    "fine": "fine",
    "hint": "fine",
    "error": "broken",
    "suspect": "doubtful",
    "warning": "doubtful",
    "unchecked": "unchecked",
    "unknown": "unknown",
}


def report_given() -> Path | None:
    """Return the report that the environment names for a build, if it names one."""
    named = os.environ.get(REPORT_VARIABLE)
    return Path(named) if named else None


def read_report(path: Path, offences: list[Offence]) -> Report | None:
    """Return the report at ``path``, or ``None`` after adding to ``offences`` what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) <= LARGEST:
            return _told(parse(content, "it"))
        wrong = f"the file is larger than {LARGEST:,} bytes"
    except OSError as error:
        wrong = f"the file cannot be read: {error.strerror}"
    except (NotMerged, ValueError) as error:
        wrong = visible(str(error))[:300]
    offences.append(Offence(visible(str(path)), 1, wrong, MEND))
    return None


def _told(report: Report) -> Report:
    """Return ``report``; raises ``ValueError`` where a moment in it never was, or where it says nothing of any link."""
    if not report.answered and any(named.checked for named in report.register):
        raise ValueError("not one server answered in that check, so it says nothing of any link")
    for moment in filter(None, (report.made, *(named.checked for named in report.register))):
        try:
            datetime.fromisoformat(moment)
        except ValueError:
            raise ValueError(f"it names the moment {moment}, which never was") from None
    return report


def found_of(register: Register, report: Report | None) -> dict[str, Named]:
    """Return what was found by name, of the links that ``register`` has with the address that was checked."""
    links = register.links
    named = report.register if report else ()
    return {one.name: one for one in named if one.name in links and links[one.name].url == one.address}


MEND = "Write it with `consentbook links --report json FILE`, or build without it."
