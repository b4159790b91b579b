"""What is kept of a check: for how long it holds, what it says of the past, and that the file is never lost."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consentbook.links.job import Job
from consentbook.links.outside.cache import Cache, opened
from consentbook.links.outside.cache_file import TABLE
from consentbook.links.outside.settings import HostHeader, Remap, Settings
from consentbook.links.register import Register
from consentbook.links.reports.report import Report
from consentbook.links.reports.saved import parse
from consentbook.links.run import How, run
from consentbook.links.sources.places import Place, Written
from tests.links.outside.server import Sites, answering, asked, heard

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR_LATER = NOW + timedelta(hours=1)
QUICK = Settings(allowed=frozenset({"127.0.0.1"}), seconds=3, backoff=0.01, attempts=1)
HERE = Place("docs/a.md", 3)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture
def warned() -> list[str]:
    return []


@pytest.fixture
def how(tmp_path: Path) -> How:
    return How(QUICK, tmp_path / "cache" / "links.sqlite3", now=NOW)


def check(how: How, warned: list[str], *addresses: str, register: Register | None = None) -> Report:
    places = {address: [HERE] for address in addresses}
    found, _ = run(Job(Written(places), register or Register(links={}), {}), how, warned.append)
    return found


def codes(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.weight) for finding in report.findings]


def counted(name: str) -> str:
    """Return a path of the server that counts how often it was asked for, and nobody asked for before."""
    return f"/counted/{name}?{time.monotonic_ns()}"


@pytest.mark.parametrize(
    ("name", "days", "asked_again"),
    [
        ("fine", 2, 0),
        ("fine", 4, 1),
        ("moved", 2, 0),
        ("soft", 0.5, 0),
        ("soft", 2, 1),
        ("refused", 0.005, 0),
        ("refused", 0.1, 1),
        ("gone", 0.001, 0),
        ("gone", 0.002, 1),
    ],
)
def test_what_was_found_holds_for_a_time_that_depends_on_what_it_was(
    sites: Sites, how: How, warned: list[str], name: str, days: float, asked_again: int
) -> None:
    path = counted(name)
    first = check(how, warned, sites.http + path)
    second = check(replace(how, now=NOW + timedelta(days=days)), warned, sites.http + path)
    assert codes(first) == codes(second)
    assert asked[path] == 1 + asked_again
    assert second.answered == 1
    believed = name == "gone" and not asked_again
    assert (
        warned == ["1 address was broken a moment ago, and not asked for again yet; --fresh 0 asks at once"] * believed
    )


def test_what_is_broken_and_not_by_what_a_server_said_is_not_believed(
    sites: Sites, how: How, warned: list[str]
) -> None:
    address = f"{sites.tls['stranger']}/ok"
    for _ in range(2):
        assert codes(check(how, warned, address)) == [("bad-certificate", "error")]
    assert _columns(how, "holds - checked") == [0]
    assert warned == []


def test_with_no_time_at_all_what_is_broken_is_asked_for_at_once(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("gone")
    check(how, warned, sites.http + path)
    assert codes(check(replace(how, fresh=timedelta(0)), warned, sites.http + path)) == [("gone", "error")]
    assert (asked[path], warned) == (2, [])


def _columns(how: How, columns: str) -> list[float]:
    """Return a value of each row of the cache."""
    assert how.cache
    with closing(sqlite3.connect(how.cache)) as file:
        return [value for (value,) in file.execute(f"SELECT {columns} FROM seen")]


def test_times_are_spread_so_that_not_everything_runs_out_at_once(sites: Sites, how: How, warned: list[str]) -> None:
    check(how, warned, *(f"{sites.http}/ok?{number}" for number in range(20)))
    ends = set(_columns(how, "holds - checked"))
    assert len(ends) == 20
    assert 0.75 * 259_200 <= min(ends) < max(ends) <= 1.25 * 259_200


def test_a_link_of_the_register_is_asked_for_each_time(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("fine")
    register = Register.model_construct(links={"trust": NAMED.model_copy(update={"url": sites.http + path})})
    for _ in range(3):
        check(how, warned, sites.http + path, register=register)
    assert asked[path] == 3


NAMED = Register.model_validate({"links": {"x": {"url": "https://x.test/", "title": "X", "owner": "docs"}}}).links["x"]


def test_another_anchor_is_another_question(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("fine")
    assert codes(check(how, warned, f"{sites.http}{path}#old")) == []
    assert codes(check(how, warned, f"{sites.http}{path}#new")) == [("missing-anchor", "error")]
    assert asked[path] == 2


@pytest.mark.parametrize("name", ["etag", "modified"])
def test_a_page_that_has_not_changed_is_not_sent_again(sites: Sites, how: How, warned: list[str], name: str) -> None:
    path = counted(name)
    later = replace(how, now=NOW + timedelta(days=10))
    assert codes(check(how, warned, f"{sites.http}{path}#old")) == []
    assert codes(check(later, warned, f"{sites.http}{path}#old")) == []
    assert (asked[path], asked[f"304 {path}"]) == (2, 1)
    much_later = replace(how, now=NOW + timedelta(days=20))
    check(much_later, warned, f"{sites.http}{path}#old")
    assert asked[f"304 {path}"] == 2, "what was seen the first time is still known"


def test_a_page_that_has_not_changed_keeps_what_was_found_of_it(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("etag-soft")
    later = replace(how, now=NOW + timedelta(days=10))
    assert codes(check(how, warned, sites.http + path)) == [("soft-404", "warning")]
    assert codes(check(later, warned, sites.http + path)) == [("soft-404", "warning")]
    assert asked[f"304 {path}"] == 1


def test_a_link_that_worked_is_suspect_before_it_is_broken(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("dies")
    assert codes(check(how, warned, sites.http + path)) == []
    for days, weight in {5: "suspect", 7: "suspect", 8: "error", 9: "error"}.items():
        found = check(replace(how, now=NOW + timedelta(days=days)), warned, sites.http + path)
        assert codes(found) == [("gone", weight)], days
        assert found.findings[0].since == "2026-11-29T12:00:00Z"


def test_a_link_that_never_worked_is_broken_at_once(sites: Sites, how: How, warned: list[str]) -> None:
    for now in (NOW, HOUR_LATER):
        assert codes(check(replace(how, now=now), warned, f"{sites.http}/404")) == [("gone", "error")]


def test_an_anchor_that_is_new_on_a_page_that_worked_is_broken_at_once(
    sites: Sites, how: How, warned: list[str]
) -> None:
    assert codes(check(how, warned, f"{sites.http}/ok#old")) == []
    assert codes(check(how, warned, f"{sites.http}/ok#nope")) == [("missing-anchor", "error")]


def test_a_link_of_the_register_is_broken_at_once(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("dies")
    register = Register.model_construct(links={"trust": NAMED.model_copy(update={"url": sites.http + path})})
    assert codes(check(how, warned, sites.http + path, register=register)) == []
    assert codes(check(how, warned, sites.http + path, register=register)) == [("gone", "error")]


def test_a_server_that_is_down_for_a_day_does_not_begin_the_time_anew(
    sites: Sites, how: How, warned: list[str]
) -> None:
    path = counted("dies-then-503")
    for days, found in {
        0: [],
        5: [("gone", "suspect")],
        6: [("server-error", "unchecked")],
        9: [("gone", "error")],
    }.items():
        assert codes(check(replace(how, now=NOW + timedelta(days=days)), warned, sites.http + path)) == found, days


@pytest.mark.parametrize(
    "how_broken", ["no database", "cut off", "another form", "another table", "a view", "a trigger", "a condition"]
)
def test_a_cache_that_cannot_be_read_is_put_aside(sites: Sites, how: How, warned: list[str], how_broken: str) -> None:
    assert how.cache
    check(how, warned, *(f"{sites.http}/ok?{number}" for number in range(200)))
    _break(how.cache, how_broken)
    broken = how.cache.read_bytes()
    assert codes(check(how, warned, f"{sites.http}/ok")) == []
    (said,) = warned
    assert "is put aside as links.sqlite3." in said
    (aside,) = how.cache.parent.glob("*.broken")
    assert aside.read_bytes() == broken
    check(how, warned, f"{sites.http}/ok")
    assert len(warned) == 1


LONG = "instr(zeroblob(200000000 + length(address)), zeroblob(100000000) || x'01')"
ENDLESS = "endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless)"


def _break(path: Path, how: str) -> None:
    match how:
        case "no database":
            path.write_bytes(b"{}" * 5_000)
        case "cut off":
            path.write_bytes(path.read_bytes()[:9_000])
        case _:
            with sqlite3.connect(path) as file:
                if how == "another form":
                    file.execute("PRAGMA user_version = 99")
                elif how == "a view":  # that never ends
                    file.execute("ALTER TABLE seen RENAME TO kept")
                    file.execute(f"CREATE VIEW seen AS WITH RECURSIVE {ENDLESS} SELECT kept.* FROM kept, endless")
                elif how == "a condition":  # that takes very long, though there is not one row
                    file.execute("DROP TABLE seen")
                    file.execute(
                        f"{TABLE.removesuffix(') WITHOUT ROWID')}, CHECK (length(address) > {LONG})) WITHOUT ROWID"
                    )
                elif how == "a trigger":
                    file.execute(
                        "CREATE TRIGGER t BEFORE INSERT ON seen BEGIN "
                        f"INSERT INTO seen SELECT kept.* FROM seen kept, (WITH RECURSIVE {ENDLESS} SELECT n FROM endless); END"
                    )
                else:
                    file.execute("ALTER TABLE seen RENAME COLUMN etag TO tag")
            file.close()


def test_a_cache_that_cannot_be_put_aside_is_done_without(sites: Sites, how: How, warned: list[str]) -> None:
    assert how.cache
    how.cache.parent.mkdir()
    how.cache.write_bytes(b"{}" * 5_000)
    now = datetime.now(UTC)
    for second in range(20):  # where it would lie
        (how.cache.parent / f"{how.cache.name}.{now + timedelta(seconds=second):%Y%m%d-%H%M%S}.broken").mkdir()
    assert codes(check(how, warned, f"{sites.http}/404")) == [("gone", "error")]
    assert "is not used: file is not a database" in warned[0]
    assert how.cache.read_bytes() == b"{}" * 5_000


def test_the_database_of_another_program_stays_as_it_is(sites: Sites, how: How, warned: list[str]) -> None:
    assert how.cache
    how.cache.parent.mkdir()
    with closing(sqlite3.connect(how.cache)) as file, file:
        file.execute("CREATE TABLE users (name)")
    before = how.cache.read_bytes()
    assert codes(check(how, warned, f"{sites.http}/404")) == [("gone", "error")]
    assert "is not used: it holds the data of another program" in warned[0]
    assert [path.name for path in how.cache.parent.iterdir()] == [how.cache.name]
    assert how.cache.read_bytes() == before


def test_no_secret_of_a_question_is_kept(sites: Sites, how: How, warned: list[str]) -> None:
    secret = "a-secret-of-many-letters"
    remaps = (Remap("https://acme.test/", f"{sites.http.replace('//', f'//user:{secret}@')}/"),)
    headers = (HostHeader(sites.http.removeprefix("http://"), "Authorization", f"Bearer {secret}"),)
    with_both = replace(how, settings=replace(QUICK, remaps=remaps, headers=headers))
    check(with_both, warned, "https://acme.test/ok", f"{sites.http}/ok")
    assert how.cache
    assert len(_columns(how, "question")) == 2
    assert secret.encode() not in how.cache.read_bytes()


def test_other_headers_are_another_question(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("gone")
    host = sites.http.removeprefix("http://")
    for value, times in (("one", 1), ("one", 1), ("two", 2), ("", 3)):
        headers = (HostHeader(host, "Authorization", value),) if value else ()
        check(replace(how, settings=replace(QUICK, headers=headers)), warned, sites.http + path)
        assert asked[path] == times


def test_a_cache_in_a_place_that_is_none_is_done_without(sites: Sites, how: How, warned: list[str]) -> None:
    assert how.cache
    how.cache.mkdir(parents=True)
    assert codes(check(how, warned, f"{sites.http}/404")) == [("gone", "error")]
    assert "is not used" in warned[0]


HOSTILE = [
    ("findings", '[["x", "no-such-code", "y", "z"]]'),
    ("findings", '[["x", "gone"]]'),
    ("findings", '[["http://elsewhere.test/", "gone", "y", ""]]'),
    ("findings", "[" * 100_000),
    ("findings", '{"a": 1}'),
    ("findings", "no json"),
    ("findings", b"\xff"),
    ("holds", "later"),
    ("holds", 1e400),
    ("fine", 1e300),
    ("failing", "NaN"),
    ("etag", "x\r\nHost: evil.example"),
]


@pytest.mark.parametrize(("column", "value"), HOSTILE)
def test_a_row_that_nobody_here_wrote_counts_for_nothing(
    sites: Sites, how: How, warned: list[str], column: str, value: object
) -> None:
    path = counted("gone")
    check(how, warned, sites.http + path)
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        file.execute("UPDATE seen SET holds = 1e300")
        file.execute(f"UPDATE seen SET {column} = ?", [value])
    file.close()
    assert codes(check(replace(how, now=HOUR_LATER), warned, sites.http + path)) == [("gone", "error")]
    assert (asked[path], warned) == (2, [])


def test_a_cache_with_a_text_that_is_none_is_told_and_all_is_asked(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("gone")
    check(how, warned, sites.http + path)
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        file.execute("UPDATE seen SET final = CAST(x'ff' AS TEXT)")
    file.close()
    assert codes(check(how, warned, sites.http + path)) == [("gone", "error")]
    assert asked[path] == 2
    (said,) = warned
    assert said.startswith("what was found before is not used: Could not decode to UTF-8")


def test_what_nobody_looks_at_any_more_is_forgotten(sites: Sites, how: How, warned: list[str]) -> None:
    check(how, warned, f"{sites.http}/ok?1")
    check(replace(how, now=NOW + timedelta(days=100)), warned, f"{sites.http}/ok?2")
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        assert [address for (address,) in file.execute("SELECT address FROM seen")] == [f"{sites.http}/ok?2"]
    file.close()


def test_of_two_runs_at_once_the_one_that_looked_last_is_right(how: How, warned: list[str], sites: Sites) -> None:
    later = replace(how, now=NOW + timedelta(hours=1))
    check(later, warned, f"{sites.http}/ok")
    check(how, warned, f"{sites.http}/ok")
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        assert file.execute("SELECT checked FROM seen").fetchone() == (later.now.timestamp(),)
    file.close()


RUN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from consentbook.links.outside.settings import Remap, Settings
from consentbook.links.job import Job
from consentbook.links.run import How, run
from consentbook.links.register import Register
from consentbook.links.reports.saved import as_json
from consentbook.links.sources.places import Place, Written
from consentbook.reading.files import write_file

base, cache, report, first, last = sys.argv[1:]
places = {f"{base}/ok?{number}": [Place("a.md", 1)] for number in range(int(first), int(last))}
how = How(Settings(allowed=frozenset({"127.0.0.1"}), attempts=1), Path(cache))
found, _ = run(Job(Written(places), Register(links={}), {}), how, lambda text: print(text, file=sys.stderr))
write_file(Path(report), as_json(found))
print(found.addresses)
"""


