"""Does tasks in the processes that build: for several editions at once, with all that is wrong in any, and for all."""

from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Executor, as_completed
from typing import TypeVar

from consentbook.editions.building import Job
from consentbook.reading.offences import Offence, Rejected
from consentbook.terminal import progress

R = TypeVar("R")
Task = Callable[[Job], R | list[Offence]]
Result = tuple[Job, R | list[Offence]]


def results(pool: Executor, task: Task[R], jobs: Iterable[Job]) -> Iterator[Result[R]]:
    """Begin to do ``task`` for each of ``jobs`` in ``pool``; yield each with what came of it, the quickest first."""
    tasks = {pool.submit(task, job): job for job in jobs}
    return ((tasks[future], future.result()) for future in as_completed(tasks))


def all_or_rejected(doing: str, jobs: Sized, done: Iterable[Result[R]], then: Callable[[Job, R], None]) -> dict[str, R]:
    """Return by edition what came of ``jobs`` as they are ``done``, and do ``then`` with each at once.

    Raises ``Rejected`` with everything that is wrong, when all are done.
    """
    made: dict[str, R] = {}
    offences: list[Offence] = []
    for number, (job, result) in enumerate(done, 1):
        progress(f"{doing} {number} of {len(jobs)} editions ({job.edition}) ...")
        if isinstance(result, list):
            offences += result
        else:
            then(job, result)
            made[job.edition] = result
    if offences:
        raise Rejected(offences)
    return made


def list_packages(epoch: int) -> str:
    """Return what a release was built with, as a document of the time ``epoch``."""
    from consentbook.editions.sbom import sbom  # noqa: PLC0415 - long to load, and only in a worker

    return sbom(epoch)
