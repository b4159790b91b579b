"""Checking addresses over HTTP, against real servers that answer well and badly."""

import asyncio
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from consentbook.links.outside.answer import Answer
from consentbook.links.outside.engine import check, host_of
from consentbook.links.outside.expected import unmet
from consentbook.links.outside.judge import judge
from consentbook.links.outside.pace import seconds_to_wait
from consentbook.links.outside.page import FetchedPage
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Outcome, Target, targets
from consentbook.links.register import Expectation
from consentbook.links.reports.placing import Rules, report
from consentbook.links.sources.places import Place
from tests.links.outside.server import Sites, answering, asked, moments

QUICK = Settings(allowed=frozenset({"127.0.0.1"}), seconds=3, backoff=0.05, most_wait=3, attempts=3)
LATE_ANCHOR = "/late#late"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


def outcomes(addresses: list[str], settings: Settings = QUICK) -> list[Outcome]:
    async def run() -> list[Outcome]:
        return [outcome async for outcome in check(targets(addresses), settings)]

    return asyncio.run(run())


def found(address: str, settings: Settings = QUICK) -> tuple[list[str], Outcome]:
    (only,) = outcomes([address], settings)
    return [finding.code for finding in only.findings], only


VERDICTS = {
    "/ok": [],
    "/a%20b/%C3%BC": [],
    "/a b/ü": [],
    "/204": [],
    "/ok#top-of-it": [],
    "/ok#old": [],
    "/ok#gr%C3%B6%C3%9Fe": [],
    "/ok#größe": [],
    "/ok#top": [],
    "/ok#:~:text=x": [],
    "/ok#gone": ["missing-anchor"],
    "/moved/part#gone": ["moved"],
    "/moved/nowhere#old": ["moved", "missing-anchor"],
    LATE_ANCHOR: [],
    "/late#never": ["missing-anchor"],
    "/deep": ["broken-answer"],
    "/deep#x": ["broken-answer"],
    "/json#x": [],
    "/moved/301": ["moved"],
    "/moved/302": [],
    "/moved/303": [],
    "/moved/307": [],
    "/moved/308": ["moved"],
    "/moved/both": [],
    "/moved/302#gone": ["missing-anchor"],
    "/relative/here": ["moved"],
    "/chain/9": [],
    "/chain/10": ["redirect-loop"],
    "/loop": ["redirect-loop"],
    "/loop/a": ["redirect-loop"],
    "/cookie": [],
    "/redirect-without-target": ["bad-status"],
    "/304": ["bad-status"],
    "/204#x": [],
    "/western#größe": [],
    "/cyrillic#цель": [],
    "/cyrillic#нет": ["missing-anchor"],
    "/empty": [],
    "/empty#x": ["missing-anchor"],
    "/ok#gone:~:text=x": ["missing-anchor"],
    "/ok#old:~:text=x": [],
    "/forge#install": [],
    "/forge#user-content-install": [],
    "/ok#L10": ["missing-anchor"],
    "/400": ["bad-status"],
    "/401": ["refused"],
    "/403": ["refused"],
    "/robots": ["refused"],
    "/404": ["gone"],
    "/405": ["refused"],
    "/410": ["gone"],
    "/no such page": ["gone"],
    "/418": ["refused"],
    "/451": ["refused"],
    "/500": ["server-error"],
    "/502": ["server-error"],
    "/503": ["server-error"],
    "/once/500": [],
    "/once/503": [],
    "/reset": ["no-answer"],
    "/half": ["broken-answer"],
    "/head/refused": [],
    "/head/lies": [],
    "/head/flatters": ["gone"],
    "/gzip/good": [],
    "/gzip/cut": ["broken-answer"],
    "/gzip/bomb": [],
    "/text": [],
    "/wrong-type": [],
    "/soft/title": ["soft-404"],
    "/soft/last": ["soft-404"],
    "/soft/heading": ["soft-404"],
    "/soft/french": ["soft-404"],
    "/soft/german": ["soft-404"],
    "/soft/spanish": ["soft-404"],
    "/hard/areas": [],
    "/hard/ok": [],
    "/hard/about": [],
    "/hard/lost": [],
    "/parked": ["parked"],
    "/to-home": ["sent-home"],
    "/en/index.html": [],
    "/to-language-home": ["sent-home"],
    "/": [],
    "/to-login": ["login-wall"],
    "/login": [],
    "/to-sign-in-help": [],
    "/to-metadata": ["not-asked"],
    "/to-loopback": ["not-asked"],
    "/to-nat64": ["not-asked"],
    "/to-file": ["other-scheme"],
    "/to-script": ["other-scheme"],
    "/to-nowhere": ["no-answer"],
}


