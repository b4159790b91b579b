"""Processes that build editions side by side."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, forkserver

from consentbook.terminal import CannotRun


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Give ``jobs`` processes that have loaded what builds need; what was not begun when something fails never is.

    They load it from now on, while the caller loads its own part. Raises ``CannotRun`` if one of them is killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["consentbook.editions.building", "consentbook.editions.ahead"])
    forkserver.ensure_running()
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool:
        raise CannotRun("a process that builds was killed, perhaps for want of memory. Try --jobs 1.") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Look for garbage seldom, as a build makes many objects that live to its end; end with the parent."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    _end_with_parent()


def _end_with_parent() -> None:
    """End this process when its parent has ended, however that came: else it would wait for work, and write."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_wait_for, args=(parent.sentinel,), daemon=True).start()


def _wait_for(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
