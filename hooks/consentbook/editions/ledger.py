"""The ledger: which editions were published, from which commit, with which bytes.

``editions.yml`` lies in the repository beside ``mkdocs.yml``. ``consentbook edition publish`` adds an entry for each
new edition; of an entry only ``status`` and ``reason`` are ever edited, by hand.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from consentbook.editions import EDITION, by_age
from consentbook.editions.source import Tag
from consentbook.reading.files import read_file, write_file
from consentbook.reading.offences import Offence, Rejected
from consentbook.reading.schema import Plain, Schema, build
from consentbook.reading.strict_yaml import Tree, parse_yaml

LEDGER = "editions.yml"
HEAD = """\
# The published editions. `consentbook edition publish` adds them; commit what it wrote.
# To withdraw one, set its status to withdrawn and add a reason.
"""


class Entry(Schema):
    """A published edition."""

    edition: Annotated[str, StringConstraints(pattern=rf"^{EDITION.pattern}$")] = Field(
        description="the edition's name and git tag, as in 2026.11"
    )
    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")] = Field(
        description="the commit that the tag names"
    )
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="the SHA-256 of the list of the edition's wording files"
    )
    date: date
    status: Literal["supported", "withdrawn"] = Field("supported", description="one of supported, withdrawn")
    reason: Plain | None = Field(None, description="one sentence on why the edition was withdrawn")

    @model_validator(mode="after")
    def _withdrawn_says_why(self) -> Self:
        if (self.status == "withdrawn") != bool(self.reason):
            raise ValueError("a reason goes with the status withdrawn, which needs one")
        return self


class _Entries(Schema):
    editions: tuple[Entry, ...]


Ledger = dict[str, Entry]


def read_ledger(root: Path, offences: list[Offence]) -> tuple[Ledger, Tree]:
    """Return the entries by edition, oldest first, with their lines; empty where there is no ledger."""
    path = root / LEDGER
    if not path.exists() and not path.is_symlink():
        return {}, Tree({})
    text = read_file(root, path, offences)
    tree = parse_yaml(text, LEDGER, offences) if text is not None else None
    if not tree or not tree.value:
        return {}, Tree({})
    tree = Tree({"editions": tree.value}, {("editions", *at): line for at, line in tree.lines.items()})
    built = build(_Entries, tree, LEDGER, offences)
    entries = built.editions if built else ()
    for number, entry in enumerate(entries):
        if any(entry.edition == before.edition for before in entries[:number]):
            wrong = f"the edition {entry.edition} stands twice"
            offences.append(Offence(LEDGER, _line(tree, number), wrong, "Delete the entry that was added."))
    return {entry.edition: entry for entry in sorted(entries, key=lambda entry: by_age(entry.edition))}, tree


def _line(tree: Tree, number: int) -> int:
    return tree.line(("editions", number, "edition"))


def check_tags(ledger: Ledger, tree: Tree, tags: Iterable[Tag]) -> list[Offence]:
    """Return an offence for each published edition whose tag is gone, or names another commit now."""
    commits = {tag.edition: tag.commit for tag in tags}
    lines = {item["edition"]: _line(tree, number) for number, item in enumerate(tree.value.get("editions", ()))}
    offences = []
    for entry in ledger.values():
        if (now := commits.get(entry.edition)) is None:
            mend = f"Fetch it with `git fetch --tags`, or set it again: `git tag {entry.edition} {entry.commit}`."
            offences.append(Offence(LEDGER, lines[entry.edition], f"the tag {entry.edition} is gone", mend))
        elif now != entry.commit:
            wrong = f"the tag {entry.edition} names commit {now[:12]} now, and was published from {entry.commit[:12]}"
            mend = f"Set it back with `git tag -f {entry.edition} {entry.commit}`; publish changes as a new edition."
            offences.append(Offence(LEDGER, lines[entry.edition], wrong, mend))
    return offences


def add_entries(root: Path, entries: Iterable[Entry]) -> None:
    """Add ``entries`` at the end of the ledger, which stays as it is above them."""
    added = "".join(_to_yaml(entry) for entry in sorted(entries, key=lambda entry: by_age(entry.edition)))
    path = root / LEDGER
    if added:
        before = path.read_text(encoding="utf-8") if path.exists() else HEAD
        write_file(path, before.rstrip("\n") + "\n" + added)


def _to_yaml(entry: Entry) -> str:
    keys = {key: str(value) for key, value in entry.model_dump(mode="json", exclude_none=True).items()}
    return "".join(f"{'-' if key == 'edition' else ' '} {key}: {value!r}\n".replace("'", '"') for key, value in keys.items())


def read_checked(root: Path, tags: Iterable[Tag]) -> Ledger:
    """Return the ledger. Raises ``Rejected`` where it is not right, or a tag is not as it was published."""
    offences: list[Offence] = []
    ledger, tree = read_ledger(root, offences)
    if not offences:
        offences = check_tags(ledger, tree, tags)
    if offences:
        raise Rejected(offences)
    return ledger