def started(sites: Sites, folder: Path, first: int, last: int, report: str = "report.json") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, sites.http, str(folder / "links.sqlite3"), str(folder / report)]
    return subprocess.Popen(
        [*command, str(first), str(last)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_runs_at_once_do_not_get_in_each_others_way(sites: Sites, tmp_path: Path) -> None:
    runs = [started(sites, tmp_path, 0, 700 + number, f"{number}.json") for number in range(4)]
    ended = [(ran.communicate(timeout=120), ran.returncode) for ran in runs]
    assert [(out.strip(), err, code) for (out, err), code in ended] == [(f"{700 + n}", "", 0) for n in range(4)]
    with sqlite3.connect(tmp_path / "links.sqlite3") as file:
        assert file.execute("SELECT count(*) FROM seen").fetchone() == (703,)
    file.close()


def test_cache_and_report_stay_readable_when_a_run_is_killed_at_any_moment(sites: Sites, tmp_path: Path) -> None:
    kept = 0
    for round_ in range(40):  # as many as it takes on a busy machine until runs have lived long enough
        heard.clear()
        ran = started(sites, tmp_path, round_ * 600, round_ * 600 + 1_500)
        while len(heard) < 50 + 100 * round_ and ran.poll() is None:  # counted, as no machine is as quick as another
            time.sleep(0.01)
        ran.send_signal(signal.SIGKILL)
        ran.communicate()
        if (tmp_path / "report.json").exists():
            parse((tmp_path / "report.json").read_bytes(), "report.json")
        with opened(tmp_path / "links.sqlite3", QUICK, timedelta(days=3), datetime.now(UTC), pytest.fail) as cache:
            kept = max(kept, _rows(cache))
        if kept and round_ >= 12:
            break
    assert kept > 0, "no run lived long enough to keep anything"
    assert not list(tmp_path.glob("*.broken"))


def _rows(cache: Cache) -> int:
    (count,) = cache.file.execute("SELECT count(*) FROM seen").fetchone()
    return int(count)


@pytest.mark.parametrize("how_else", ["elsewhere", "at another address"])
def test_what_was_found_elsewhere_says_nothing_of_here(
    sites: Sites, how: How, warned: list[str], how_else: str
) -> None:
    remaps = (Remap(f"{sites.http}/counted/gone", f"{sites.http}/ok"),)
    other = (
        replace(QUICK, remaps=remaps) if how_else == "elsewhere" else replace(QUICK, fixed={"127.0.0.1": "127.0.0.1"})
    )
    path = counted("gone")
    check(replace(how, settings=other), warned, sites.http + path)
    before = asked[path]
    assert codes(check(how, warned, sites.http + path)) == [("gone", "error")]
    assert asked[path] == before + 1


def test_a_shorter_time_counts_for_what_was_kept_before(sites: Sites, how: How, warned: list[str]) -> None:
    path = counted("fine")
    check(how, warned, sites.http + path)
    check(replace(how, fresh=timedelta(0)), warned, sites.http + path)
    assert asked[path] == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [("holds", "later"), ("holds", b"later"), ("answered", b"1"), ("question", 7), ("checked", "now")],
)
def test_what_nobody_here_wrote_of_a_fine_address_counts_for_nothing(
    sites: Sites, how: How, warned: list[str], column: str, value: object
) -> None:
    path = counted("fine")
    for _ in range(2):
        check(how, warned, sites.http + path)
    assert asked[path] == 1
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        file.execute(f"UPDATE seen SET {column} = ?", [value])
    file.close()
    assert codes(check(how, warned, sites.http + path)) == []
    assert (asked[path], warned) == (2, [])


def test_what_is_believed_for_longer_than_there_were_years_ends_nothing(
    sites: Sites, how: How, warned: list[str]
) -> None:
    path = counted("fine")
    long = replace(how, fresh=timedelta(days=999_999))
    for _ in range(2):
        assert codes(check(long, warned, sites.http + path)) == []
    assert warned == []


@pytest.mark.parametrize(
    "changes",
    [
        "holds = 1e300, findings = '[]'",
        "holds = 1e300, findings = '[]', checked = 1e12",
        "fine = 1.7e9, failing = 1e11",
        "fine = 1.7e9, failing = -6e10",
    ],
)
def test_a_cache_that_was_made_up_does_not_switch_the_check_off(
    sites: Sites, how: How, warned: list[str], changes: str
) -> None:
    path = counted("gone")
    check(how, warned, sites.http + path)
    assert how.cache
    with sqlite3.connect(how.cache) as file:
        file.execute(f"UPDATE seen SET {changes}")
    file.close()
    later = replace(how, now=NOW + timedelta(days=30))
    assert codes(check(later, warned, sites.http + path)) == [("gone", "error")]
    assert codes(check(later, warned, sites.http + path)) == [("gone", "error")]


@pytest.mark.parametrize("path", ["/etag-ff", "/retry-overflow", "/modified-overflow"])
def test_no_header_of_a_server_ends_the_run(sites: Sites, how: How, warned: list[str], path: str) -> None:
    quick = replace(how, fresh=timedelta(0), settings=replace(QUICK, most_wait=0.1))
    for _ in range(2):
        found = check(quick, warned, sites.http + path, f"{sites.http}/404")
        assert ("gone", "error") in codes(found)
    assert warned == []
