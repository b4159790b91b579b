"""Templates are compiled once in a process, and anew where they changed."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from consentbook.site.compiled import Compiled


def render(folder: Path, compiled: Compiled) -> str:
    return (
        Environment(loader=FileSystemLoader(folder), bytecode_cache=compiled, autoescape=True)
        .get_template("a")
        .render()
    )


def test_a_template_is_compiled_once_and_anew_when_it_changed(tmp_path: Path) -> None:
    compiled = Compiled()
    (tmp_path / "a").write_text("one")
    assert render(tmp_path, compiled) == "one"
    kept = dict(compiled.kept)
    assert len(kept) == 1
    assert (render(tmp_path, compiled), compiled.kept) == ("one", kept)
    (tmp_path / "a").write_text("two")
    assert render(tmp_path, compiled) == "two"
    assert compiled.kept != kept


def test_what_was_compiled_is_used(tmp_path: Path) -> None:
    compiled, other = Compiled(), Compiled()
    (tmp_path / "a").write_text("one")
    render(tmp_path, compiled)
    ((key, code),) = compiled.kept.items()
    other.kept[key] = code.replace(b"one", b"two")
    assert render(tmp_path, other) == "two"
