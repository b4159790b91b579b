"""What the pages on link checking say is what the program does: options, defaults, codes, keys, and YAML to copy."""

import re
from collections.abc import Iterator
from typing import Any

import click
import pytest
import yaml

from consentbook.book import Book
from consentbook.links.codes import CODES
from consentbook.links.commands import check, merge
from consentbook.links.outside.cache import FORGET, HOLDS
from consentbook.links.outside.settings import AGENT
from consentbook.links.register import Excluded, Expectation, KnownBroken, NamedLink, Register, Rule
from consentbook.links.reports.formats import FORMATS
from consentbook.links.reports.report import WEIGHTS, Report
from consentbook.links.reports.saved import parse
from consentbook.links.sources.web import MOST_PAGES
from consentbook.site.commands import build
from tests.support import ROOT

USE = ROOT / "docs" / "use"
PAGES = {path.name: path.read_text() for path in sorted((USE / "links").glob("*.md"))}
ALL = "".join(PAGES.values())
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
PINNED = re.compile(r"uses: (\S+)@([0-9a-f]{40})(?: # (v\S+))?$", re.MULTILINE)


def blocks(text: str, kind: str) -> list[str]:
    return [block for found, block in BLOCK.findall(text) if found == kind]


def rows(page: str) -> list[list[str]]:
    return [row.split(" | ") for row in ROW.findall(PAGES[page])]


def options(command: click.Command) -> dict[str, click.Parameter]:
    return {name: option for option in command.params for name in option.opts if name.startswith("--")}


def read_yaml(page: str) -> Iterator[Any]:
    yield from (yaml.safe_load(block) for block in blocks(PAGES[page], "yaml"))


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_option_is_explained() -> None:
    told = set(re.findall(r"--[a-z-]+", ALL))
    assert set(options(check)) - told == set()


def test_no_option_is_explained_that_is_not_there() -> None:
    known = {*options(check), *options(merge), *options(build)}
    commands = re.findall(r"consentbook (?:links|build)\b[^\n`|]*", ALL)
    told = {option for line in commands for option in re.findall(r"(?<= )--[a-z-]+", line)}
    told |= {option for cells in map(rows, PAGES) for row in cells for option in re.findall(r"`(--[a-z-]+)", row[0])}
    assert "--deadline" in told
    assert told - known == set()


def test_defaults_are_told_as_they_are() -> None:
    told = {row[0].strip("`"): row[2] for row in rows("servers.md") if len(row) == 3 and row[0].startswith("`--")}
    real = {name: options(check)[name].default for name in told}
    assert len(told) == 8
    assert told == {
        name: f"{value:g}" if isinstance(value, int | float) else "no limit" for name, value in real.items()
    }
    defaults = {name: option.default for name, option in options(check).items()}
    assert (defaults["--fresh"], defaults["--suspect"], defaults["--expiry"], defaults["--depth"]) == (3, 3, 14, 1)
    assert f"`{AGENT}`" in PAGES["servers.md"]
    assert f"At most {MOST_PAGES:,} pages" in PAGES["others.md"]


def test_how_long_a_finding_holds_is_told_as_it_is() -> None:
    minutes = {weight: holds.total_seconds() / 60 for weight, holds in HOLDS.items()}
    assert minutes == {"warning": 24 * 60, "unchecked": 15, "error": 2}
    told = {row[0]: row[1] for row in rows("cache.md") if len(row) == 2}
    assert (told["`warning`"], told["`unchecked`"]) == ("24 hours", "15 minutes")
    assert told["`error`, by what a server answered"].startswith("2 minutes")
    assert f"for {FORGET.days} days is\ndeleted" in PAGES["cache.md"]


def test_every_code_is_listed_with_its_weight_and_what_it_says() -> None:
    listed = [row for row in rows("index.md") if row[0].strip("`") in CODES]
    assert listed == [
        [f"`{name}`", f"`{code.weight}`", code.says.removesuffix(".")]
        for name, code in sorted(CODES.items(), key=lambda known: WEIGHTS.index(known[1].weight))
    ]


