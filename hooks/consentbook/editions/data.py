"""The data plane: the revisions of all editions, whose bytes never change once they are published."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from consentbook.editions.sums import sums
from consentbook.reading.offences import Offence

REVISION = re.compile(r"wording/[a-z0-9-]+/[a-z0-9-]+/r[1-9][0-9]*/[A-Za-z.-]+\.(txt|md|html|json)")


def data_digest(data: Mapping[str, str]) -> str:
    """Return the digest that the ledger keeps of an edition: SHA-256 of the list of its wording files."""
    return hashlib.sha256(sums(data).encode()).hexdigest()


def join(
    published: Mapping[str, str], editions: Iterable[tuple[str, Mapping[str, str]]]
) -> tuple[dict[str, str], list[Offence]]:
    """Return the wording files of all ``editions`` and those that are ``published``, and what contradicts.

    Files are path and SHA-256. What was published stays, in an edition or not.
    """
    joined = {path: digest for path, digest in published.items() if REVISION.fullmatch(path)}
    origin = dict.fromkeys(joined, "what is published")
    offences = []
    for edition, data in editions:
        for path, digest in data.items():
            if joined.setdefault(path, digest) != digest:
                wrong = f"{path} is not the same as in {origin[path]}"
                mend = "What is released never changes: bring back the text, or the program that wrote it."
                offences.append(Offence(f"{edition}:snippets", 1, wrong, mend))
            origin.setdefault(path, edition)
    return joined, offences


def of_edition(index: bytes, files: Mapping[str, str]) -> dict[str, str]:
    """Return the wording files of the edition whose ``wording/index.json`` says ``index``, out of a release's."""
    latest = {entry["id"]: entry["revision"] for entry in json.loads(index)["snippets"]}
    return {path: digest for path, digest in files.items() if REVISION.fullmatch(path) and _in(path, latest)}


def _in(path: str, latest: Mapping[str, int]) -> bool:
    _, group, name, revision, _ = path.split("/")
    return int(revision[1:]) <= latest.get(f"{group}/{name}", 0)