@pytest.mark.parametrize("path", VERDICTS)
def test_verdict(sites: Sites, path: str) -> None:
    codes_found, outcome = found(sites.http + path)
    assert codes_found == VERDICTS[path], outcome


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("good", []),
        ("soon", ["certificate-expires"]),
        ("expired", ["bad-certificate"]),
        ("other-name", ["bad-certificate"]),
        ("stranger", ["bad-certificate"]),
    ],
)
def test_certificates(sites: Sites, kind: str, expected: list[str]) -> None:
    settings = replace(QUICK, authority=sites.authority)
    codes_found, outcome = found(f"{sites.tls[kind]}/ok", settings)
    assert codes_found == expected, outcome


def test_without_the_authority_a_certificate_is_signed_by_nobody_that_is_trusted(sites: Sites) -> None:
    assert found(f"{sites.tls['good']}/ok")[0] == ["bad-certificate"]


@pytest.mark.parametrize("path", ["/hang", "/drip"])
def test_an_answer_that_does_not_come_is_not_waited_for(sites: Sites, path: str) -> None:
    codes_found, outcome = found(sites.http + path, replace(QUICK, seconds=0.3, attempts=1))
    assert codes_found == ["no-answer"]
    assert outcome.findings[0].happened == "no answer within 0.3 s"


@pytest.mark.parametrize(("path", "least"), [("/once/429", 1.0), ("/once/503", 1.0), ("/soon/429", 0.9)])
def test_a_host_that_asks_to_wait_is_waited_for(sites: Sites, path: str, least: float) -> None:
    address = f"{path}?{time.monotonic_ns()}"
    assert found(sites.http + address)[0] == []
    first, second = moments[address]
    assert second - first >= least


def test_an_endless_429_ends_as_not_checked(sites: Sites) -> None:
    address = f"/always/429?{time.monotonic_ns()}"
    assert found(sites.http + address)[0] == ["held-off"]
    assert asked[address] == QUICK.attempts


def test_a_wait_that_is_too_long_is_not_waited_for(sites: Sites) -> None:
    address = f"/long/429?{time.monotonic_ns()}"
    codes_found, outcome = found(sites.http + address)
    assert codes_found == ["held-off"]
    assert outcome.findings[0].happened == "the host asks to wait 3,600 s"
    assert asked[address] == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_always_refuses_is_left_alone(sites: Sites, status: int) -> None:
    """Whether it asks to wait longer than is waited for, or again and again."""
    path = f"/long/{status}?{time.monotonic_ns()}="
    found_all = outcomes(
        [f"{sites.http}{path}{number}" for number in range(40)], replace(QUICK, per_host=1, attempts=1)
    )
    assert [f.code for outcome in found_all for f in outcome.findings].count("held-off") >= 37
    assert sum(count for name, count in asked.items() if name.startswith(path)) == 3


def test_a_host_that_waits_holds_nobody_else_up(sites: Sites) -> None:
    other = sites.http.replace("127.0.0.1", "localhost")
    slow = [f"{sites.http}/once/429?hold={time.monotonic_ns()}"]
    quick = [f"{other}/ok?{number}" for number in range(50)]
    order: list[str] = []

    async def run() -> None:
        settings = replace(QUICK, allowed=frozenset({"127.0.0.1", "localhost"}), at_once=1, per_host=1)
        order.extend([outcome.address async for outcome in check(targets(slow + quick), settings)])

    asyncio.run(run())
    assert order[-1] == slow[0]