@pytest.mark.parametrize("names", [WEIGHTS, tuple(FORMATS)], ids=["weights", "formats"])
def test_every_weight_and_format_has_its_row(names: tuple[str, ...]) -> None:
    assert [row[0] for row in rows("index.md") if row[0].strip("`") in names] == [f"`{name}`" for name in names]


def test_the_report_that_is_shown_is_one() -> None:
    (shown,) = blocks(PAGES["index.md"], "json")
    report = parse(shown.encode(), "the page")
    assert report.counts["error"] == len(report.findings) == 1
    keys = {key for row in rows("index.md") if len(row) == 2 for key in re.findall(r"`(\w+)`", row[0])}
    assert set(Report.__dataclass_fields__) - keys == set()


@pytest.mark.parametrize("schema", [Register, NamedLink, Expectation, Rule, KnownBroken, Excluded])
def test_every_key_of_the_register_is_explained(schema: type[Any]) -> None:
    page = PAGES["register.md"]
    assert [key for key in schema.model_fields if f"`{key}`" not in page and f" {key}: " not in page] == []


def test_each_register_that_is_shown_is_one() -> None:
    shown = [block for page in ("register.md", "others.md") for block in read_yaml(page)]
    assert len(shown) == 5
    for block in shown:
        Register.model_validate({"links": {}} | block)


def test_the_workflow_that_is_shown_is_the_real_one() -> None:
    (shown,) = blocks(PAGES["schedule.md"], "yaml")
    real = (ROOT / ".github" / "workflows" / "links.yml").read_text()
    assert real.endswith(shown)
    assert shown.startswith("name: ")


def test_workflows_name_each_action_by_the_commit_that_the_real_ones_name() -> None:
    files = [path.read_text() for path in (ROOT / ".github").rglob("*.yml")]
    real = {found for text in files for found in PINNED.findall(text)}
    shown = {found for text in (ALL, (USE / "ci.md").read_text()) for found in PINNED.findall(text)}
    assert {action for action, *_ in shown - real} == {
        "actions/download-artifact",  # merges parts, which the project's own workflow does not have
        "acme/consentbook/.github/actions/links",  # stands for wherever this project lies
    }
    workflows = [*read_yaml("github-action.md"), *read_yaml("schedule.md"), *read_yaml("shards.md")]
    used = [step["uses"] for workflow in workflows for step in steps(workflow) if "uses" in step]
    assert [action for action in used if not action.startswith("./") and len(action.partition("@")[2]) != 40] == []


def test_the_inputs_of_the_action_are_those_it_has() -> None:
    inputs = yaml.safe_load((ROOT / ".github" / "actions" / "links" / "action.yml").read_text())["inputs"]
    told = {row[0].strip("`"): row[2] for row in rows("github-action.md") if len(row) == 3 and row[0] != "Input"}
    assert {name: told[name].strip("`") for name in inputs if inputs[name]["default"]} == {
        name: given["default"] for name, given in inputs.items() if given["default"]
    }
    assert set(told) - {"---"} == set(inputs)
    (workflow,) = read_yaml("github-action.md")
    (call,) = (step["with"] for step in steps(workflow) if step["uses"].startswith("acme/"))
    assert set(call) <= set(inputs)


def test_the_parts_of_a_matrix_are_as_many_as_it_says() -> None:
    (workflow,) = read_yaml("shards.md")
    parts = workflow["jobs"]["part"]["strategy"]["matrix"]["part"]
    (run,) = (step["run"] for step in steps(workflow) if "--shard" in step.get("run", ""))
    assert f"--shard ${{{{ matrix.part }}}}/{len(parts)} " in run
    assert parts == list(range(1, len(parts) + 1))


def test_the_hooks_that_are_shown_are_there() -> None:
    real = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (config,) = read_yaml("pre-commit.md")
    assert {hook["id"] for repo in config["repos"] for hook in repo["hooks"]} <= real
    assert {row[0].strip("`") for row in rows("pre-commit.md") if row[0].startswith("`")} == real


def test_pages_are_counted_as_they_are(book: Book) -> None:
    written = len(book.pages)
    assert f"and {written} pages are fine" in (USE / "ci.md").read_text()
    built = f": {written + len(book.library.snippets)} pages, "
    assert [path.name for path in (ROOT / "README.md", USE / "ci.md") if built not in path.read_text()] == []
