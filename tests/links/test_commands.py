"""``consentbook links``: what it says where, in each format, and its exit codes."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.links.outside.server import Sites, answering, heard
from tests.support import ROOT, consentbook, wait_until


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture
def linked(project: Path, sites: Sites) -> Path:
    """A project whose register leads to a page of the test's server, and whose pages hold names alone.

    Links may lead to any host.
    """
    for path in (project / "docs").rglob("*.md"):
        assert "](http" not in path.read_text(), "pages write names, not addresses"
    before, _, after = (project / "links.yml").read_text().partition("hosts:\n")
    register = (before + after[after.index("\n#") :]).splitlines(keepends=True)
    kept = "".join(line for line in register if not line.startswith(("    url: ", "    expect: ")))
    url = f"    url: {sites.tls['good']}/ok\n"
    (project / "links.yml").write_text(kept.replace("    title: ", f"{url}    title: "))
    shutil.copy(sites.authority, project / AUTHORITY)
    return project


def page(project: Path, *addresses: str) -> None:
    lines = "".join(f"[x](<{address}>)\n" for address in addresses)
    (project / "docs" / "outside.md").write_text(f"# Outside\n\n{lines}")


AUTHORITY = "authority.pem"


def links(project: Path, *options: str) -> tuple[int, str, str]:
    asking = ("--allow-host", "127.0.0.1", "--timeout", "3", "--attempts", "1", "--authority", str(project / AUTHORITY))
    ran = consentbook(project, "links", *asking, *options)
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


def test_file_and_line_of_each_finding_are_named(linked: Path, sites: Sites) -> None:
    at = sites.http
    page(linked, f"{at}/ok", f"{at}/404", f"{at}/503", f"{at}/soft/title", f"{at}/moved/301", f"{at}/ok#gone")
    code, out, err = links(linked)
    assert (code, err) == (1, ""), "progress belongs on a terminal only"
    for line, words in {
        4: f"{at}/404 is broken: answered 404. Find where the page went, or delete the link. [gone]",
        5: f"{at}/503 could not be checked: answered 503.",
        6: f'{at}/soft/title is probably not what was meant: answered 200 with "Page not found | Acme".',
        7: f"{at}/moved/301 could be better: moved for good to {at}/ok. Link to where it is now. [moved]",
        8: f'{at}/ok#gone is broken: the page has no anchor "gone".',
    }.items():
        assert f"docs/outside.md:{line}: {words}" in out
    assert "\n2 files and 6 addresses: 2 broken, 1 doubtful, 1 could not be checked, 1 could be better." in out


def test_one_address_on_many_lines_is_told_on_each(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404", f"{sites.http}/404#a", f"{sites.http}/404")
    _, out, _ = links(linked)
    assert [line.split(": ")[0] for line in out.splitlines() if "[gone]" in line] == [
        "docs/outside.md:3",
        "docs/outside.md:4",
        "docs/outside.md:5",
    ]


@pytest.mark.parametrize(
    ("path", "fail_on", "code"),
    [
        ("/404", "error", 1),
        ("/soft/title", "error", 0),
        ("/soft/title", "warning", 1),
        ("/503", "warning", 0),
        ("/moved/301", "hint", 1),
    ],
)
def test_fail_on_says_what_is_a_finding(linked: Path, sites: Sites, path: str, fail_on: str, code: int) -> None:
    page(linked, f"{sites.http}{path}")
    assert links(linked, "--fail-on", fail_on)[0] == code


def test_where_not_one_server_answers_the_command_could_not_run(linked: Path, sites: Sites) -> None:
    page(linked)
    register = linked / "links.yml"
    silent = register.read_text().replace(sites.tls["good"], "https://127.0.0.1:9")
    register.write_text(silent)
    code, out, err = links(linked)
    assert (code, err) == (1, ""), "of one host, nobody can tell the network from the host"
    assert "https://127.0.0.1:9/ok is broken: no answer: " in out, "a link of the register is an error though unchecked"
    register.write_text(silent.replace("127.0.0.1", "127.0.0.2", 1))
    code, _, err = links(linked, "--allow-host", "127.0.0.2")
    assert code == 2
    assert "not one server answered" in err


def test_private_hosts_are_not_asked_unless_they_are_allowed(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404")
    ran = consentbook(linked, "links", "--attempts", "1")
    assert f"{sites.http}/404 could not be checked: 127.0.0.1 is not a public address." in ran.stdout
    assert ran.returncode == 0, "nothing is known to be broken"
    assert consentbook(linked, "links", "--attempts", "1", "--fail-on", "unchecked").returncode == 1


def test_a_code_is_explained() -> None:
    ran = consentbook(ROOT, "links", "explain", "soft-404")
    assert ran.stdout.startswith(
        "soft-404 (warning)\n\nThe page answers that all is well, and calls itself not found.\n"
    )
    assert "sent-home" in consentbook(ROOT, "links", "explain").stdout
    wrong = consentbook(ROOT, "links", "explain", "soft404")
    assert wrong.returncode == 2
    assert 'Did you mean "soft-404"?' in wrong.stderr


def test_a_report_is_written_into_files_whole(linked: Path, sites: Sites, tmp_path: Path) -> None:
    page(linked, f"{sites.http}/404")
    links(linked, "--report", "json", str(tmp_path / "a" / "links.json"), "--report", "junit", str(tmp_path / "l.xml"))
    data = json.loads((tmp_path / "a" / "links.json").read_text())
    assert [finding["code"] for finding in data["findings"] if finding["path"] == "docs/outside.md"] == ["gone"]
    assert ET.parse(tmp_path / "l.xml").getroot()[0].get("failures") == str(data["counts"]["error"])
    assert {named["state"] for named in data["register"]} == {"fine"}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file() and "links.json" in path.name) == [
        "links.json"
    ]


def test_the_summary_of_a_job_on_github_gets_the_report(
    linked: Path, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(linked, f"{sites.http}/404")
    (tmp_path / "summary.md").write_text("Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    _, out, _ = links(linked, "--format", "github")
    assert f"::error file=docs/outside.md,line=3::{sites.http}/404 is broken" in out
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("Before\n# Links\n")
    assert f"| `docs/outside.md:3` | `{sites.http}/404` |" in summary


def test_only_what_fits_is_checked(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404", f"{sites.http}/410")
    for pattern in (f"{sites.http}/404", "*/404"):
        assert "1 address: 1 broken" in links(linked, "--only", pattern)[1], pattern
    assert "2 addresses: 2 broken" in links(linked, "--only", "docs/outside.md")[1]
    assert "1 address: 0 broken, 0 doubtful, 0 could not be checked" in links(linked, "--only", "trust")[1]
    code, _, err = links(linked, "--only", "docs/outsid.md")
    assert (code, "fits no address, no name of the register and no file" in err) == (2, True)


def test_each_pattern_fits_by_itself(sites: Sites, tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(f"[dead]({sites.http}/404)\n[b](gone.md)\n")
    (tmp_path / "c.md").write_text("[c](gone.md)\n")
    check = (tmp_path, "links", "b.md", "c.md", "--allow-host", "127.0.0.1")
    ran = consentbook(*check, "--only", f"{sites.http}/*", "--only", "c.md")
    assert (ran.returncode, [line.split(":")[0] for line in ran.stdout.splitlines()[:-1]]) == (1, ["b.md", "c.md"])
    assert "c.md:1: gone.md is broken" in ran.stdout
    ran = consentbook(*check, "--only", "b.md", "--only", "typo*")
    assert (ran.returncode, '"typo*" fits no address' in ran.stderr) == (2, True)


def test_since_a_revision_no_file_hides_and_no_link_to_what_changed(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.invalid"]
    (tmp_path / "a.md").write_text("[b](b.md#old) [c](c.md)\n\n[gone](gone.md)\n")
    (tmp_path / "b.md").write_text("# Old\n")
    (tmp_path / "c.md").write_text("# C\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    (tmp_path / "b.md").write_text("# New\n")
    (tmp_path / "c.md").unlink()
    hidden = os.fsdecode(b"latin\xe9.md"), "two\nlines.md", "right\u202eleft.md"
    for name in hidden:
        (tmp_path / name).write_text("[x](not-there.md)\n")
    ran = consentbook(tmp_path, "links", ".", "--offline", "--since", "HEAD", "--format", "json")
    found = json.loads(ran.stdout)["findings"]
    assert [(one["path"], one["address"]) for one in found if one["path"] == "a.md"] == [
        ("a.md", "b.md#old"),
        ("a.md", "c.md"),
    ], "what was broken before is not told"
    assert len([one for one in found if one["address"] == "not-there.md"]) == len(hidden)


def test_a_file_of_the_project_can_be_named(linked: Path, sites: Sites) -> None:
    page(linked, f"{sites.http}/404")
    (linked / "docs" / "other.md").write_text(f"# Other\n\n[x](<{sites.http}/410>) and [trust](link:trust)\n")
    code, out, _ = links(linked, str(linked / "docs" / "outside.md"))
    assert (code, out.splitlines()[-1]) == (
        1,
        "1 file and 1 address: 1 broken, 0 doubtful, 0 could not be checked, 0 could be better.",
    )


def test_parts_are_merged_by_a_command(linked: Path, sites: Sites, tmp_path: Path) -> None:
    page(linked, f"{sites.http}/404", f"{sites.http.replace('127.0.0.1', 'localhost')}/410")
    parts = [tmp_path / f"{number}.json" for number in (1, 2)]
    for number, part in enumerate(parts, 1):
        links(linked, "--allow-host", "localhost", "--shard", f"{number}/2", "--report", "json", str(part))
    ran = consentbook(tmp_path, "links", "merge", *map(str, parts))
    assert ran.returncode == 1, ran.stderr
    assert "/404 is broken" in ran.stdout
    assert "/410 is broken" in ran.stdout
    ran = consentbook(tmp_path, "links", "merge", str(parts[1]))
    assert (ran.returncode, ran.stderr) == (2, "consentbook: of the parts, 1/2 is missing\n")
    ran = consentbook(tmp_path, "links", "merge", str(parts[1]), str(parts[1]))
    assert (ran.returncode, "the part 2/2 is there twice" in ran.stderr) == (2, True)
    (tmp_path / "bad.json").write_text("{}")
    ran = consentbook(tmp_path, "links", "merge", str(tmp_path / "bad.json"))
    assert (ran.returncode, "is no report that" in ran.stderr) == (2, True)


def test_a_report_that_counts_beyond_all_is_none(tmp_path: Path) -> None:
    made = '{"made": "2026-11-24T12:00:00Z", "answered": 0, "addresses": ' + "9" * 4_200 + "}"
    for name in ("1.json", "2.json"):
        (tmp_path / name).write_text(made)
    ran = consentbook(tmp_path, "links", "merge", "1.json", "2.json")
    assert (ran.returncode, "a fault of this program" in ran.stderr) == (2, False)


def test_a_report_is_written_into_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x\n")
    ran = consentbook(tmp_path, "links", "a.md", "--report", "json", "-")
    assert (ran.returncode, "Write --format for what goes to standard output" in ran.stderr) == (2, True)
    assert not (tmp_path / "-").exists()


def test_an_address_with_signs_that_no_address_has_is_refused(tmp_path: Path) -> None:
    ran = consentbook(tmp_path, "links", os.fsdecode(b"http://127.0.0.1:9/\xff"), "--cache", "c.sqlite3")
    assert (ran.returncode, "holds signs that no address has" in ran.stderr) == (2, True)


def test_sources_of_a_project_are_its_own_beside_files_that_are_none(linked: Path, sites: Sites) -> None:
    """Pages link to what the build makes, which is in no file; a README does not."""
    page(linked, f"{sites.http}/404")
    (linked / "README.md").write_text("[a](docs/outside.md) [b](docs/gone.md) [trust](link:trust)\n")
    code, out, _ = links(linked, "README.md", "docs")
    assert (code, [line.partition(": ")[0] for line in out.splitlines() if line.endswith("]")]) == (
        1,
        ["README.md:1", "docs/outside.md:3"],
    )
    assert links(linked, "docs", "--offline")[0] == 0


def test_offline_in_a_project_it_is_told_what_checks_its_own_links(linked: Path) -> None:
    code, _, err = links(linked, "--offline")
    assert (code, err) == (
        0,
        "consentbook: in a project, links between files are checked by `consentbook check` and `consentbook build`\n",
    )


def test_a_report_with_addresses_that_are_none_can_be_merged(tmp_path: Path) -> None:
    placed = {"path": "a.md", "line": 1, "address": "http://[bad", "code": "no-answer", "weight": "unchecked"}
    finding = placed | {"happened": "no answer", "final": "", "mend": "", "since": "", "archive": ""}
    made = {"made": "2026-11-24T12:00:00Z", "addresses": 1, "answered": 0, "findings": [finding]}
    (tmp_path / "report.json").write_text(json.dumps(made))
    ran = consentbook(tmp_path, "links", "merge", "report.json")
    assert (ran.returncode, "a fault of this program" in ran.stderr) == (2, False)
    assert "http://[bad could not be checked" in ran.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--header", "docs.internal", "Authorization", "NO_SUCH"), "no environment variable NO_SUCH"),
        (("--header", "docs.internal", "Bad\nName", "TOKEN"), "cannot be sent"),
        (("--remap", "docs.internal", "http://localhost/"), '"docs.internal" is no address'),
        (("--resolve", "docs.internal", "elsewhere"), '"elsewhere" is no IP address'),
        (("--shard", "4/3"), '"4/3" is no part of a whole'),
        (("--since", "no-such-revision"), "is in no git repository"),
        (("--format", "yaml"), "yaml"),
        (("--report", "json"), "2 arguments"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    linked: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("TOKEN", "s3cret-t0ken")
    code, out, err = links(linked, *options)
    assert (code, out) == (2, "")
    assert said in err
    assert "s3cret" not in err


def test_a_proxy_that_cannot_be_used_is_refused(linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://user:s3cret@127.0.0.1:1080")
    code, _, err = links(linked)
    assert (code, "https_proxy names no http proxy" in err, "s3cret" in err) == (2, True, False)


def test_a_secret_is_sent_and_never_told(
    linked: Path, sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "Bearer s3cret-t0ken")
    page(linked, f"{sites.http}/private", f"{sites.http}/echo", f"{sites.http}/echo/title")
    cache = tmp_path / "cache.db"
    options = ("--header", sites.http.removeprefix("http://"), "Authorization", "TOKEN", "--cache", str(cache))
    _, out, err = links(linked, *options, "--format", "json")
    codes_by_path = {one["address"].removeprefix(sites.http): one["code"] for one in json.loads(out)["findings"]}
    assert codes_by_path.get("/private") is None
    assert (codes_by_path["/echo"], codes_by_path["/echo/title"]) == ("moved", "soft-404")
    assert "s3cret" not in out + err
    assert b"s3cret" not in cache.read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_check_that_is_stopped_says_what_it_knows(
    linked: Path, sites: Sites, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    heard.clear()
    page(linked, f"{sites.http}/404", f"{sites.http.replace('127.0.0.1', 'localhost')}/hang")
    report = tmp_path / "links.json"
    command = [sys.executable, "-m", "consentbook", "links", "--only", "docs/outside.md", "--allow-host", "127.0.0.1"]
    command += ["--allow-host", "localhost", "--report", "json", str(report)]
    ran = subprocess.Popen(command, cwd=linked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any(path == "/hang" for _, path, _ in heard))
    ran.send_signal(number)
    out, err = ran.communicate(timeout=20)
    assert (ran.returncode, err) == (code, "")
    assert "/404 is broken: answered 404" in out
    assert "/hang could not be checked: the check was stopped. Give the check more time, or split it. [too-late]" in out
    assert not json.loads(report.read_text())["complete"]
    heard.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def of_folder(folder: Path, text: str, *options: str) -> tuple[int, str]:
    """Check a page with ``text`` and return the exit code, and what was said beside the report."""
    (folder / "a.md").write_text(text)
    ran = consentbook(folder, "links", "a.md", "--attempts", "1", "--timeout", "2", *options)
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stderr


NOBODY = "http://127.0.0.1:9/"
UNKNOWN = "http://nobody.invalid/"


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("<http://localhost:3000>", (), 0, ""),
        (f"<{NOBODY}>", ("--allow-host", "127.0.0.1"), 2, "not one server answered"),
        (f"<{NOBODY}> [x](gone.md)", ("--allow-host", "127.0.0.1"), 1, ""),
        ("[x](gone.md)", (), 1, ""),
        ("no link at all", (), 0, ""),
    ],
)
def test_the_exit_code_says_whether_something_is_broken_or_could_not_be_checked(
    folder: Path, text: str, options: tuple[str, ...], code: int, said: str
) -> None:
    ended, err = of_folder(folder, text, *options)
    assert (ended, said in err) == (code, True)
    assert said or not err


def test_a_check_that_was_cut_short_does_not_pass(folder: Path, sites: Sites) -> None:
    links_ = " ".join(f"<{sites.http}/ok?{number}>" for number in range(30))
    options = ("--allow-host", "127.0.0.1", "--pace", "0.2", "--per-host", "1", "--deadline", "1")
    assert of_folder(folder, links_, *options) == (2, "consentbook: not everything was checked in time\n")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (("empty",), "no Markdown, no HTML and no sitemap"),
        (("https://example.invalid/", "--since", "HEAD"), "--since is for files"),
        (("https://example.invalid/", "--offline"), "--offline asks nobody"),
        (("gone.md",), "There is no gone.md here"),
        (("a.md", "--cache", "notes.md"), "notes.md is no cache"),
        (("a.md", "--authority", "notes.md"), "notes.md holds no certificate"),
        (("a.md", "--user-agent", "a\nb"), "cannot be sent"),
        (("a.md", "--remap", "https://a.test/", "htp://x"), '"htp://x" is neither an address nor a folder'),
    ],
)
def test_what_would_check_nothing_or_harm_is_refused(folder: Path, what: tuple[str, ...], said: str) -> None:
    (folder / "empty").mkdir()
    for name in ("a.md", "notes.md"):
        (folder / name).write_text("# Notes\n")
    ran = consentbook(folder, "links", *what)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in " ".join(ran.stderr.split())
    assert (folder / "notes.md").read_text() == "# Notes\n"


def test_findings_are_told_even_where_a_report_cannot_be_written(folder: Path) -> None:
    (folder / "a.md").write_text("[x](gone.md)\n")
    ran = consentbook(folder, "links", "a.md", "--report", "json", "/dev/full")
    assert "a.md:1: gone.md is broken" in ran.stdout
    assert ran.returncode == 2
    ran = consentbook(folder, "links", "a.md", "--report", "json", "/dev/stdout")
    assert '"code": "missing-file"' in ran.stdout
    assert Path("/dev/stdout").is_symlink() or Path("/dev/stdout").exists()


def test_the_same_file_has_changed_from_wherever_it_is_named(folder: Path) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid"]
    for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run([*git, *arguments], cwd=folder.parent, check=True)
    (folder.parent / "README.md").write_text("[x](gone.md)\n")
    for where, name in ((folder.parent, "README.md"), (folder, "../README.md")):
        ran = consentbook(where, "links", name, "--since", "HEAD")
        assert (ran.returncode, "gone.md is broken" in ran.stdout) == (1, True), where
