"""A run: what the register expects, what is known to be broken, what is left out, and how each weighs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from consentbook.links.job import Job
from consentbook.links.outside.settings import Remap, Settings
from consentbook.links.register import Register
from consentbook.links.reports.report import Report
from consentbook.links.run import How, run
from consentbook.links.sources.places import Place, Written
from tests.links.outside.server import Sites, answering

HERE, LISTED = Place("docs/a.md", 3), Place("links.yml", 9)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture
def how(sites: Sites) -> How:
    """How https://acme.test/ is checked, which is the tests' server."""
    remaps = (Remap("https://acme.test/", f"{sites.http}/"),)
    settings = Settings(allowed=frozenset({"127.0.0.1"}), seconds=3, attempts=1, remaps=remaps)
    return How(settings, now=datetime(2026, 11, 24, 12, tzinfo=UTC))


def checked(how: How, *paths: str, **register: Any) -> Report:
    given = Register.model_validate({"links": {}} | register)
    places = {f"https://acme.test{path}": [HERE] for path in paths}
    places |= {link.url: [*places.get(link.url, ()), Place("links.yml", 2)] for link in given.links.values()}
    known = {entry.url: [LISTED] for entry in given.known_broken}
    return run(Job(Written(places), given, known), how, pytest.fail)[0]


def told(report: Report) -> list[tuple[str, int, str, str]]:
    return [(finding.path, finding.line, finding.code, finding.weight) for finding in report.findings]


def named(path: str, **expect: object) -> dict[str, object]:
    link = {"url": f"https://acme.test{path}", "title": "Trust", "owner": "privacy"}
    return {"links": {"trust": link | ({"expect": expect} if expect else {})}}


@pytest.mark.parametrize(
    ("path", "expect", "codes"),
    [
        ("/ok", {"title": "Privacy settings"}, []),
        ("/ok", {"title": "Trust"}, ["not-as-expected"]),
        ("/ok", {"title": "Trust", "anchor": "no", "language": "de"}, ["not-as-expected"] * 3),
        ("/moved/302", {"host": "acme.test"}, []),
        ("/moved/302", {"host": "www.acme.test"}, ["not-as-expected"]),
        ("/late", {"anchor": "late"}, []),
        ("/404", {"title": "Trust"}, ["gone"]),
        ("/soft/title", {}, ["soft-404"]),
        ("/parked", {}, ["parked"]),
        ("/to-home", {}, ["sent-home"]),
        ("/to-login", {}, ["login-wall"]),
    ],
)
def test_a_link_of_the_register_must_be_what_it_is_expected_to_be(
    how: How, path: str, expect: dict[str, object], codes: list[str]
) -> None:
    found = checked(how, **named(path, **expect))
    assert told(found) == [("links.yml", 2, code, "error") for code in codes]
    (trust,) = found.register
    assert (trust.state, trust.codes) == ("error" if codes else "fine", tuple(sorted(set(codes))))
    assert trust.checked == "2026-11-24T12:00:00Z"


def test_each_name_of_one_page_expects_what_it_expects(how: How) -> None:
    link = {"title": "Trust", "owner": "privacy"}
    links = {
        "a": link | {"url": "https://acme.test/ok", "expect": {"title": "Nothing like it"}},
        "b": link | {"url": "https://acme.test/ok", "expect": {"title": "Privacy settings"}},
        "c": link | {"url": "https://acme.test/ok#part", "expect": {"language": "de"}},
    }
    found = checked(how, "/ok", links=links)
    said = {(finding.address, finding.happened.partition(" is ")[0]) for finding in found.findings}
    assert said >= {
        ("https://acme.test/ok", "its title"),
        ("https://acme.test/ok#part", "its language"),
    }
    assert not any('"Privacy settings" was expected' in finding.happened for finding in found.findings)


@pytest.mark.parametrize(
    ("path", "code"),
    [("/503", "server-error"), ("/reset", "no-answer"), ("/to-script", "other-scheme"), ("/403", "refused")],
)
def test_a_link_of_the_register_that_does_not_answer_is_broken_at_once(how: How, path: str, code: str) -> None:
    weight = "unchecked" if code == "refused" else "error"  # robots are not welcome, and people may be
    assert told(checked(how, **named(path))) == [("links.yml", 2, code, weight)]
    assert told(checked(how, path)) == [("docs/a.md", 3, code, "unchecked")]


