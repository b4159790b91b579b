"""What holds for single hosts: other places to ask, names, headers, proxies, and pages that are there over https."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from yarl import URL

from consentbook.links.outside.engine import check
from consentbook.links.outside.judge import twin
from consentbook.links.outside.settings import HostHeader, Remap, Settings
from consentbook.links.outside.target import Outcome, targets
from tests.links.outside.server import Sites, answering, heard

SECRET = "Bearer s3cret-t0ken"  # made up


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with answering(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture
def asking(sites: Sites) -> Settings:
    """Settings under which https://acme.test/ and http://acme.test/ are the tests' servers."""
    remaps = (Remap("https://acme.test/", f"{sites.tls['good']}/"), Remap("http://acme.test/", f"{sites.http}/"))
    return Settings(
        allowed=frozenset({"127.0.0.1", "::1"}),
        seconds=3,
        backoff=0.05,
        attempts=1,
        authority=sites.authority,
        remaps=remaps,
    )


def outcome(address: str, settings: Settings) -> Outcome:
    async def run() -> list[Outcome]:
        return [outcome async for outcome in check(targets([address]), settings)]

    (only,) = asyncio.run(run())
    return only


def codes(address: str, settings: Settings) -> list[str]:
    return [finding.code for finding in outcome(address, settings).findings]


def test_a_site_is_checked_where_it_lies_before_it_is_deployed(asking: Settings, sites: Sites) -> None:
    assert codes("https://acme.test/ok#old", asking) == []
    assert codes("https://acme.test/ok#new", asking) == ["missing-anchor"]
    gone = outcome("https://acme.test/404", asking)
    assert [(found.code, found.final) for found in gone.findings] == [("gone", "https://acme.test/404")]


@pytest.mark.parametrize("path", ["/moved/302", "/moved/absolute"])
def test_redirects_of_a_site_that_lies_elsewhere_are_told_as_they_will_be(asking: Settings, path: str) -> None:
    found = outcome(f"https://acme.test{path}", asking)
    assert found.version
    assert found.version.final == "https://acme.test/ok"


def test_only_addresses_below_the_prefix_are_asked_for_elsewhere(asking: Settings) -> None:
    assert codes("https://acme.test.invalid/ok", asking)[0] in {"unknown-host", "no-answer"}


def test_what_is_asked_for_elsewhere_must_be_public_too(asking: Settings) -> None:
    assert codes("https://acme.test/ok", replace(asking, allowed=frozenset())) == ["not-asked"]


@pytest.mark.parametrize(
    ("path", "code"), [("/ok", "has-https"), ("/to-https", "has-https"), ("/moved/to-https", "moved"), ("/404", "gone")]
)
def test_a_page_that_is_there_over_https_too_is_told(asking: Settings, path: str, code: str) -> None:
    assert codes(f"http://acme.test{path}", asking) == [code]


def test_a_page_that_is_not_there_over_https_is_fine(asking: Settings) -> None:
    assert codes("http://acme.test/ok", replace(asking, authority="")) == []


def test_a_name_can_be_given_an_address(sites: Sites) -> None:
    port = sites.http.rpartition(":")[2]
    fixed = Settings(allowed=frozenset({"acme.test"}), seconds=3, attempts=1, fixed={"acme.test": "127.0.0.1"})
    assert codes(f"http://acme.test:{port}/ok", fixed) == []
    assert codes(f"http://acme.test:{port}/ok", replace(fixed, allowed=frozenset())) == ["not-asked"]


@pytest.mark.parametrize("host", ["bücher.test", "BÜCHER.test", "xn--bcher-kva.test"])
def test_a_name_in_other_letters_is_asked_for_as_it_is_registered(sites: Sites, host: str) -> None:
    port = sites.http.rpartition(":")[2]
    name = "xn--bcher-kva.test"
    fixed = Settings(allowed=frozenset({name}), seconds=3, attempts=1, fixed={name: "127.0.0.1"})
    assert codes(f"http://{host}:{port}/ok", fixed) == []
    assert codes(f"http://{host}:{port}/404", fixed) == ["gone"]


