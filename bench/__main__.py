"""``python -m bench``: run the races and print their tables."""

import compileall
from itertools import chain
from pathlib import Path

import click

from bench.races import RACES, Plan
from bench.sites import build_tables, edition_tables
from bench.table import tables
from bench.tools import OURS

HOOKS = Path(__file__).parent.parent / "hooks"
SITES = {"build": build_tables, "editions": edition_tables}


@click.command()
@click.option("--quick", is_flag=True, help="Much less of everything: to see whether it works, not how fast.")
@click.option("--only", multiple=True, type=click.Choice([*RACES, *SITES]), help="Only these races. Repeatable.")
@click.option("--runs", type=click.IntRange(1, 20), default=3, show_default=True, help="How often each tool is run.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file for the tables, too.")
@click.option(
    "--program",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    default=OURS,
    help="Another consentbook to measure, such as that of another branch.",
)
def main(quick: bool, only: tuple[str, ...], runs: int, output: Path | None, program: Path) -> None:
    """Measure link checking, building and publishing beside other tools, in one run and as ratios."""
    compileall.compile_dir(HOOKS, quiet=1)  # as installers have compiled the other tools
    plan = Plan(500, 200, runs, program) if quick else Plan(runs=runs, program=program)
    races = (race for name, measured in RACES.items() if not only or name in only for race in measured(plan))
    sites = (text for name, made in SITES.items() if not only or name in only for text in made(quick=quick, runs=runs))
    texts = []
    for text in chain(tables(races), sites):
        click.echo(f"{text}\n")
        texts.append(f"{text}\n")
    if output:
        output.write_text("\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
