"""The long job, ``make fuzz``: the readers of the table are given input for as long as is wanted, guided by coverage.

Where atheris (https://pypi.org/project/atheris) is not installed, Hypothesis makes the input. What makes a reader raise,
or takes it longer than a few seconds, is written into the folder of findings, one file for each.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HANGS = 20  # seconds that nothing may take
LARGEST = 8_192  # bytes that atheris tries; what is larger is refused by size, and has tests of its own
CAN_GUIDE = importlib.util.find_spec("atheris") is not None


def main() -> int:
    """Give each reader its part of the time; return 1 if there are findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all readers together")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--reader", help="one reader alone, in this process")
    given = parser.parse_args()
    given.findings.mkdir(parents=True, exist_ok=True)
    if given.reader:
        return _alone(given.reader, given.seconds, given.findings)
    from tests.fuzz.readers import READERS  # noqa: PLC0415 - atheris has to be there before what it watches

    print(f"{'Guided by coverage' if CAN_GUIDE else 'By Hypothesis, unguided'}, {given.seconds} s.", flush=True)
    failed = [name for name in READERS if _started(name, given.seconds // len(READERS) or 1, given.findings)]
    print(f"Findings in {given.findings}: {', '.join(failed)}" if failed else "No findings.")
    return bool(failed)


def _started(name: str, seconds: int, findings: Path) -> int:
    """Give a reader its time in a process of its own, which a crash ends alone."""
    command = [sys.executable, "-m", "tests.fuzz.long", "--reader", name, "--seconds", str(seconds)]
    with tempfile.TemporaryFile() as said:
        ran = subprocess.run([*command, "--findings", str(findings)], stdout=said, stderr=said, check=False)
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").splitlines()
    done = next((line for line in reversed(lines) if "Done " in line or "#" in line[:1]), "")
    print(f"{'FOUND' if ran.returncode else 'fine '} {name}: {done[:100]}", flush=True)
    if ran.returncode:
        print("\n".join(lines[-30:]), flush=True)
    return ran.returncode


def _alone(name: str, seconds: int, findings: Path) -> int:
    return _guided(name, seconds, findings) if CAN_GUIDE else _unguided(name, seconds, findings)


def _guided(name: str, seconds: int, findings: Path) -> int:
    import atheris  # noqa: PLC0415 - not everybody has it

    with atheris.instrument_imports(include=["consentbook", "yaml", "markdown_it", "mdit_py_plugins"]):
        from tests.fuzz.inputs import HOSTILE  # noqa: PLC0415
        from tests.fuzz.readers import READERS  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / "corpus").mkdir()
    for number, seed in enumerate(READERS[name].seeds):
        (folder / "corpus" / str(number)).write_bytes(seed)
    words = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in HOSTILE if len(word.encode()) < 60)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in words))
    options = {
        "max_total_time": seconds,
        "timeout": HANGS,
        "max_len": LARGEST,
        "rss_limit_mb": 4_000,
        "dict": folder / "words",
        "artifact_prefix": f"{findings}/{name.replace(' ', '-')}-",
    }
    arguments = [sys.argv[0], *(f"-{option}={value}" for option, value in options.items()), str(folder / "corpus")]
    atheris.Setup(arguments, _check(name, folder))
    atheris.Fuzz()
    return 0


def _check(name: str, folder: Path) -> Callable[[bytes], None]:
    from tests.fuzz.readers import READERS, small_project  # noqa: PLC0415 - as above

    root = small_project(folder / "project")

    def check(raw: bytes) -> None:
        READERS[name].told(root, raw)

    return check


def _unguided(name: str, seconds: int, findings: Path) -> int:
    import hypothesis  # noqa: PLC0415

    from tests.fuzz.inputs import given_to  # noqa: PLC0415
    from tests.fuzz.readers import READERS  # noqa: PLC0415

    check = _check(name, Path(tempfile.mkdtemp(prefix="fuzz-")))
    last = b""

    @hypothesis.settings(deadline=HANGS * 1000, database=None, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(given_to(READERS[name].seeds))
    def holds(raw: bytes) -> None:
        nonlocal last
        last = raw
        check(raw)

    end, rounds = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < end:
            holds()
            rounds += 1
    except BaseException:
        (findings / f"{name.replace(' ', '-')}-found").write_bytes(last)
        raise
    print(f"# {rounds} rounds of 100 examples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
