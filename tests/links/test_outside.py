"""Checking addresses over HTTP, against a real server that answers well and badly."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentbook.links.outside import Verdict, check_addresses
from tests.links.server import answering
from tests.support import consentbook

HERE = ("127.0.0.1",)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with answering() as address:
        yield address


def verdict(address: str, *allowed: str, seconds: float = 2) -> Verdict:
    async def run() -> Verdict:
        (only,) = [verdict async for verdict in check_addresses([address], allowed=allowed, seconds=seconds)]
        return only

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "state", "happened"),
    [
        ("/ok", "fine", "answered 200"),
        ("/ok#part", "fine", "answered 200"),
        ("/moved", "fine", "answered 200"),
        ("/kept", "fine", "answered 200"),
        ("/chain/9", "fine", "answered 200"),
        ("/chain/10", "broken", "more than 10 redirects"),
        ("/loop", "broken", "more than 10 redirects"),
        ("/404", "broken", "answered 404"),
        ("/410", "broken", "answered 410"),
        ("/no such page", "broken", "answered 404"),
        ("/401", "unchecked", "answered 401"),
        ("/403", "unchecked", "answered 403"),
        ("/429", "unchecked", "answered 429"),
        ("/500", "unchecked", "answered 500"),
        ("/503", "unchecked", "answered 503"),
        ("/reset", "unchecked", "no answer"),
        ("/redirect-without-target", "fine", "answered 302"),
        ("/to-metadata", "unchecked", "not asked: 169.254.169.254 is not a public address"),
        ("/to-loopback", "unchecked", "not asked: 127.0.0.2 is not a public address"),
        ("/to-file", "unchecked", "not asked: a redirect leads to the scheme file"),
        ("/to-nowhere", "unchecked", "no answer"),
    ],
)
def test_verdict(server: str, path: str, state: str, happened: str) -> None:
    found = verdict(server + path, *HERE)
    assert found.state == state, found
    assert happened in found.happened


def test_an_answer_that_does_not_come_is_not_waited_for(server: str) -> None:
    assert verdict(f"{server}/hang", *HERE, seconds=0.3).happened == "no answer within 0.3 s"


def test_where_redirects_led_is_told(server: str) -> None:
    assert verdict(f"{server}/chain/2#x", *HERE).final == f"{server}/ok"


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
        "0",
    ],
)
def test_the_machine_itself_is_not_asked(server: str, host: str) -> None:
    port = server.rpartition(":")[2]
    found = verdict(f"http://{host}:{port}/ok")
    assert found.state != "fine", found
    assert "answered" not in found.happened


def test_a_host_that_nobody_listens_on_could_not_be_checked() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert verdict(f"http://127.0.0.1:{free.getsockname()[1]}/", *HERE).state == "unchecked"


def test_every_address_gets_one_verdict_whatever_the_others_do(server: str) -> None:
    addresses = [f"{server}/{path}" for path in ("ok", "404", "hang", "loop", "500") for _ in range(2)]
    addresses = [f"{address}?{number}" for number, address in enumerate(addresses)]

    async def run() -> list[Verdict]:
        return [verdict async for verdict in check_addresses(addresses, allowed=HERE, seconds=0.3)]

    assert sorted(found.address for found in asyncio.run(run())) == sorted(addresses)


@pytest.fixture
def linked(project: Path, server: str) -> Path:
    """A project whose only outside addresses are on the test server."""
    for path in (project / "docs").rglob("*.md"):
        assert "](http" not in path.read_text(), "pages write names, not addresses"
    register = (project / "links.yml").read_text().splitlines(keepends=True)
    (project / "links.yml").write_text("".join(line for line in register if not line.startswith("    url: ")))
    text = (project / "links.yml").read_text().replace("    title: ", "    url: https://127.0.0.1/ok\n    title: ")
    (project / "links.yml").write_text(text)
    return project


def page(project: Path, *addresses: str) -> None:
    (project / "docs" / "outside.md").write_text(
        "# Outside\n\n" + "".join(f"[x](<{address}>)\n" for address in addresses)
    )


def test_the_command_names_file_and_line_of_what_is_broken(linked: Path, server: str) -> None:
    page(linked, f"{server}/ok", f"{server}/404", f"{server}/503")
    ran = consentbook(linked, "links", "--allow-host", "127.0.0.1", "--timeout", "2")
    assert f"docs/outside.md:4: {server}/404 is broken: answered 404. Find where the page went" in ran.stdout
    assert f"docs/outside.md:5: {server}/503 could not be checked: answered 503." in ran.stdout
    assert "4 addresses: 1 fine, 1 broken, 2 could not be checked." in ran.stdout
    assert ran.returncode == 1
    assert not ran.stderr, "progress belongs on a terminal only"


def test_the_command_gives_json(linked: Path, server: str) -> None:
    page(linked, f"{server}/moved")
    ran = consentbook(linked, "links", "--allow-host", "127.0.0.1", "--format", "json")
    assert ran.returncode == 0
    found = {entry["address"]: entry for entry in json.loads(ran.stdout)}
    assert found[f"{server}/moved"] == {
        "address": f"{server}/moved",
        "state": "fine",
        "happened": "answered 200",
        "final": f"{server}/ok",
        "answered": True,
        "places": [{"path": "docs/outside.md", "line": 3}],
    }


def test_the_command_could_not_run_where_nothing_could_be_checked(linked: Path, server: str) -> None:
    page(linked, f"{server}/ok")
    ran = consentbook(linked, "links")
    assert ran.returncode == 2
    assert f"{server}/ok could not be checked: not asked: 127.0.0.1 is not a public address" in ran.stdout
    assert "not one server answered" in ran.stderr