def test_a_good_answer_of_one_address_does_not_end_the_wait_that_another_was_asked_for(sites: Sites) -> None:
    stamp = time.monotonic_ns()
    held, good, next_one = f"/once/429?{stamp}", f"/late-by-a-third?{stamp}", f"/late-by-a-third?next-{stamp}"
    outcomes([f"{sites.http}{path}" for path in (held, good, next_one)], replace(QUICK, per_host=2))
    assert moments[good][0] < moments[held][0] + 0.3
    assert moments[next_one][0] >= moments[held][0] + 1


def test_a_pace_is_kept(sites: Sites) -> None:
    stamp = time.monotonic_ns()
    begun = time.monotonic()
    outcomes(
        [f"{sites.http}/once/500?pace={stamp}-{number}" for number in range(3)], replace(QUICK, gap=0.2, backoff=0.01)
    )
    assert time.monotonic() - begun >= 5 * 0.2


def test_what_the_deadline_cuts_off_is_told(sites: Sites) -> None:
    addresses = [f"{sites.http}/ok?{number}" for number in range(20)]
    all_found = outcomes(addresses, replace(QUICK, gap=0.2, deadline=0.5, per_host=1))
    told = [outcome.findings[0].code for outcome in all_found if outcome.findings]
    assert len(all_found) == 20
    assert set(told) == {"too-late"}
    assert 15 <= len(told) < 20


def test_cookies_of_one_address_do_not_reach_another(sites: Sites) -> None:
    all_found = outcomes([f"{sites.http}/cookie", f"{sites.http}/no-cookie"], replace(QUICK, per_host=1))
    assert [outcome.findings for outcome in all_found] == [(), ()]


def test_each_address_is_asked_once_however_many_anchors_are_linked(sites: Sites) -> None:
    stamp = f"/once/500?anchors={time.monotonic_ns()}"
    (only,) = outcomes([f"{sites.http}{stamp}#old", f"{sites.http}{stamp}#nope", f"{sites.http}{stamp}"])
    assert asked[stamp] == 2  # it failed once
    assert [(finding.code, finding.address) for finding in only.findings] == [
        ("missing-anchor", f"{sites.http}{stamp}#nope")
    ]


@pytest.mark.parametrize(
    "host",
    [
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "１２７.0.0.1",
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0",
    ],
)
def test_the_machine_itself_is_not_asked(sites: Sites, host: str) -> None:
    port = sites.http.rpartition(":")[2]
    codes_found, outcome = found(f"http://{host}:{port}/ok", Settings(seconds=2, attempts=1))
    assert codes_found in (["not-asked"], ["unknown-host"], ["no-answer"]), outcome
    assert not outcome.answered


def test_a_host_that_nobody_listens_on_could_not_be_checked() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert found(f"http://127.0.0.1:{free.getsockname()[1]}/")[0] == ["no-answer"]


def test_a_name_that_nobody_knows_is_broken() -> None:
    assert found("http://nowhere.invalid/", replace(QUICK, attempts=1))[0] in (["unknown-host"], ["no-answer"])


