"""What gives pause before a release is made: what would be lost by it, and what was probably not meant."""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise

from consentbook.editions import NEXT
from consentbook.editions.address import PLACEHOLDER
from consentbook.editions.ledger import LEDGER
from consentbook.editions.place import Place, Turn
from consentbook.editions.plan import Plan, Wanted
from consentbook.editions.source import almost_editions, content_ids, resolve, uncommitted
from consentbook.editions.sums import SIGNATURE, changed_files
from consentbook.reading.offences import Offence, Rejected
from consentbook.terminal import CannotRun

SHOWN = 5  # files that are named
MOST_SHOWN = 20  # of those that were changed by hand


def check_place(wanted: Wanted) -> None:
    """Raise ``CannotRun`` if the place lies in what editions are made of: each would hold those before it."""
    folder = wanted.place.folder.resolve()
    for name in ("docs", "snippets", "hooks", "theme"):
        if folder.is_relative_to((wanted.root / name).resolve()):
            raise CannotRun(f"{wanted.place.folder} lies in {name}, of which editions are made. Name another folder.")


def check_kept(plan: Plan, last: Turn, dropped: Iterable[str]) -> None:
    """Raise ``CannotRun`` if an edition that is served would be gone, and nobody said that it may."""
    lost = [name for name in last.editions if name not in {*plan.tags, *dropped, NEXT}]
    if lost:
        names, options = ", ".join(lost), " ".join(f"--drop {name}" for name in lost)
        raise CannotRun(
            f"{names} is served, and there is no such tag here. Nothing was done. Fetch it with `git fetch --tags`, "
            f"and commit editions.yml where it was published. To take it away: {options}."
        )


def check_commits(place: Place, plan: Plan) -> None:
    """Raise ``Rejected`` if an edition that is served is of another commit than its tag, whatever the ledger says."""
    try:
        served = json.loads((place.current / "editions.json").read_bytes())["editions"]
        commits = {one["edition"]: one["commit"] for one in served}
    except (OSError, ValueError, TypeError, KeyError):
        return  # nothing is served yet, or it was changed by hand, which is told elsewhere
    offences = [
        Offence(
            LEDGER,
            plan.ledger.lines.get(name, 1),
            f"the tag {name} names commit {plan.tags[name].commit[:12]}, and what is served is of {commit[:12]}",
            f"Set it back with `git tag -f {name} {commit}`; publish changes as a new edition.",
        )
        for name, commit in commits.items()
        if name in plan.tags and plan.tags[name].commit != commit
    ]
    if offences:
        raise Rejected(offences)


def check_committed(wanted: Wanted, plan: Plan) -> None:
    """Raise ``CannotRun`` if a new edition has nothing new, and what is new was not committed."""
    names = [name for name in plan.names if name != NEXT]
    for before, name in pairwise(names):
        if name in plan.fresh and _same(wanted, plan, before, name) and (files := _open(wanted, plan, name)):
            raise CannotRun(
                f"the tag {name} holds the content of {before}, and {files} is not committed. Nothing was done. "
                f"Commit, and move the tag: `git tag -f {name}`."
            )


def _same(wanted: Wanted, plan: Plan, one: str, other: str) -> bool:
    commits = [plan.tags[name].commit for name in (one, other)]
    return len(set(content_ids(wanted.root, commits).values())) == 1


def _open(wanted: Wanted, plan: Plan, edition: str) -> str:
    """Return the files that are not in a new edition as they lie in the folder, if it was made of what lies there."""
    if plan.tags[edition].commit != resolve(wanted.root, "HEAD").commit:
        return ""
    files = uncommitted(wanted.root)
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return ", ".join(files[:SHOWN]) + more


def check_unharmed(place: Place, served: str | None) -> None:
    """Raise ``CannotRun`` with what somebody changed in the release that is ``served``."""
    if words := changed_files(place.releases / served) if served else []:
        shown = "\n".join(f"  {word}" for word in words[:MOST_SHOWN])
        raise CannotRun(
            f"{place.releases / str(served)} is not as it was published:\n{shown}\n"
            "Nothing was done. Run it again with --mend to put back what was published."
        )


def doubts(wanted: Wanted, plan: Plan, last: Turn | None, release: str) -> Iterator[str]:
    """Yield what is said of a ``release`` beside that it was made. ``last`` is what was served before it."""
    for tag, meant in almost_editions(wanted.root):
        yield f"the tag {tag} is no edition" + (f"; did you mean {meant}?" if meant else ", as in 2026.11.")
    for name in plan.fresh:
        if files := _open(wanted, plan, name):
            yield f"{files} lies here otherwise than in {name}: it was not committed when the tag was set."
    if wanted.site_url == PLACEHOLDER:
        yield f"the pages name {PLACEHOLDER} as their address; say with --site-url where they will be."
    if not last:
        return
    if NEXT in last.editions and not wanted.unreleased:
        yield "next is not served any more; with --next it is."
    if last.site_url not in {"", wanted.site_url}:
        yield f"the site was at {last.site_url} before: every canonical address changed, and the entries of the feed."
    signed = (wanted.place.releases / last.release / SIGNATURE).is_file()
    if signed and not wanted.key and last.release != release:
        yield "the release before was signed, and this one is not; with --sign it is."