def test_no_pattern_leaves_out_a_link_of_the_register(how: How) -> None:
    pattern = {"pattern": "https://acme[.]test/.*", "reason": "They are slow"}
    with pytest.raises(ValidationError, match=r"leaves out https://acme\.test/404, a link of the register"):
        checked(how, exclude=[pattern], **named("/404"))


def test_what_is_doubtful_is_broken_for_a_link_of_the_register_only(how: How) -> None:
    assert told(checked(how, "/soft/title")) == [("docs/a.md", 3, "soft-404", "warning")]


def known(path: str, until: str) -> dict[str, object]:
    return {"url": f"https://acme.test{path}", "reason": "They are moving house", "owner": "docs", "until": until}


@pytest.mark.parametrize(
    ("path", "linked", "until", "found"),
    [
        ("/404", True, "2026-11-24", [("docs/a.md", 3, "known-broken", "hint"), ("links.yml", 9, "known-broken", "hint")]),
        ("/404", True, "2026-11-23", [("docs/a.md", 3, "known-expired", "error"), ("links.yml", 9, "known-expired", "error")]),
        ("/503", True, "2026-12-31", [("docs/a.md", 3, "known-broken", "hint"), ("links.yml", 9, "known-broken", "hint")]),
        ("/ok", True, "2026-12-31", [("docs/a.md", 3, "known-needless", "warning"), ("links.yml", 9, "known-needless", "warning")]),
        ("/503", True, "2026-11-23", [("docs/a.md", 3, "server-error", "unchecked"), ("links.yml", 9, "server-error", "unchecked")]),
        ("/404", False, "2026-12-31", [("links.yml", 9, "known-needless", "warning")]),
        ("/moved/301", True, "2026-12-31", [("docs/a.md", 3, "known-needless", "warning"), ("docs/a.md", 3, "moved", "hint"), ("links.yml", 9, "known-needless", "warning"), ("links.yml", 9, "moved", "hint")]),
    ],
)  # fmt: skip
def test_what_is_known_to_be_broken_is_borne_with_for_a_time(
    how: How, path: str, linked: bool, until: str, found: list[tuple[str, int, str, str]]
) -> None:
    report = checked(how, *([path] if linked else []), "/hard/ok", known_broken=[known(path, until)])
    assert told(report) == found


def test_an_anchor_that_is_known_to_be_broken_is_borne_with_when_its_page_fails(how: How) -> None:
    found = told(checked(how, "/404#part", known_broken=[known("/404#part", "2026-12-31")]))
    assert found == [("docs/a.md", 3, "known-broken", "hint"), ("links.yml", 9, "known-broken", "hint")]


def test_every_entry_for_a_page_that_is_gone_is_needed(how: How) -> None:
    entries = [known(f"/404#{part}", "2026-12-31") for part in ("one", "two")]
    found = told(checked(how, "/404#one", "/404#two", known_broken=entries))
    assert {code for _, _, code, _ in found} == {"known-broken"}


def test_an_address_without_tls_can_be_listed_and_what_is_none_cannot() -> None:
    entry = {"reason": "They are moving house", "owner": "docs", "until": "2026-12-31"}
    Register.model_validate({"links": {}, "known_broken": [entry | {"url": "http://acme.test/a"}]})
    with pytest.raises(ValidationError, match="it is no address with http"):
        Register.model_validate({"links": {}, "known_broken": [entry | {"url": "ftp://acme.test/a"}]})


@pytest.mark.parametrize("until", ["2026-11-23", "2026-12-31"])
def test_what_was_not_reached_is_not_borne_with(how: How, until: str) -> None:
    found = checked(
        replace(how, settings=replace(how.settings, deadline=0)), "/404", known_broken=[known("/404", until)]
    )
    assert {(code, weight) for *_, code, weight in told(found)} == {("too-late", "unchecked")}
    assert not found.complete


def test_what_is_excluded_is_not_asked_for(how: How) -> None:
    pattern = {"pattern": "https://acme[.]test/4.*", "reason": "They are examples"}
    assert told(checked(how, "/404", "/410", "/ok", exclude=[pattern])) == []
    assert checked(how, "/404", "/410", "/ok", exclude=[pattern]).addresses == 1


def test_nobody_is_asked_offline(how: How) -> None:
    found = checked(replace(how, offline=True), "/404", known_broken=[known("/410", "2026-01-01")], **named("/404"))
    assert (told(found), found.addresses) == ([], 0)
    assert [(trust.state, trust.checked) for trust in found.register] == [("unknown", "")]
