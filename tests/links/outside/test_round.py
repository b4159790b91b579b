"""Many addresses are asked for in several processes, and what is found is what one process finds."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consentbook.links.codes import CODES
from consentbook.links.outside import shares as parting
from consentbook.links.outside.answer import Version
from consentbook.links.outside.cache import opened
from consentbook.links.outside.settings import Remap, Settings
from consentbook.links.outside.shares import shares
from consentbook.links.outside.target import Finding, Outcome, targets
from tests.links.outside.server import ROUTES, Sites, answering, asked, heard
from tests.support import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is asked for in one process")
OTHER = "127.0.0.3"
# Runs in a process of its own, as nothing is divided where there are threads, such as those of the server.
SCRIPT = """
import asyncio, os, signal, sys
from dataclasses import replace
from consentbook.cli import main
from consentbook.links import apart
from consentbook.links.outside import round, shares

first, asked = os.getpid(), round.check

def real(wanted, settings):  # a busy machine may take long to let a thousand connections in
    return asked(wanted, replace(settings, connect_seconds=60))

round.check = real
apart._processors = lambda: {processors}
shares.FEW = {few}
{more}
main(prog_name="consentbook")
"""
# Whether all was asked for in the first process or in others is told on the way.
TELLING = """
async def check(wanted, settings):
    if os.getpid() == first:
        print("asked in the first", len(wanted), settings.at_once, settings.deadline, file=sys.stderr)
    async for outcome in real(wanted, settings):
        yield outcome

round.check = check
"""
BREAKING = """
async def check(wanted, settings):
    if os.getpid() == first:
        print(len(wanted), settings.at_once, settings.deadline, file=sys.stderr)
    async for outcome in real(wanted, settings):
        yield outcome
        if os.getpid() != first and outcome.address.endswith("?3"):
            await asyncio.sleep(0.2)
            os.kill(os.getpid(), signal.SIGKILL)