def test_an_address_of_version_six_is_asked_for(sites: Sites, asking: Settings) -> None:
    if not sites.http6:
        pytest.skip("this machine has no IPv6")
    assert codes(f"{sites.http6}/ok", asking) == []
    assert codes(f"{sites.http6}/410", asking) == ["gone"]


@pytest.fixture
def with_header(asking: Settings, sites: Sites) -> Settings:
    return replace(asking, headers=(HostHeader(sites.http.removeprefix("http://"), "Authorization", SECRET),))


def test_a_header_is_sent_to_its_host(with_header: Settings, sites: Sites) -> None:
    assert codes(f"{sites.http}/private", with_header) == []
    assert codes(f"{sites.http}/private", replace(with_header, headers=())) == ["refused"]


def test_a_header_does_not_follow_a_redirect_to_another_host(with_header: Settings, sites: Sites) -> None:
    heard.clear()
    both = replace(with_header, allowed=frozenset({"127.0.0.1", "localhost"}))
    assert codes(f"{sites.http}/to-localhost", both) == []
    assert [(host.partition(":")[0], given) for host, path, given in heard if path in {"/to-localhost", "/ok"}] == [
        ("127.0.0.1", SECRET),
        ("localhost", ""),
    ]


def test_a_header_is_not_sent_over_a_line_that_anybody_can_read(with_header: Settings, sites: Sites) -> None:
    heard.clear()
    header = HostHeader("acme.test", "Authorization", SECRET)
    open_line = replace(with_header, headers=(header,), fixed={"acme.test": "127.0.0.1"}, remaps=())
    port = sites.http.rpartition(":")[2]
    assert open_line.headers_for(URL("https://acme.test/")) == {"Authorization": SECRET}
    assert codes(f"http://acme.test:{port}/ok", open_line) == ["not-asked"]
    assert open_line.headers_for(URL("http://acme.test/")) == {}


@pytest.mark.parametrize("path", ["/echo", "/echo/title"])
def test_a_secret_that_a_server_repeats_is_blotted_out(with_header: Settings, sites: Sites, path: str) -> None:
    found = outcome(f"{sites.http}{path}", with_header)
    assert found.findings
    assert "s3cret" not in str(found.findings)
    assert "***" in str(found.findings)
    assert "s3cret" not in repr(with_header)


def test_a_proxy_is_asked_for_the_page(asking: Settings, sites: Sites) -> None:
    through = replace(asking, remaps=(), proxies={"http": sites.http})
    heard.clear()
    assert codes("http://shop.example/ok", through) == []
    assert ("shop.example", "/ok", "") in heard
    assert codes("http://shop.example/404", through) == ["gone"]


def test_a_proxy_gives_no_way_into_its_own_network(asking: Settings, sites: Sites) -> None:
    through = replace(asking, allowed=frozenset(), remaps=(), proxies={"http": sites.http})
    names = (
        "localhost",
        "printer.local",
        "wiki.internal",
        "intranet",
        "ip6-localhost",
        "nas.lan",
        "x.home.arpa",
        "a.corp",
    )
    numbers = (
        "127.0.0.1",
        "10.0.0.1",
        "[::1]",
        "2130706433",
        "127.1",
        "0x7f000001",
        "0177.0.0.1",
        "0xa9fea9fe",
        "[::127.0.0.1]",
    )
    heard.clear()
    for host in (*names, *numbers, "127.0.0.1.", "localhost.localdomain"):
        assert codes(f"http://{host}/ok", through) == ["not-asked"], host
    assert heard == []


def test_the_password_of_a_proxy_is_not_told(asking: Settings, sites: Sites) -> None:
    for proxy in ("http://user:s3cret-p4ss@127.0.0.1:9", sites.http.replace("http://", "http://user:s3cret-p4ss@")):
        through = replace(asking, remaps=(), proxies={"http": proxy, "https": proxy})
        for address in ("http://shop.example/404", "https://shop.example/404"):
            found = outcome(address, through)
            assert found.findings
            assert "s3cret" not in str(found)


