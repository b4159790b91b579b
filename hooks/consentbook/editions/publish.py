"""Publishes every edition of a repository: built from their tags where they are not yet, then everything at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentbook.editions.doubts import check_commits, check_committed, check_kept, check_place, check_unharmed, doubts
from consentbook.editions.hosting.write import write_nginx
from consentbook.editions.ledger import add_entries
from consentbook.editions.place import Place, Turn, now
from consentbook.editions.plan import Plan, Wanted, make_plan
from consentbook.editions.sums import changed_files, sign

if TYPE_CHECKING:
    from consentbook.editions.making import Made


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is served now; ``fresh`` are the editions that were published for the first time.

    ``reload`` says that nginx must read its configuration again, ``mended`` what was put back that somebody had changed
    by hand, and ``doubts`` what may not have been meant.
    """

    release: str
    editions: tuple[str, ...]
    fresh: tuple[str, ...]
    changed: bool
    reload: bool
    mended: tuple[str, ...]
    doubts: tuple[str, ...]


def publish(wanted: Wanted, wait: float = 0) -> Published:
    """Publish every edition that has a tag, in one step.

    Raises ``Rejected`` with what is wrong in the editions, their tags or the ledger, and ``CannotRun`` where somebody
    else is publishing, or the place is not as it was left.
    """
    place = wanted.place
    check_place(wanted)
    with place.alone(wait):
        plan = make_plan(wanted)
        turns = place.turns()
        last = turns[-1] if turns else None
        _check(wanted, plan, last)
        known = last and last.inputs == plan.inputs
        if not known:
            _begin_to_load(wanted)
        served = _served(place)
        mended = _mended(place, served) if wanted.mend else ()
        if known and not wanted.mend:
            check_unharmed(place, served)
        same = served and known and not mended and last and last.release == served
        made = None if same else _make(wanted, plan, served)
        release = made.release if made else str(served)
        if wanted.key:
            sign(place.releases / release, wanted.key)
        if made:
            add_entries(wanted.root, made.entries)
        reload = write_nginx(place.folder)
        if not same:
            place.switch(Turn(release, now(), plan.inputs, tuple(plan.names), wanted.site_url))
        told = (*doubts(wanted, plan, last, release), *(made.notices if made else ()))
        return Published(release, tuple(plan.names), plan.fresh, release != served, reload, mended, told)


def _served(place: Place) -> str | None:
    """Return the release that is served; none where the link leads to none, as what is published next mends it."""
    return place.serves() if place.current.exists() or not place.current.is_symlink() else None


def _check(wanted: Wanted, plan: Plan, last: Turn | None) -> None:
    """Raise ``CannotRun`` or ``Rejected`` where it was plainly not meant that this is published."""
    if last:
        check_kept(plan, last, wanted.dropped)
    check_commits(wanted.place, plan)
    check_committed(wanted, plan)


def _begin_to_load(wanted: Wanted) -> None:
    from consentbook.editions.workers import begin_to_load  # noqa: PLC0415 - often nothing is built

    begin_to_load(wanted.root)


def _make(wanted: Wanted, plan: Plan, served: str | None) -> "Made":
    from consentbook.editions.workers import workers  # noqa: PLC0415 - as above

    with workers(wanted.jobs, wanted.root) as pool:
        from consentbook.editions.making import make_release  # noqa: PLC0415 - long to load, while the workers load too

        return make_release(wanted, plan, pool, served)


def _mended(place: Place, served: str | None) -> tuple[str, ...]:
    """Return what somebody changed in the release that is served, and forget its content."""
    words = changed_files(place.releases / served) if served else []
    place.store.forget_harmed()
    return tuple(words)
