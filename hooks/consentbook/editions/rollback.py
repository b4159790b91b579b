"""Serves an earlier release again, and removes those that nobody goes back to."""

from dataclasses import replace
from datetime import datetime

from consentbook.editions.place import Place, Turn, now
from consentbook.editions.store import digests
from consentbook.editions.sums import seems_whole
from consentbook.terminal import CannotRun


def rollback(place: Place, named: str = "", wait: float = 0) -> Turn:
    """Serve an earlier release, by default the one that was published before this one, and return its turn.

    ``named`` is the beginning of its digest. Raises ``CannotRun`` where there is no such release, or it is not clear
    which is meant.
    """
    place.check_ours()
    with place.alone(wait):
        turns = published_turns(place)
        current = place.current.readlink().name if place.current.is_symlink() else ""
        turn = _named(turns, current, named) if named else _before(turns, current)
        if not seems_whole(place.releases / turn.release, place.store):
            raise CannotRun(
                f"the release {turn.release[:12]} is not whole any more. Go to another:\n{_listed(turns, current)}"
            )
        again = replace(turn, at=now(), back=True)
        place.switch(again)
        return again


def _named(turns: list[Turn], current: str, named: str) -> Turn:
    found = [turn for turn in turns if turn.release.startswith(named)]
    if not found:
        raise CannotRun(f'no release begins with "{named}". There are:\n{_listed(turns, current)}')
    if len(found) > 1:
        raise CannotRun(f"{named} is the beginning of several releases. Write more of it:\n{_listed(found, current)}")
    if found[0].release == current:
        raise CannotRun(f"{named} is the release that is served. There are:\n{_listed(turns, current)}")
    return found[0]


def _before(turns: list[Turn], current: str) -> Turn:
    """Return the turn before that of ``current``: going back twice goes further back."""
    at = next((number for number, turn in enumerate(turns) if turn.release == current), len(turns))
    if not at:
        raise CannotRun(f"nothing was published before this. Name a release to go to:\n{_listed(turns, current)}")
    return turns[at - 1]


def _listed(turns: list[Turn], current: str) -> str:
    return "\n".join(f"  {turn.told}{'  (served)' * (turn.release == current)}" for turn in reversed(turns)) or "  none"


def published_turns(place: Place) -> list[Turn]:
    """Return for each release that is still there the turn in which it was last published, oldest first."""
    last: dict[str, Turn] = {}
    for turn in kept_turns(place):
        if not turn.back or turn.release not in last:
            last.pop(turn.release, None)
            last[turn.release] = turn
    return list(last.values())


def kept_turns(place: Place) -> list[Turn]:
    """Return the turns whose releases are still there, oldest first."""
    kept = set(place.kept())
    return [turn for turn in place.turns() if turn.release in kept]


def prune(place: Place, keep: int, wait: float = 0) -> tuple[int, int]:
    """Remove all releases but the last ``keep`` and the one that is served, with what only they needed.

    Returns how many releases were removed, and how many bytes became free. None is where the log is gone, since it is
    not known which are old.
    """
    place.check_ours()
    with place.alone(wait):
        last: dict[str, Turn] = {}
        for turn in reversed(kept_turns(place)):
            last.setdefault(turn.release, turn)
        kept = {*list(last)[:keep], place.serves()}
        removed = [name for name in place.kept() if last and name not in kept]
        with place.working() as work:
            for name in removed:  # taken away whole: what is half gone looks like a release
                (place.releases / name).rename(work / name)
        since = min(
            (datetime.fromisoformat(turn.at).timestamp() for turn in last.values() if turn.release in kept), default=0
        )
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