def test_a_thousand_healthy_addresses_give_no_alarm(sites: Sites) -> None:
    healthy = [
        "/ok",
        "/moved/302",
        "/cookie",
        "/hard/ok",
        "/gzip/good",
        "/text",
        "/chain/3",
        "/wrong-type#old",
        "/hard/areas",
        "/login",
    ]
    addresses = [
        f"{sites.http}{path.partition('#')[0]}?{number}{'#' if '#' in path else ''}{path.partition('#')[2]}"
        for number in range(100)
        for path in healthy
    ]
    all_found = outcomes(addresses, replace(QUICK, seconds=20))
    assert len(all_found) == 1_000
    assert [outcome for outcome in all_found if outcome.findings] == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("Tue, 24 Nov 2026 10:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(header: str, seconds: float) -> None:
    assert seconds_to_wait(header, datetime(2026, 11, 24, 10, tzinfo=UTC)) == seconds


TRUST = (
    '<html lang=en-GB><title>Trust | Acme</title><meta property="article:modified_time" content="2026-06-01T10:00:00Z">'
    "<h1>Security and privacy</h1><script>hidden</script><p id=rights>You may   object.</p>"
    "<time datetime=2026-03-01>March</time></html>"
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expect", "wrong"),
    [
        ({"title": "trust"}, []),
        ({"title": "Security and Privacy"}, []),
        ({"title": "Cookies"}, ['its title is "Trust | Acme", and "Cookies" was expected']),
        ({"text": "you may object"}, []),
        ({"text": "hidden"}, ['it does not say "hidden"']),
        ({"anchor": "rights"}, []),
        ({"anchor": "choices"}, ['it has no anchor "choices"']),
        ({"host": "trust.acme.test"}, []),
        ({"host": "acme.test"}, ['it ended at trust.acme.test, and "acme.test" was expected']),
        ({"language": "en"}, []),
        ({"language": "de"}, ['its language is "en-gb", and "de" was expected']),
        ({"updated_within": 200}, []),
        ({"updated_within": 100}, ["it was updated on 2026-06-01, and at most 100 days ago was expected"]),
        ({"title": "x", "host": "y", "language": "fr"}, ["it ended", "its title", "its language"]),
    ],
)
def test_what_the_register_expects_of_a_page(expect: dict[str, object], wrong: list[str]) -> None:
    answer = Answer(200, "https://trust.acme.test/", body=TRUST.encode())
    found_wrong = list(unmet(Expectation.model_validate(expect), answer, FetchedPage(answer.body), NOW))
    assert len(found_wrong) == len(wrong)
    assert all(said.startswith(start) for said, start in zip(found_wrong, wrong, strict=True))


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ("<p>Last updated: 1 January 2020</p>", "2020-01-01"),
        ("<p>Effective as of <b>March 3rd, 2021</b></p>", "2021-03-03"),
        ("<p>Revised 2022-02-28</p>", "2022-02-28"),
        ("<p>Last updated Sept. 5, 2023. Effective: 2023-11-01</p>", "2023-09-05"),
        ("<p>Last updated: March 3, 2020</p><p>The act, effective January 15, 2026, gives you rights", "2020-03-03"),
        ("<meta itemprop=dateModified content=2026-11-20><p>The act, as revised on 3 May 2015", "2026-11-20"),
        ("<p>Effective date: 3 May 2021. Revised: 4 June 2022", "2021-05-03"),
        ("<p>Updated <time datetime='2024-05-06'>in May</time></p>", "2024-05-06"),
        ('<script type="application/ld+json">{"dateModified": "2024-07-08"}</script>', "2024-07-08"),
        # What stands in the page around it, or lies ahead, says nothing of it.
        ("<p>Last updated: 1 January 2020</p><footer><time datetime='2026-11-20'>News</time></footer>", "2020-01-01"),
        ("<p>Last updated: 1 January 2020</p><meta property='og:updated_time' content='2026-11-20'>", "2020-01-01"),
        ("<p>News of <time datetime='2026-11-20'>yesterday</time></p>", ""),
        ("<p>Effective 1 January 2999</p>", ""),
        ("<p>Updated 31 February 2020</p>", ""),
        ("<p>We updated our office. It opened on 1 January 2020</p>", ""),
    ],
)
def test_when_a_page_was_updated_is_what_it_says_of_itself(html: str, day: str) -> None:
    found = FetchedPage(f"<body>{html}</body>".encode()).updated
    assert (f"{found:%Y-%m-%d}" if found else "") == day


def test_a_page_without_a_date_is_as_old_as_its_server_says() -> None:
    expect = Expectation(updated_within=10)
    bare = Answer(200, "https://x.test/", body=b"<title>x</title>")
    assert list(unmet(expect, bare, FetchedPage(bare.body), NOW)) == [
        "it does not say when it was updated, and at most 10 days ago was expected"
    ]
    dated = replace(bare, last_modified="Fri, 20 Nov 2026 00:00:00 GMT")
    assert list(unmet(expect, dated, FetchedPage(dated.body), NOW)) == []


