"""Templates are compiled once in a process, and anew where they changed."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme

from consentbook.site.compiled import Compiled, quicken


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


def test_a_template_is_known_by_its_name_wherever_it_lies(tmp_path: Path) -> None:
    compiled = Compiled()
    for folder, text in (("one", "same"), ("two", "same"), ("three", "other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_text(text)
        assert render(tmp_path / folder, compiled) == text
    assert list(compiled.kept) == ["a"]


def test_a_theme_has_one_environment_which_lists_no_icons_and_writes_no_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("<p>\n  {% if true %}\n  a\n  {% endif %}\n</p>\n")
    theme = Theme(name="material", custom_dir=str(tmp_path))
    before = set(theme.get_env().list_templates())
    quicken(theme)
    env = theme.get_env()
    assert theme.get_env() is env
    listed = set(env.list_templates())
    assert listed == {name for name in before if not name.startswith(".") and "/." not in name}
    assert {"own.html", "partials/nav.html", "assets/images/favicon.png"} <= listed
    assert len(before) > 10 * len(listed)
    assert env.get_template("own.html").render() == "<p>\n  a\n</p>"
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "late.html").write_text("late")
    theme.dirs.append(str(tmp_path / "later"))  # as a plugin may
    assert env.get_template("late.html").render() == "late"
    assert env.get_template(".icons/material/menu.svg").render().startswith("<svg")
