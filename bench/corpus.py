"""What is checked: pages that lead outside, to known places, and a site whose pages lead to each other."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.server import BROKEN, HOSTS

ON_A_PAGE = 25  # addresses of other sites
LINKS, FRAGMENTS = 30, 10  # links inside the site on each of its pages, and how many of them have a fragment
PLANTED = 5  # broken links
# How the hosts of addresses follow each other: in no order, as on real pages; each in its turn, so that nobody who
# paces requests ever has to wait for one; or all addresses of one host on pages of its own.
Order = Literal["mixed", "in turn", "together"]
WORDS = "<p>What is recorded, why, for how long, and how to say no to it.</p>\n" * 6


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder to check, how many links there are in it, and the ends of those that are broken."""

    folder: Path
    links: int
    broken: frozenset[str]


def outside(folder: Path, port: int, addresses: int, order: Order = "mixed") -> Corpus:
    """Write ``addresses`` distinct addresses over all hosts on HTML pages, and as a Sphinx project in ``sphinx``."""
    pages, sphinx = folder / "pages", folder / "sphinx"
    for made in (pages, sphinx):
        made.mkdir(parents=True)
    step = addresses // PLANTED
    broken = {number * step + 3 for number in range(PLANTED)}
    hosts = _hosts(addresses, order)
    names = [f"page-{number}" for number in range(addresses // ON_A_PAGE)]
    for index, name in enumerate(names):
        numbers = range(index * ON_A_PAGE, (index + 1) * ON_A_PAGE)
        places = [_address(hosts[number], number, port, gone=number in broken) for number in numbers]
        links = "".join(f'<p>See <a href="{place}">this place</a>.</p>\n{WORDS}' for place in places)
        (pages / f"{name}.html").write_text(_html(name, links))
        (sphinx / f"{name}.rst").write_text(f"{name}\n========\n\n" + "\n\n".join(f"See {place} ." for place in places))
    (sphinx / "conf.py").write_text("project = 'bench'\n")
    entries = "".join(f"   {name}\n" for name in names)
    (sphinx / "index.rst").write_text(f"Start\n=====\n\n.. toctree::\n\n{entries}")
    ends = frozenset(f"{BROKEN.decode()}{number}.html" for number in broken)
    return Corpus(pages, addresses, ends)


def _hosts(addresses: int, order: Order) -> list[str]:
    """Return the host of each address; all have as many."""
    share = addresses // len(HOSTS)
    if order == "in turn":
        return [*HOSTS] * share
    hosts = [host for host in HOSTS for _ in range(share)]
    if order == "mixed":
        random.Random(1).shuffle(hosts)  # noqa: S311 - hides nothing, and is the same each time
    return hosts


def _address(host: str, number: int, port: int, *, gone: bool) -> str:
    folder = BROKEN.decode() if gone else "/p/"
    return f"http://{host}:{port}{folder}{number}.html"


def inside(folder: Path, pages: int) -> Corpus:
    """Write a site of ``pages`` pages, each in a folder; three planted links lead to no page and two to no anchor."""
    wrong = {
        number * (pages // PLANTED): f"../no-page-{number}/" if number < 3 else f"../page-1/#no-anchor-{number}"
        for number in range(PLANTED)
    }
    for number in range(pages):
        to = [f"../page-{(number * 7 + step * 13) % pages}/" for step in range(LINKS)]
        links = [f"{target}#part-{step}" if step < FRAGMENTS else target for step, target in enumerate(to)]
        links += [wrong[number]] if number in wrong else []
        parts = "".join(
            f'<h2 id="part-{step}">Part {step}</h2>\n<p><a href="{link}">More</a></p>\n{WORDS}'
            for step, link in enumerate(links)
        )
        (folder / f"page-{number}").mkdir(parents=True)
        (folder / f"page-{number}" / "index.html").write_text(_html(f"Page {number}", parts))
    (folder / "index.html").write_text(_html("Start", '<p><a href="page-0/">The first page</a></p>'))
    ends = frozenset(target.rpartition("#")[2].strip("./") for target in wrong.values())
    return Corpus(folder, pages * LINKS + PLANTED + 1, ends)


def _html(title: str, body: str) -> str:
    head = f"<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>{title}</title></head>"
    return f"{head}\n<body><h1>{title}</h1>\n{body}</body></html>\n"
