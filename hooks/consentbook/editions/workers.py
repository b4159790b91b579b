"""Processes that build editions side by side."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Give ``jobs`` processes that have loaded what builds need; what was not begun when something fails never is.

    They load it from now on, while the caller loads its own part.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["consentbook.editions.building"])
    forkserver.ensure_running()
    pool = ProcessPoolExecutor(jobs, mp_context=context)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