@pytest.mark.parametrize("expect", [{}, {"updated_within": 0}, {"title": ""}, {"heading": "x"}])
def test_an_expectation_that_says_nothing_is_refused(expect: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Expectation.model_validate(expect)


@pytest.mark.parametrize("end", ["#missing", "?#missing"])
@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_an_anchor_is_missed_however_its_address_is_written(sites: Sites, scheme: str, end: str) -> None:
    address = f"{sites.http}/ok{end}".replace("http:", f"{scheme}:")
    placed = report(outcomes([address]), {address: [Place("a.md", 3)]}, Rules(NOW)).findings
    assert [(one.path, one.line, one.address, one.code) for one in placed] == [("a.md", 3, address, "missing-anchor")]


@pytest.mark.parametrize(
    "title",
    [
        *("404", "Error 404", "HTTP 404", "404 Not Found", "Page not found", "This page was not found"),
        *("The page could not be found", "Page is not available", "Not found", "Page does not exist"),
        *("Page doesn't exist", "Sorry, we can't find that page", "Cannot find this page", "Oops! Page not found"),
        *("Page non trouvée", "Page pas trouve", "Page introuvable", "Seite nicht gefunden"),
        *("Seite wurde nicht gefunden", "Página não encontrada", "Pagina no encontrada", "Página não existe"),
        *("Pagina non trovata", "Pagina niet gevonden", "Acme | Page not found", "P&#225;gina no encontrada"),
        *("We can’t find the page you’re looking for", "Oops! That page can't be found.", "This page isn't available"),
        *("This page doesn't exist", "The page you requested could not be found", "Error 404 (Not Found)!!1"),
        *("acme.test: this domain is parked", "Buy this domain", "The domain acme.test is for sale"),
    ],
)
@pytest.mark.parametrize(
    "html",
    [
        *("<title>{}</title>", "<TITLE\n lang=en>{}</TITLE>", "<title>Acme</title><h1 id=x>{}</h1>"),
        "<title>Acme</title><h1><i class=fa></i> <span></span>{}</h1>",
        f"<title>Acme</title><h1 class='{'x ' * 300}'>{{}}</h1>",
    ],
)
def test_a_page_that_is_lost_is_worth_a_look(title: str, html: str) -> None:
    page = FetchedPage(html.format(title).encode())
    assert page.is_lost or page.is_parked
    assert page.may_be_lost
    assert FetchedPage(f"<meta charset=utf-16>{html.format(title)}".encode("utf-16")).may_be_lost


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<a id='größe'>".encode(), ""),
        ("<a id='größe'>".encode("utf-8-sig"), "iso-8859-1"),
        ("<a id='größe'>".encode("latin-1"), "ISO-8859-1"),
        ("<a id='größe'>".encode("latin-1"), ""),
        ("<meta charset=windows-1252><a id='größe'>".encode("cp1252"), ""),
        ("<meta http-equiv=content-type content='text/html; charset=iso-8859-15'><a id='größe'>".encode("latin-1"), ""),
        ("<meta charset=utf-16><a id='größe'>".encode(), ""),
        ("<a id='größe'>".encode("utf-16"), ""),
        ("<a id='größe'>".encode("utf-16-be"), "utf-16be"),
        ("<a id='größe'>".encode(), "unicode_escape"),
        ("<a id='größe'>".encode(), "idna"),
        ("<a id='größe'>".encode(), "\0"),
        ("<a id='größe'>ß".encode()[:-1], ""),
    ],
)
def test_an_anchor_is_found_in_the_charset_of_the_page(body: bytes, charset: str) -> None:
    page = FetchedPage(body, charset=charset)
    assert page.has_anchor("größe")
    assert not page.has_anchor("grösse")


