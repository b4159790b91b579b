"""Processes that build editions side by side."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, forkserver
from pathlib import Path

from consentbook.editions import ROOT_VARIABLE
from consentbook.garbage import look_seldom
from consentbook.terminal import CannotRun

FORKS = multiprocessing.get_context("forkserver")


def begin_to_load(root: Path) -> None:
    """Let the process that workers are divided from load what builds of ``root`` need, while the caller goes on."""
    os.environ[ROOT_VARIABLE] = str(root)
    FORKS.set_forkserver_preload(["consentbook.editions.building", "consentbook.editions.ahead"])
    forkserver.ensure_running()


@contextmanager
def workers(jobs: int, root: Path) -> Iterator[Executor]:
    """Give ``jobs`` processes that have loaded what builds of ``root`` need.

    What was not begun when something fails never is. Raises ``CannotRun`` if one of them is killed.
    """
    begin_to_load(root)
    pool = ProcessPoolExecutor(jobs, mp_context=FORKS, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool:
        raise CannotRun("a process that builds was killed, perhaps for want of memory. Try --jobs 1.") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    look_seldom()
    _end_with_parent()


def _end_with_parent() -> None:
    """End this process when its parent has ended, however that came: else it would wait for work, and write."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_wait_for, args=(parent.sentinel,), daemon=True).start()


def _wait_for(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