round.check = check
"""
LATE = "round.MOMENT = 60"  # so that all is said at the end


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls"), OTHER) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path


def other(sites: Sites) -> str:
    return sites.http.replace("127.0.0.1", OTHER)


def command(processors: int, few: int, *options: str, more: str = "") -> list[str]:
    code = SCRIPT.format(processors=processors, few=few, more=more)
    allowed = ("--allow-host", "127.0.0.1", "--allow-host", OTHER)
    return [sys.executable, "-c", code, "links", "a.md", *allowed, "--attempts", "1", *options]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"TMPDIR": str(folder / "tmp"), "TOKEN": "Bearer s3cret-t0ken"}


def links(
    folder: Path, addresses: list[str], processors: int, few: int, *options: str, more: str = ""
) -> tuple[int, str, str]:
    (folder / "a.md").write_text("".join(f"<{address}>\n" for address in addresses))
    asking = command(processors, few, *options, more=more)
    ran = subprocess.run(
        asking, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=120, check=False
    )
    assert list((folder / "tmp").iterdir()) == []
    return ran.returncode, ran.stdout, ran.stderr


def few_addresses(sites: Sites) -> list[str]:
    return [
        f"{host}/{path}?{number}"
        for host in (sites.http, other(sites))
        for path in ("ok", "404")
        for number in range(6)
    ]


# What takes long, answers otherwise when it is asked again, or is told in words that depend on the moment.
LEFT_OUT = ("/reset", "/half", "/hang", "/drip", "/always", "/long", "/soon", "/once", "/gzip/bomb")


def test_the_report_is_that_of_one_process(sites: Sites, folder: Path) -> None:
    paths = [path.replace(" ", "%20") for path in ROUTES if not path.startswith(LEFT_OUT) and "{" not in path]
    paths += ["/ok#gone", "/ok#old", "/late#late", "/late#never", "/deep#x", "/chain/10", "/cookie?2", "/no-cookie?2"]
    hosts = (sites.http, other(sites), sites.tls["good"], sites.tls["soon"], sites.tls["expired"])
    addresses = [host + path for host in hosts[:3] for path in paths]
    addresses += [f"{host}/ok?{number}" for number in range(160) for host in hosts]
    assert len(addresses) > 1_000
    name = sites.http.removeprefix("http://")
    options = ("--authority", sites.authority, "--header", name, "Authorization", "TOKEN", "--timeout", "60")
    alone = links(folder, addresses, 1, 500, *options)
    divided = links(folder, addresses, 3, 500, *options, more=TELLING)
    assert sorted(set(divided[1].splitlines()) ^ set(alone[1].splitlines())) == []
    assert divided == alone
    assert "s3cret" not in alone[1] + alone[2]
    assert {
        code for code in ("gone", "moved", "soft-404", "refused", "not-asked") if f"[{code}]" not in alone[1]
    } == set()
    assert f"{sites.http}/private could" not in alone[1]
    assert f"{other(sites)}/private could" in alone[1]


def test_pages_that_have_not_changed_are_not_sent_again(sites: Sites, folder: Path) -> None:
    stamp = time.monotonic_ns()
    paths = [f"/counted/etag?{stamp}-{number}" for number in range(12)]
    addresses = [(sites.http if number % 2 else other(sites)) + path for number, path in enumerate(paths)]
    options = ("--cache", "links.sqlite3", "--fresh", "0")
    for _ in range(2):
        assert links(folder, addresses, 2, 5, *options, more=TELLING)[::2] == (0, "")
    assert [(asked[path], asked[f"304 {path}"]) for path in paths] == [(2, 1)] * 12


def test_what_a_process_that_was_killed_did_not_say_is_asked_for_all_the_same(sites: Sites, folder: Path) -> None:
    alone = links(folder, few_addresses(sites), 1, 5)
    code, out, err = links(folder, few_addresses(sites), 2, 5, "--per-host", "1", "--deadline", "60", more=BREAKING)
    assert (code, out) == alone[:2]
    assert "20 broken" not in out
    number, at_once, deadline = err.split()
    assert 0 < int(number) < 24, "what was said before is not asked for again"
    assert (int(at_once), 0 < float(deadline) < 59.9) == (128, True)


def test_a_deadline_is_one_for_all(sites: Sites, folder: Path) -> None:
    options = ("--pace", "0.3", "--per-host", "1", "--deadline", "1")
    code, out, err = links(folder, [one for one in few_addresses(sites) if "/ok" in one], 2, 5, *options, more=TELLING)
    assert (code, err) == (2, "consentbook: not everything was checked in time\n")
    assert 2 <= out.count("[too-late]") < 12


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("to", [os.kill, os.killpg])  # to the first process, or to all as a terminal does
def test_a_check_that_is_stopped_says_what_it_knows(
    sites: Sites, folder: Path, number: signal.Signals, code: int, to: Callable[[int, int], None]
) -> None:
    heard.clear()
    hosts = (sites.http, other(sites))
    addresses = [f"{host}/404?{n}" for host in hosts for n in range(20)] + [f"{host}/hang" for host in hosts]
    (folder / "a.md").write_text("".join(f"<{address}>\n" for address in addresses))
    asking = command(2, 5, "--per-host", "1", "--cache", "links.sqlite3", "--report", "json", "links.json", more=LATE)
    ran = subprocess.Popen(
        asking,
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: sum(path == "/hang" for _, path, _ in heard) == 2)
    to(ran.pid, number)
    out, err = ran.communicate(timeout=20)
    assert (ran.returncode, err) == (code, "")
    assert (out.count("[gone]"), out.count("/hang could not be checked: the check was stopped")) == (40, 2)
    assert not json.loads((folder / "links.json").read_text())["complete"]
    assert kept(folder) == 40
    assert_nothing_is_left(ran.pid)
    assert list((folder / "tmp").iterdir()) == []


def test_a_check_that_is_killed_leaves_no_process_and_a_cache_that_can_be_read(sites: Sites, folder: Path) -> None:
    found = 0
    for round_ in range(30):  # as many as it takes on a busy machine until a run has lived long enough
        heard.clear()
        addresses = [f"{host}/ok?{round_}-{n}" for host in (sites.http, other(sites)) for n in range(500)]
        (folder / "a.md").write_text("".join(f"<{address}>\n" for address in addresses))
        asking = command(2, 5, "--cache", "links.sqlite3")
        ran = subprocess.Popen(asking, cwd=folder, env=environment(folder), start_new_session=True)
        while len(heard) < min(20 + 200 * round_, 950) and ran.poll() is None:
            time.sleep(0.01)
        ran.send_signal(signal.SIGKILL)
        ran.wait(20)
        assert_nothing_is_left(ran.pid)
        if found := kept(folder):
            break
    assert found, "no run lived long enough to keep anything"
    assert not list(folder.glob("*.broken"))


def kept(folder: Path) -> int:
    with opened(folder / "links.sqlite3", Settings(), timedelta(days=3), datetime.now(UTC), pytest.fail) as cache:
        (count,) = cache.file.execute("SELECT count(*) FROM seen").fetchone()
    return int(count)


def assert_nothing_is_left(group: int) -> None:
    def is_empty() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(is_empty)


def test_every_outcome_is_the_same_in_another_process() -> None:
    hostile = 'https://x.test/\udcff\x00\u202e"<b>' + "x" * 100_000
    now = datetime.now(UTC)
    for code in CODES:
        findings = (Finding(hostile, code, hostile, hostile), Finding("", code, ""))
        for outcome in (
            Outcome(
                hostile, findings, answered=True, version=Version(hostile, hostile, hostile), fine=now, failing=now
            ),
            Outcome("", (), answered=False),
        ):
            assert pickle.loads(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)) == outcome


@pytest.fixture
def eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "processes", lambda most: min(most, 8))


HOSTS = [1_000, 700, 700, 300, 200, 90, 9, 1]


def addresses_of(sizes: list[int]) -> list[str]:
    return [f"https://host-{host}.test/{n}" for n in range(max(sizes)) for host, size in enumerate(sizes) if n < size]


def test_addresses_are_parted_evenly_by_host_and_the_same_way_each_time(eight: None) -> None:
    wanted = targets(addresses_of(HOSTS))
    parts = shares(wanted, Settings(at_once=130))
    assert parts == shares(wanted, Settings(at_once=130))
    assert sorted(len(part) for part, _ in parts) == [100, 200, 300, 700, 700, 1_000]
    assert sorted(target.address for part, _ in parts for target in part) == sorted(one.address for one in wanted)
    hosts = [{target.address.split("/")[2] for target in part} for part, _ in parts]
    assert sum(map(len, hosts)) == len(HOSTS)
    assert [settings.at_once for _, settings in parts] == [22, 22, 22, 22, 21, 21]
    order = {target.address: number for number, target in enumerate(wanted)}
    assert all(
        [order[target.address] for target in part] == sorted(order[t.address] for t in part) for part, _ in parts
    )


@pytest.mark.parametrize(("at_once", "each"), [(128, [22, 22, 21, 21, 21, 21]), (3, [1, 1, 1]), (2, [1, 1])])
def test_there_are_no_more_requests_at_once_than_in_one_process(eight: None, at_once: int, each: list[int]) -> None:
    parts = shares(targets(addresses_of([500] * 6)), Settings(at_once=at_once))
    assert [settings.at_once for _, settings in parts] == each


@pytest.mark.parametrize(
    ("sizes", "settings"),
    [
        ([500, 499], Settings()),
        ([5_000], Settings()),
        ([1_000, 1_000], Settings(at_once=1)),
        ([1_000, 1_000], Settings(remaps=tuple(Remap(f"https://host-{n}.test/", "https://x.test/") for n in range(2)))),
    ],
)
def test_nothing_is_parted_where_it_is_not_worth_it(eight: None, sizes: list[int], settings: Settings) -> None:
    assert shares(targets(addresses_of(sizes)), settings) == []


def test_nothing_is_parted_where_there_is_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "processes", lambda _: 1)
    assert shares(targets(addresses_of(HOSTS)), Settings()) == []