@pytest.mark.parametrize(
    ("address", "fragment", "codes_found"),
    [
        ("https://github.com/a/b/blob/main/c.py", "L10", []),
        ("https://github.com/a/b/blob/main/c.py", "L10-L20", []),
        ("https://gitlab.com/a/b/-/blob/main/c.py", "L10-20", []),
        ("https://github.com/a/b/blob/main/c.py", "Lists", ["missing-anchor"]),
        ("https://github.com.x.test/a", "L10", ["missing-anchor"]),
    ],
)
def test_lines_on_a_forge_are_anchors_that_its_scripts_make(
    address: str, fragment: str, codes_found: list[str]
) -> None:
    answer = Answer(200, address, content_type="text/html", body=b"<p>x")
    findings = judge(Target(address, frozenset((fragment,))), answer, QUICK)
    assert [finding.code for finding in findings] == codes_found


@pytest.mark.parametrize("address", ["http://[", "http://x.test:99999/", "http://a]b/", "", "http://x.test:b/#"])
def test_no_address_stops_the_judge(address: str) -> None:
    answer = Answer(200, address, (("http://[::", 301),), content_type="text/html", body=b"<title>Not found</title>")
    assert [finding.code for finding in judge(Target(address), answer, QUICK)] == ["moved", "soft-404"]


@pytest.mark.parametrize(
    ("address", "final", "html", "codes_found"),
    [
        ("/a", "/404", "<h1>Hello</h1>", ["soft-404"]),
        ("/a", "/page-not-found.html", "<h1>Hello</h1>", ["soft-404"]),
        ("/a", "/en-us/404.html", "<h1>Hello</h1>", ["soft-404"]),
        ("/a", "/issues/404", "<title>Add dark mode - Issue #404</title>", []),
        ("/articles/14045", "/articles/14045", "<title>Page not found</title>", ["soft-404"]),
        ("/index.php?id=1", "/", "<h1>Hello</h1>", ["sent-home"]),
        ("/a", "/docs/login", "<article>How to log in</article><footer><input type=email></footer>", []),
        ("/a", "/docs/auth/", "<h1>Authentication</h1><input type=email>", []),
        ("/a", "/docs/sso/setup", "<input type=hidden name=user_agent>", []),
        ("/a", "/a", "<title>Checking your browser version - Help</title>", []),
        ("/status/404", "/status/404", "<title>404 Not Found - HTTP | Acme</title>", []),
        ("/status/404", "/en/status/404", "<title>404 Not Found - HTTP | Acme</title>", []),
        ("/a", "/oauth2/authorize", "<input type=email>", ["login-wall"]),
        ("/a", "/signin", "<input name=UserName>", ["login-wall"]),
        ("/a", "/login", "<h1>How to log in</h1>", []),
        ("/a", "/a", "<title>Just a moment...</title>", ["refused"]),
        ("/a", "/a", "<title>Just a moment of silence</title>", []),
    ],
)
def test_what_a_page_says_of_itself_and_where_it_led(
    address: str, final: str, html: str, codes_found: list[str]
) -> None:
    hops = ((f"https://x.test{address}", 302),) if final != address else ()
    answer = Answer(200, f"https://x.test{final}", hops, content_type="text/html", body=html.encode())
    findings = judge(Target(f"https://x.test{address}"), answer, QUICK)
    assert [finding.code for finding in findings] == codes_found


def test_what_is_no_page_yet_has_no_anchor_to_miss() -> None:
    answer = Answer(202, "https://x.test/", content_type="text/html", body=b"<p>x")
    findings = judge(Target("https://x.test/", frozenset({"a"})), answer, QUICK)
    assert [finding.code for finding in findings] == ["refused"]


@pytest.mark.parametrize("user", ["", "u1@", "u2:p@"])
def test_a_host_is_one_whoever_asks(user: str) -> None:
    assert host_of(f"http://{user}Acme.test:80/a") == "acme.test:80"


@pytest.mark.parametrize("html", [b"<title>", b"<h1>", b"<h1 >x"])
def test_a_page_of_titles_does_not_stop_the_judge(html: bytes) -> None:
    assert FetchedPage(html * 1_000_000).may_be_lost


def test_a_request_ends_with_the_time_of_the_whole_check(sites: Sites) -> None:
    codes_found, _ = found(f"{sites.http}/hang", replace(QUICK, seconds=20, deadline=0.3))
    assert codes_found == ["too-late"]
