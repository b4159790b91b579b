"""The register for programs and for the page that shows it, with the state and the age of each link."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consentbook.links.portal.checked import SHOWN_AS, STATES, Shown, found_of
from consentbook.links.register import Expectation, NamedLink, Register
from consentbook.links.reports.report import Named, Report
from consentbook.links.reports.saved import schema
from consentbook.templates import render_template
from consentbook.wording.feed import to_json

INDEX = "links/index.json"
SCHEMA = "links/report.schema.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A link of the register, and what the last check found; ``day`` is that of the check, in UTC."""

    name: str
    link: NamedLink
    state: Shown
    day: date | None

    @property
    def said(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def expected(self) -> str:
        """What is expected of the page, in words."""
        return "; ".join(_expected(self.link.expect)) if self.link.expect else "that it is there"

    def age(self, today: date) -> str:
        """Return, in words, how many days before ``today`` the link was checked."""
        days = (today - self.day).days if self.day else -1
        if days < 0:
            return ""
        return f"{days} day{'s' * (days != 1)} before" if days else "the same day"


def link_files(register: Register, report: Report | None) -> dict[str, str]:
    """Return path below docs/ and content of each file about links: the register, and the schema of a report."""
    links = {row.name: _data(row) for row in rows(register, report)}
    index = {"made": report.made if report else None, "links": dict(sorted(links.items()))}
    return {INDEX: to_json(index), SCHEMA: to_json(schema())}


def rows(register: Register, report: Report | None) -> list[Row]:
    """Return every link of the register, those that are broken first."""
    found = found_of(register, report)
    listed = (_row(name, link, found.get(name)) for name, link in register.links.items())
    return sorted(listed, key=lambda row: list(STATES).index(row.state))


def _row(name: str, link: NamedLink, found: Named | None) -> Row:
    day = _moment(found.checked).date() if found and found.checked else None
    return Row(name, link, SHOWN_AS[found.state] if found else "unknown", day)


def table(register: Register, report: Report | None, today: date) -> str:
    """Return the page's table as HTML; ages count from ``today``, the day of the build."""
    listed = rows(register, report)
    counted = Counter(row.state for row in listed)
    counts = [f"{counted[state]} {words.lower()}" for state, words in STATES.items() if counted[state]]
    made = _moment(report.made) if report else None
    return render_template("register.html", rows=listed, counts=", ".join(counts), made=made, today=today)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _data(row: Row) -> dict[str, Any]:
    expect = row.link.expect.model_dump(mode="json", exclude_none=True) if row.link.expect else None
    kept = row.link.model_dump(mode="json", include={"url", "title", "owner"})
    return kept | {"expect": expect, "state": row.state, "checked": row.day and row.day.isoformat()}


def _expected(expect: Expectation) -> list[str]:
    words = {
        "title": f'the title "{expect.title}"',
        "text": f'the words "{expect.text}"',
        "anchor": f'the anchor "{expect.anchor}"',
        "host": f"the host {expect.host}",
        "language": f"the language {expect.language}",
        "updated_within": f"changed within {expect.updated_within} days",
    }
    return [said for key, said in words.items() if getattr(expect, key) is not None]