def test_hosts_that_need_no_proxy_are_asked_directly(asking: Settings, sites: Sites) -> None:
    dead = {"http": "http://127.0.0.1:9", "no": "127.0.0.1"}
    assert codes(f"{sites.http}/ok", replace(asking, remaps=(), proxies=dead)) == []
    assert codes(f"{sites.http}/ok", replace(asking, remaps=(), proxies={"http": "http://127.0.0.1:9"})) == [
        "no-answer"
    ]


def test_what_proxies_are_for_is_told_where_one_is_not_there(asking: Settings) -> None:
    found = outcome("http://shop.example/", replace(asking, remaps=(), proxies={"http": "http://127.0.0.1:9"}))
    assert found.findings[0].happened.startswith("the proxy gave no way")


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("http://a.test", "https://a.test"),
        ("http://a.test/x?y=http://b.test:8080/", "https://a.test/x?y=http://b.test:8080/"),
        ("HTTP://A.test:80/x#y", "https://A.test/x#y"),
        ("http://a.test:?x", "https://a.test?x"),
        ("http://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("http://[2001:db8::1]:80/x", "https://[2001:db8::1]/x"),
        ("http://[2001:db8::1]:8080/x", ""),
        ("http://a.test:8080/", ""),
        ("https://a.test/", ""),
        ("mailto:a@b.test", ""),
    ],
)
def test_the_same_page_over_https_has_the_same_address_but_for_the_scheme(address: str, other: str) -> None:
    assert twin(address) == other


def test_a_header_does_not_reach_another_port_of_its_host(with_header: Settings, sites: Sites) -> None:
    heard.clear()
    bare = replace(with_header, headers=(HostHeader("127.0.0.1", "Authorization", SECRET),))
    assert codes(f"{sites.http}/private", bare) == ["refused"]
    assert bare.headers_for(URL("https://127.0.0.1/")) == {"Authorization": SECRET}
    assert bare.headers_for(URL("https://127.0.0.1:8443/")) == {}


def test_a_word_of_a_header_in_an_address_loses_no_finding(with_header: Settings, sites: Sites) -> None:
    found = outcome(f"{sites.http}/Bearer", with_header)
    assert [(one.code, one.address) for one in found.findings] == [("gone", f"{sites.http}/Bearer")]


@pytest.mark.parametrize("secret", ["Bearer s3cret-t0ken", "Basic czNjcmV0OnQwa2Vu", "tok/en+s3cret=="])
@pytest.mark.parametrize("path", ["/echo", "/echo/title", "/echo/long-title", "/echo/quoted"])
def test_no_form_of_a_secret_gets_out(with_header: Settings, sites: Sites, secret: str, path: str) -> None:
    header = HostHeader(sites.http.removeprefix("http://"), "Authorization", secret)
    found = outcome(f"{sites.http}{path}", replace(with_header, headers=(header,)))
    said = str(found.findings) + str(found.version)
    assert found.findings
    for word in secret.split()[-1:]:
        assert word[:8] not in said
        assert quote(word, safe="")[:8] not in said


def test_a_host_that_never_answers_is_left_alone(sites: Sites) -> None:
    quick = Settings(allowed=frozenset({"127.0.0.1"}), seconds=0.2, attempts=2, backoff=0.01, per_host=1)
    addresses = [f"{sites.http}/hang?alone={number}" for number in range(30)]

    async def run() -> list[Outcome]:
        return [one async for one in check(targets(addresses), quick)]

    heard.clear()
    found = [one.findings[0] for one in asyncio.run(run())]
    assert {one.code for one in found} == {"no-answer"}
    assert len(found) == 30
    assert sum(path == "/hang" for _, path, _ in heard) == 10
    assert sum("was left alone" in one.happened for one in found) == 25
