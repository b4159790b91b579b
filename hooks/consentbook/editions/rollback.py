"""Serves an earlier release again, and removes those that nobody goes back to."""

import shutil
from datetime import datetime

from consentbook.editions.place import Place, Turn, now
from consentbook.editions.store import digests
from consentbook.terminal import CannotRun


def rollback(place: Place, release: str = "", wait: float = 0) -> Turn:
    """Serve ``release`` (the beginning of its digest), by default the one before, and return its turn.

    Raises ``CannotRun`` where there is no such release, or it is not clear which is meant.
    """
    place.check_ours()
    with place.alone(wait):
        turns = kept_turns(place)
        current = place.current.readlink().name if place.current.is_symlink() else ""
        found = {turn.release: turn for turn in turns if turn.release.startswith(release) and turn.release != current}
        if not found:
            known = ", ".join(sorted({turn.release[:12] for turn in turns})) or "none"
            raise CannotRun(f"there is no such earlier release in {place.folder}. Releases: {known}.")
        if release and len(found) > 1:
            raise CannotRun(f"{release} is the beginning of {len(found)} releases. Write more of it.")
        turn = list(found.values())[-1] if release else _before(turns, current)
        again = Turn(release=turn.release, at=now(), inputs=turn.inputs, editions=turn.editions)
        place.switch(again)
        return again


def _before(turns: list[Turn], current: str) -> Turn:
    """Return the turn before the first one of ``current``: going back twice goes further back."""
    first = next((number for number, turn in enumerate(turns) if turn.release == current), len(turns))
    earlier = [turn for turn in turns[:first] if turn.release != current]
    if not earlier:
        raise CannotRun("this is the first release. Name a later one to go forward.")
    return earlier[-1]


def kept_turns(place: Place) -> list[Turn]:
    """Return the turns whose releases are still there, oldest first."""
    return [turn for turn in place.turns() if (place.releases / turn.release).is_dir()]


def prune(place: Place, keep: int, wait: float = 0) -> tuple[int, int]:
    """Remove all releases but the last ``keep`` and the one that is served, with what only they needed.

    Returns how many releases were removed, and how many bytes became free.
    """
    place.check_ours()
    with place.alone(wait):
        last: dict[str, Turn] = {}
        for turn in reversed(kept_turns(place)):
            last.setdefault(turn.release, turn)
        kept = dict(list(last.items())[:keep])
        if (served := place.serves()) in last:
            kept[served] = last[served]
        removed = [path for path in place.releases.iterdir() if path.name not in kept]
        for path in removed:
            shutil.rmtree(path)
        since = min((datetime.fromisoformat(turn.at).timestamp() for turn in kept.values()), default=0)
        return len(removed), place.store.clear(_needed(place, since))


def _needed(place: Place, since: float) -> set[str]:
    """Return what the cache needs of the store, after removing the records that were not used ``since`` then."""
    needed: set[str] = set()
    for record in place.cache.glob("*.json"):
        if record.stat().st_mtime < since:
            record.unlink()
        else:
            needed |= digests(record.read_bytes())
    return needed
