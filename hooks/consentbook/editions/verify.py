"""Checks what was published: its files, its signature, and that the tags still give what the ledger says."""

import gzip
import tempfile
import zlib
from collections.abc import Callable, Container, Iterator
from pathlib import Path

import brotli

from consentbook.editions.data import data_digest, of_edition
from consentbook.editions.ledger import LEDGER, Ledger, check_tags, read_ledger
from consentbook.editions.place import Place
from consentbook.editions.plan import Wanted, make_plan
from consentbook.editions.source import read_tags
from consentbook.editions.sums import SUMS, changed_files, check_signature, listed, read_sums
from consentbook.editions.workers import workers
from consentbook.reading.offences import Offence
from consentbook.terminal import CannotRun


def verify(root: Path, place: Place, signers: Path | None = None) -> list[str]:
    """Return what is not as it was published, in words. Raises ``CannotRun`` where nothing was."""
    place.check_ours()
    served = place.serves()
    if not served:
        raise CannotRun(f"nothing is served in {place.folder}. Run `edition publish`.")
    release = place.releases / served
    if found := changed_files(release) or list(_packed(release)):
        return [f"{release}: {words}" for words in found]
    offences: list[Offence] = []
    ledger = read_ledger(root, offences)
    offences.extend(check_tags(ledger, read_tags(root)))
    turns = place.turns()  # none where somebody removed the log, as they are told to when it cannot be read
    editions = turns[-1].editions if turns else tuple(ledger.entries)
    found = [*map(str, offences), *_ledger(release, ledger, editions)]
    if signers:
        try:
            check_signature(release, signers)
        except CannotRun as why:
            found.append(str(why))
    return found


def _ledger(release: Path, ledger: Ledger, editions: Container[str]) -> Iterator[str]:
    """Yield what is not in the release as the ledger says of those ``editions`` that are in it."""
    files = read_sums((release / SUMS).read_text(encoding="utf-8"))
    for name, entry in ledger.entries.items():
        index = release / name / "wording/index.json"
        if ledger.withdrawn(name) or name not in editions:
            continue
        if not index.is_file():
            yield str(Offence(LEDGER, ledger.lines[name], f"{name} is not in {release}", "Publish again."))
        elif (served := data_digest(of_edition(index.read_bytes(), files))) != entry.digest:
            wrong = f"the digest of {name} is not that of the wording files that are served, {served}"
            mend = f"If it was changed here, set it back: `git log -p {LEDGER}`. If not, publish again."
            yield str(Offence(LEDGER, ledger.lines[name], wrong, mend))


def _packed(release: Path) -> Iterator[str]:
    """Yield what is packed beside a file and is not that file."""
    files, seen = listed(release), set()
    for path, digest in files.items():
        plain, ending = path[:-3], path[-3:]
        if ending in UNPACK and (pair := (digest, files.get(plain))) not in seen:
            seen.add(pair)
            if _unpacked(release / path) != (release / plain).read_bytes():
                yield f"{path} is not {plain}. Remove `store/packed`, and publish again."


def _unpacked(path: Path) -> bytes | None:
    try:
        return UNPACK[path.suffix](path.read_bytes())
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


UNPACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".br": brotli.decompress}


def rebuild(root: Path, jobs: int) -> None:
    """Take every edition out of its tag and write its wording files anew, with nothing that is known from before.

    Raises ``Rejected`` where they are not those that the ledger records.
    """
    with workers(jobs, root) as pool, tempfile.TemporaryDirectory(prefix="consentbook-") as folder:
        from consentbook.editions.making import check_contents  # noqa: PLC0415 - long to load

        place = Place(Path(folder) / "place")
        with place.alone():
            wanted = Wanted(root=root, place=place, site_url="https://consentbook.example/", jobs=jobs)
            check_contents(wanted, make_plan(wanted), pool)
