"""What is to be published, and what is known of it before anything is built."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from consentbook.editions import NEXT, by_age
from consentbook.editions.cache import key_of
from consentbook.editions.ledger import Ledger, read_checked
from consentbook.editions.place import Place
from consentbook.editions.program import program_digest
from consentbook.editions.source import Tag, content_ids, read_tags, resolve
from consentbook.terminal import CannotRun


@dataclass(frozen=True)
class Wanted:
    """What is to be published: the project at ``root``, in ``place``, whose address is ``site_url``.

    ``unreleased`` adds ``next``, the state of HEAD. ``report`` is the file with what the last check of links found,
    which the latest edition and ``next`` show. ``key`` is an SSH key to sign with. ``mend`` puts back what was changed
    by hand in the release that is served. ``dropped`` are editions that are served and may be gone.
    """

    root: Path
    place: Place
    site_url: str
    unreleased: bool = False
    report: Path | None = None
    key: Path | None = None
    compress: bool = True
    mend: bool = False
    dropped: tuple[str, ...] = ()
    jobs: int = os.cpu_count() or 1


@dataclass(frozen=True)
class Plan:
    """What a release is made of.

    ``tags`` are those of the editions, oldest first; ``keys`` say what each is built from, and ``inputs`` all of it.
    ``supported`` are the editions that are offered, newest first.
    """

    tags: Mapping[str, Tag]
    ledger: Ledger
    keys: Mapping[str, str]
    inputs: str
    supported: list[str]

    @property
    def names(self) -> list[str]:
        """The editions, oldest first, ``next`` last."""
        return list(self.tags)

    @property
    def fresh(self) -> tuple[str, ...]:
        """The editions that were not published before."""
        return tuple(name for name in self.tags if name != NEXT and name not in self.ledger.entries)


def make_plan(wanted: Wanted) -> Plan:
    """Return what the release is to be made of. Raises ``Rejected`` and ``CannotRun``."""
    tags = {tag.edition: tag for tag in sorted(read_tags(wanted.root), key=lambda tag: by_age(tag.edition))}
    ledger = read_checked(wanted.root, tags.values())
    if not tags:
        raise CannotRun("there is no edition: no git tag is named as one. Set a tag, as in `git tag 2026.11`.")
    if wanted.unreleased:
        tags[NEXT] = replace(resolve(wanted.root, "HEAD"), edition=NEXT)
    ids = content_ids(wanted.root, [tag.commit for tag in tags.values()])
    program = program_digest(wanted.root)
    report = hashlib.sha256(wanted.report.read_bytes()).hexdigest() if wanted.report else ""
    supported = [name for name in reversed(tags) if name != NEXT and not ledger.withdrawn(name)]
    if not supported:
        raise CannotRun("every edition is withdrawn. Set a tag for one that is offered.")
    keys = {
        name: key_of(program, ids[tag.commit], tag.epoch, name == NEXT, report if name in {NEXT, supported[0]} else "")
        for name, tag in tags.items()
    }
    inputs = key_of(keys, ledger.reasons, wanted.site_url, wanted.compress)
    return Plan(tags, ledger, keys, inputs, supported)
