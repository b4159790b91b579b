"""Reports as files: the schema, parts of a run, and one report made of many."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from consentbook.links.codes import CODES
from consentbook.links.job import Job
from consentbook.links.outside.settings import Settings
from consentbook.links.register import Register
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.report import Report
from consentbook.links.reports.saved import NotMerged, as_json, merged, missing, parse, schema
from consentbook.links.run import How, run
from consentbook.links.select import Shard
from consentbook.links.sources.places import Place, Written
from tests.links.outside.server import Sites, answering

HOSTS = [f"127.0.{block}.{number}" for block in (1, 2) for number in range(1, 31)]
REGISTER = Register.model_validate(
    {
        "links": {
            name: {"url": f"https://{name}.invalid/", "title": name.title(), "owner": "docs"} for name in ("a", "b")
        }
    }
)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    try:
        with answering(tmp_path_factory.mktemp("tls"), *HOSTS) as found:
            yield found
    except OSError as error:
        pytest.skip(f"this machine has one loopback address only: {error}")


@pytest.fixture(scope="module")
def written(sites: Sites) -> Job:
    port = sites.http.rpartition(":")[2]
    paths = ("/ok", "/404", "/soft/title", "/moved/301", "/ok#gone", "/503", "/hard/ok")
    addresses = [f"http://{host}:{port}{path}" for host in HOSTS for path in paths]
    places = {address: [Place(f"docs/{number % 9}.md", number + 1)] for number, address in enumerate(addresses)}
    places |= {link.url: [Place("links.yml", 1)] for link in REGISTER.links.values()}
    return Job(Written(places), REGISTER, {})


@pytest.fixture(scope="module")
def how() -> How:
    return How(Settings(allowed=frozenset(HOSTS), seconds=5, attempts=1))


@pytest.fixture(scope="module")
def whole(written: Job, how: How) -> Report:
    return run(written, how, pytest.fail)[0]


@pytest.fixture(scope="module")
def parts(written: Job, how: How) -> list[Report]:
    return [run(written, replace(how, shard=Shard(number, 10)), pytest.fail)[0] for number in range(1, 11)]


def test_ten_parts_of_a_run_say_together_what_one_run_says(whole: Report, parts: list[Report]) -> None:
    assert whole.counts == {"error": 122, "warning": 60, "unchecked": 60, "hint": 60}
    assert replace(merged(parts), made=whole.made, register=()) == replace(whole, register=())
    assert [(named.name, named.state) for named in merged(parts).register] == [("a", "error"), ("b", "error")]
    assert sum(bool(part.findings) for part in parts) > 5, "the hosts are spread over the parts"


def test_a_part_is_the_same_each_time_and_no_host_is_in_two(written: Job, parts: list[Report], how: How) -> None:
    again = run(written, replace(how, shard=Shard(3, 10)), pytest.fail)[0]
    assert replace(again, made=parts[2].made, register=()) == replace(parts[2], register=())
    hosts = [{finding.address.split("/")[2] for finding in part.findings} for part in parts]
    assert sum(map(len, hosts)) == len(set.union(*hosts))


def test_a_report_is_read_as_it_was_written(parts: list[Report]) -> None:
    for part in parts:
        assert parse(as_json(part).encode(), "part.json") == part


def test_a_report_is_as_its_schema_says(parts: list[Report], whole: Report) -> None:
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema())
    for report in (*parts, whole):
        validator.validate(json.loads(as_json(report)))
    assert not validator.is_valid(json.loads(as_json(whole)) | {"made": "yesterday"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version"),
        ({"made": "soon"}, "made"),
        ({"extra": 1}, "extra"),
        ({"addresses": "3"}, "addresses"),
        ({"findings": [{"path": 1}]}, "findings.0.path"),
        ({"shard": "5/3"}, "shard"),
    ],
)
def test_what_is_no_report_is_refused_with_what_is_wrong(whole: Report, change: dict[str, object], said: str) -> None:
    with pytest.raises(NotMerged, match=rf"^x\.json is no report .*: {said}: "):
        parse(json.dumps(json.loads(as_json(whole)) | change).encode(), "x.json")


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(NotMerged):
        parse(text, "x.json")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("code", "nope", "findings.0.code"), ("line", 0, "findings.0.line"), ("line", -5, "findings.0.line")],
)
def test_a_finding_that_cannot_be_is_refused(whole: Report, field: str, value: object, said: str) -> None:
    data = json.loads(as_json(whole))
    data["findings"][0][field] = value
    with pytest.raises(NotMerged, match=said.replace(".", r"\.")):
        parse(json.dumps(data).encode(), "x.json")


def test_what_a_report_says_steers_nobody_who_reads_it(whole: Report) -> None:
    data = json.loads(as_json(whole))
    hostile = "\x1b]0;x\x07\n::error::pwn\n# Injected @everyone"
    for name in ("path", "happened", "final", "mend", "archive", "address"):
        data["findings"][0][name] = hostile
    read = parse(json.dumps(data).encode(), "x.json")
    for form in FORMATS.values():
        said = form(read)
        assert "\x1b" not in said
        assert not any(line.startswith(("::error::", "# Injected")) for line in said.splitlines())
    assert read.findings[0].mend == CODES[read.findings[0].code].mend


def test_parts_that_do_not_belong_together_are_refused(parts: list[Report], whole: Report) -> None:
    with pytest.raises(NotMerged, match="some of the reports are parts"):
        merged([*parts, whole])
    with pytest.raises(NotMerged, match="split otherwise"):
        merged([parts[0], replace(parts[1], shard="2/11")])
    with pytest.raises(NotMerged, match="the part 1/10 is there twice"):
        merged([*parts, parts[0]])


def test_a_part_that_is_missing_is_named(parts: list[Report]) -> None:
    assert missing([part.shard or "" for part in parts[:8]]) == ["9/10", "10/10"]
    assert not merged(parts[:8]).complete
    assert merged(parts).complete


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1/1000000", "", "1/2/3"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Shard.parse(text)


def test_many_hosts_are_asked_where_few_files_may_be_open_at_first(sites: Sites, tmp_path: Path) -> None:
    port = sites.http.rpartition(":")[2]
    (tmp_path / "a.md").write_text("".join(f"<http://{host}:{port}/ok>\n" for host in HOSTS))
    allowed = " ".join(f"--allow-host {host}" for host in HOSTS)
    command = f"ulimit -Sn 48 && exec {sys.executable} -m consentbook links a.md {allowed} --attempts 1"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout == "1 file and 60 addresses: 0 broken, 0 doubtful, 0 could not be checked, 0 could be better.\n"
