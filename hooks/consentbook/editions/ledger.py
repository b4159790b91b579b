"""The ledger: which editions were published, from which commit, with which bytes.

``editions.yml`` lies in the repository beside ``mkdocs.yml``. ``consentbook edition publish`` adds an entry for each
new edition; of an entry only ``status`` and ``reason`` are ever edited, by hand.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from consentbook.editions import EDITION, by_age
from consentbook.editions.source import Tag
from consentbook.reading.files import read_file, write_file
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Plain, Schema, Unfit, build_list
from consentbook.reading.strict_yaml import parse_yaml

LEDGER = "editions.yml"
HEAD = """\
# The published editions. `consentbook edition publish` adds them; commit what it wrote.
# To withdraw one, set its status to withdrawn and add a reason.
"""


AS_WRITTEN = "; it is never edited, so bring it back from version control"


class Entry(Schema):
    """A published edition."""

    edition: Annotated[str, StringConstraints(pattern=rf"^{EDITION.pattern}$")] = Field(
        description="the edition's name and git tag, as in 2026.11 or 2026.03.1"
    )
    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")] = Field(
        description=f"the commit that the tag names{AS_WRITTEN}"
    )
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description=f"the SHA-256 of the list of the edition's wording files{AS_WRITTEN}"
    )
    date: Annotated[date, Field(description=f"the day of the commit, as in 2026-11-24{AS_WRITTEN}")]
    status: Literal["supported", "withdrawn"] = Field("supported", description="one of supported, withdrawn")
    reason: Plain | None = Field(None, description="one sentence on why the edition was withdrawn")

    @model_validator(mode="after")
    def _withdrawn_says_why(self) -> Self:
        if self.status == "withdrawn" and not self.reason:
            mend = "Add `reason:` with one sentence on why the edition was withdrawn."
            raise Unfit("the status is withdrawn, and no reason stands beside it", mend, "status")
        if self.status != "withdrawn" and self.reason:
            mend = "Write `status: withdrawn`, or delete the reason."
            raise Unfit(f"a reason stands here, and the status is {self.status}", mend, "reason")
        return self


@dataclass(frozen=True)
class Ledger:
    """The published editions, oldest first, and the line of each."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def withdrawn(self, edition: str) -> bool:
        """Say whether an edition was withdrawn."""
        return edition in self.reasons

    @property
    def reasons(self) -> dict[str, str]:
        """Why each of the withdrawn editions was."""
        return {name: entry.reason for name, entry in self.entries.items() if entry.reason}


def read_ledger(root: Path, offences: list[Offence]) -> Ledger:
    """Return the ledger of the project at ``root``, empty where there is none; adds what is wrong to ``offences``."""
    path = root / LEDGER
    if not path.exists() and not path.is_symlink():
        return Ledger()
    text = read_file(root, path, offences)
    tree = parse_yaml(text, LEDGER, offences) if text is not None else None
    if not tree or tree.value is None:
        return Ledger()
    if tree.value in ([], {}):
        offences.append(Offence(LEDGER, tree.line(()), "it lists nothing", "Delete the file: the command writes it."))
        return Ledger()
    built = build_list(Entry, tree, LEDGER, offences)
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for number, entry in enumerate(built or ()):
        line = tree.line((number, "edition"))
        if entry.edition in entries:
            wrong = f"the edition {entry.edition} stands twice, first on line {lines[entry.edition]}"
            offences.append(Offence(LEDGER, line, wrong, "Delete the entry that was added."))
        entries.setdefault(entry.edition, entry)
        lines.setdefault(entry.edition, line)
    return Ledger(dict(sorted(entries.items(), key=lambda entry: by_age(entry[0]))), lines)


def check_tags(ledger: Ledger, tags: Iterable[Tag]) -> Iterator[Offence]:
    """Yield an offence for each published edition whose tag is gone, or names another commit now."""
    commits = {tag.edition: tag.commit for tag in tags}
    for name, entry in ledger.entries.items():
        if (now := commits.get(name)) is None:
            mend = f"Fetch it with `git fetch --tags`, or set it again: `git tag {name} {entry.commit}`."
            yield Offence(LEDGER, ledger.lines[name], f"the tag {name} is gone", mend)
        elif now != entry.commit:
            wrong = f"the tag {name} names commit {now[:12]} now, and was published from {entry.commit[:12]}"
            mend = f"Set it back with `git tag -f {name} {entry.commit}`; publish changes as a new edition."
            yield Offence(LEDGER, ledger.lines[name], wrong, mend)


def read_checked(root: Path, tags: Iterable[Tag]) -> Ledger:
    """Return the ledger. Raises ``Rejected`` where it is not right, or a tag is not as it was published."""
    offences: list[Offence] = []
    ledger = read_ledger(root, offences)
    offences.extend(check_tags(ledger, tags))
    if offences:
        raise Rejected(offences)
    return ledger


def add_entries(root: Path, entries: Iterable[Entry]) -> None:
    """Add ``entries`` at the end of the ledger, which stays as it is above them. One that it has by now is left out.

    Another publisher of the same project, in another place, waits until that is done.
    """
    import fcntl  # noqa: PLC0415 - the ledger is read on other systems, too

    lock = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = read_ledger(root, []).entries
        missing = (entry for entry in entries if entry.edition not in there)
        added = "".join(map(_to_yaml, sorted(missing, key=lambda entry: by_age(entry.edition))))
        path = root / LEDGER
        if added:
            before = path.read_text(encoding="utf-8") if path.exists() else HEAD
            write_file(path, before.rstrip("\n") + "\n" + added)
    finally:
        os.close(lock)


def _to_yaml(entry: Entry) -> str:
    keys = entry.model_dump(mode="json", exclude_none=True)
    lines = (f"  {key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())
    return "-" + "".join(lines)[1:]
