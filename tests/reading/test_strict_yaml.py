"""The strict YAML reader: what it gives, where it says it stands, and what it refuses."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from consentbook.reading.offences import Offence
from consentbook.reading.strict_yaml import MAX_DEPTH, Tree, parse_yaml


def parse(text: str) -> tuple[Tree | None, list[Offence]]:
    offences: list[Offence] = []
    return parse_yaml(text, "x.yml", offences), offences


def refused(text: str) -> str:
    tree, offences = parse(text)
    assert tree is None
    return "\n".join(map(str, offences))


def test_every_scalar_stays_text() -> None:
    tree, offences = parse("a: no\nb: 1.10\nc: 12:30\nd: 2026-03-03\ne:\nf: [null, ~, 0x1]\n")
    assert not offences
    assert tree is not None
    assert tree.value == {"a": "no", "b": "1.10", "c": "12:30", "d": "2026-03-03", "e": "", "f": ["null", "~", "0x1"]}


def test_every_value_has_its_line() -> None:
    tree, _ = parse("a: 1\nb:\n  - x\n  - y: 2\n    z: 3\n")
    assert tree is not None
    assert tree.line(("a",)) == 1
    assert tree.line(("b", 0)) == 3
    assert tree.line(("b", 1, "z")) == 5
    assert tree.line(("b", 1, "gone")) == 4, "the nearest value around it"


def test_a_part_of_a_tree_keeps_its_lines() -> None:
    tree, _ = parse("a: 1\nb:\n  c: 2\n")
    assert tree is not None
    assert tree.below("b") == Tree({"c": "2"}, {(): 2, ("c",): 3})


def test_every_duplicate_key_is_named_at_once() -> None:
    found = refused("a: 1\nb: 2\na: 3\nc: {x: 1, x: 2}\n")
    assert 'x.yml:3: the key "a" stands twice, first on line 1' in found
    assert 'x.yml:4: the key "x" stands twice' in found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a: &x 1\n", "an anchor or alias is used (&x)"),
        ("a: &x 1\nb: *x\n", "an anchor or alias is used"),
        ("a: !!str 1\n", "a tag is used"),
        ("a: !x {b: 1}\n", "a tag is used"),
        ("<<: {a: 1}\nb: [", "this is not YAML"),
        ("? [a, b]\n: 1\n", "a key is a list or a mapping"),
        ("? {a: b}\n: 1\n", "a key is a list or a mapping"),
        ("a: 1\n---\nb: 2\n", "a second document begins here"),
        ("a: 'b\nc: d\n", "x.yml:1: this is not YAML: a quotation mark is not closed"),
        ("a: b: c\n", 'x.yml:1: this is not YAML: a ": " stands where none can'),
        ("a: b\nc\n", "this is not YAML: a key stands without a colon"),
        ("a: @b\n", "this is not YAML: a value begins with a sign that has a meaning of its own"),
        ("- [- [", "this is not YAML: a value is missing, or begins with a sign"),
        ("a:\n\tb: c\n", "x.yml:2: this is not YAML: a tab stands where spaces are meant"),
        ("a: [b\nc: d\n", "x.yml:2: this is not YAML: a bracket is not closed, or a comma is missing"),
        ("- a\nb: c\n", "x.yml:2: this is not YAML: what stands here does not fit what stands above it"),
        ('a: "\\u0003"\n', "a hidden control character is written here (U+0003)"),
        ('a: "\\ud800"\n', "a hidden control character is written here (U+D800)"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "x.yml:2: here or below, a character or a number is written that does not exist"),
        ('a: "\\U00110000"\n', "a character or a number is written that does not exist"),
        ("%YAML " + "9" * 5000 + ".1\n---\na: 1\n", "a character or a number is written that does not exist"),
        ("a: !x%1b[31m y\n", "a tag is used (!x\ufffd[31m)"),
        ("[" * 60_000, f"deeper than {MAX_DEPTH} levels"),
        ("{a: " * 60_000, f"deeper than {MAX_DEPTH} levels"),
        ("- " * 60_000, f"deeper than {MAX_DEPTH} levels"),
        ("[" + "a," * 50_000 + "]", "more than 20,000 values"),
    ],
)
def test_refuses(text: str, wrong: str) -> None:
    assert wrong in refused(text)


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in ["ab", "bc", "cd"]
    )
    assert "an anchor or alias" in refused(bomb)


words = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=20)
trees = st.recursive(
    words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=20
)


@given(trees)
def test_reads_back_what_was_written(value: Any) -> None:
    tree, offences = parse(json.dumps(value, ensure_ascii=False))
    assert not offences
    assert tree is not None
    assert tree.value == value


@given(st.text(max_size=200))
def test_any_text_is_read_as_pyyaml_reads_it_or_refused(text: str) -> None:
    tree, offences = parse(text)
    assert (tree is None) == bool(offences)
    if tree is not None:
        assert tree.value == yaml.load(text, Loader=yaml.BaseLoader)
