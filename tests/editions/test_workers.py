"""The processes that build end with the one that began them."""

import os
import signal
import subprocess
import sys
import time

import pytest

from consentbook.editions.workers import workers
from consentbook.terminal import CannotRun

SCRIPT = """
import os, signal, time
from consentbook.editions.workers import workers

if __name__ == "__main__":
    with workers(2) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 600)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_ends_with_its_parent_however_that_ends() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    worker = int(ran.stdout)
    for _ in range(200):
        if not is_there(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker is still there")


def test_a_worker_that_is_killed_is_told() -> None:
    with pytest.raises(CannotRun, match="a process that builds was killed"), workers(1) as pool:
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()
