"""Runs a command as it is run by people, and says what it took: time, memory, and what it printed."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LONGEST = 900.0  # seconds, after which a tool is ended
MACOS = os.uname().sysname == "Darwin"


@dataclass(frozen=True, slots=True)
class Run:
    """A run that ended: seconds on the clock and of processors, most memory in MB, exit code, what was printed."""

    seconds: float
    busy: float
    memory: float
    code: int
    printed: str


def measure(command: list[str], folder: Path) -> Run:
    """Run ``command`` in ``folder`` and return what it took. Memory is that of the largest of its processes."""
    output = folder / "printed.txt"
    with output.open("wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        stop = threading.Timer(LONGEST, _end, [process.pid])
        stop.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:  # Ctrl-C does not reach it, as it is in a session of its own
            _end(process.pid)
            raise
        finally:
            taken = time.perf_counter() - start
            stop.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    memory = used.ru_maxrss / (1e6 if MACOS else 1e3)
    printed = output.read_text(errors="replace")
    return Run(taken, used.ru_utime + used.ru_stime, memory, process.returncode, printed)


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
