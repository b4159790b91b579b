"""Publishes every edition of a repository: built from their tags where they are not yet, then everything at once."""

from dataclasses import dataclass

from consentbook.editions.hosting.write import write_nginx
from consentbook.editions.place import Place, Turn, now
from consentbook.editions.plan import Plan, Wanted, make_plan
from consentbook.editions.sums import changed_files, sign
from consentbook.editions.workers import workers
from consentbook.terminal import CannotRun


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is served now; ``fresh`` are the editions that were published for the first time.

    ``reload`` says that nginx must read its configuration again.
    """

    release: str
    editions: tuple[str, ...]
    fresh: tuple[str, ...]
    changed: bool
    reload: bool


def publish(wanted: Wanted, wait: float = 0) -> Published:
    """Publish every edition that has a tag, in one step.

    Raises ``Rejected`` with what is wrong in the editions, their tags or the ledger, and ``CannotRun`` where somebody
    else is publishing, or the place is not as it was left.
    """
    place = wanted.place
    with place.alone(wait):
        plan = make_plan(wanted)
        served, turns = place.serves(), place.turns()
        harmed = check_unharmed(place, served, mend=wanted.mend)
        same = served and not harmed and turns and (turns[-1].release, turns[-1].inputs) == (served, plan.inputs)
        release = served if served and same else _make(wanted, plan)
        if wanted.key:
            sign(place.releases / release, wanted.key)
        reload = write_nginx(place.folder)
        if not same:
            place.switch(Turn(release=release, at=now(), inputs=plan.inputs, editions=tuple(plan.names)))
        return Published(release, tuple(plan.names), plan.fresh, release != served, reload)


def _make(wanted: Wanted, plan: Plan) -> str:
    with workers(wanted.jobs) as pool:
        from consentbook.editions.making import make_release  # noqa: PLC0415 - long to load, and often nothing is built

        return make_release(wanted, plan, pool)


def check_unharmed(place: Place, served: str | None, *, mend: bool) -> bool:
    """Say whether somebody changed a file of the release that is served; then forget its content, so as to ``mend`` it.

    Raises ``CannotRun`` with what was changed unless it is to be mended.
    """
    if not served:
        return False
    words = changed_files(place.releases / served)
    if words and not mend:
        shown = "\n".join(f"  {word}" for word in words[:20])
        raise CannotRun(
            f"{place.releases / served} is not as it was published:\n{shown}\n"
            "Nothing was done. Run it again with --mend to put back what was published."
        )
    if words:
        place.store.forget_harmed()
    return bool(words)
