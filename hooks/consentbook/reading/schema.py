"""From a YAML tree to a typed, frozen value: every error of the schema becomes an offence with its line."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from consentbook.reading.offences import Offence, Rejected, did_you_mean
from consentbook.reading.strict_yaml import Path as Place
from consentbook.reading.strict_yaml import Tree, parse_yaml

# Metadata is shown as plain text in pages, feeds and terminals: no character of HTML or Markdown's markup is taken,
# so that it can carry none.
# It begins with a letter, so that no line of Markdown begins with it as a list, a heading or a fence.
PLAIN = r"^[^\W\d_][^<>\[\]{}`*\\|_\r\n]*$"
Plain = Annotated[str, StringConstraints(pattern=PLAIN, max_length=300)]


def _splits(address: str) -> str:
    urlsplit(address)
    return address


Address = Annotated[
    str,
    StringConstraints(pattern=r"^https://[^\s/@<>\"'`]+(/[^\s<>\"'`]*)?$", max_length=500),
    AfterValidator(_splits),
]
NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
Name = Annotated[str, StringConstraints(pattern=rf"^{NAME.pattern}$", max_length=64)]
# A value that a reader might fill in; blanks and markup have no place in it.
Example = Annotated[str, StringConstraints(pattern=r"^[^<>{}`\\\r\n]*$", min_length=1, max_length=300)]


class Schema(BaseModel):
    """The base of all schemas: frozen, and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unfit(ValueError):
    """Values do not fit each other: a validator says what is wrong, how to mend it, and ``at`` which key."""

    def __init__(self, wrong: str, mend: str, *at: str | int) -> None:
        super().__init__(wrong)
        self.mend, self.at = mend, at


S = TypeVar("S", bound=Schema)


def build(schema: type[S], tree: Tree, name: str, offences: list[Offence]) -> S | None:
    """Return the value of ``schema`` that ``tree`` describes, or ``None`` after adding every offence in it."""
    try:
        return schema.model_validate(tree.value)
    except ValidationError as invalid:
        offences.extend(_offence(error, schema, tree, name) for error in invalid.errors(include_url=False))
        return None


def build_list(schema: type[S], tree: Tree, name: str, offences: list[Offence]) -> tuple[S, ...] | None:
    """Return the values of a list of ``schema``, or ``None`` after adding every offence in it."""
    try:
        built: tuple[S, ...] = _list_of(schema).validate_python(tree.value)
    except ValidationError as invalid:
        offences.extend(_offence(error, schema, tree, name) for error in invalid.errors(include_url=False))
        return None
    return built


@cache
def _list_of(schema: type[Schema]) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[schema, ...])  # type: ignore[valid-type]


def build_each(schema: type[S], tree: Tree, name: str, offences: list[Offence]) -> dict[str, S]:
    """Return the values of a mapping from names to ``schema``, without those that are wrong."""
    if not isinstance(tree.value, dict):
        offences.append(Offence(name, tree.line(()), f"{_got(tree.value)}, but a mapping was meant", _NAMES))
        return {}
    wrong = [key for key in tree.value if not NAME.fullmatch(key)]
    offences.extend(Offence(name, tree.line((key,)), f'"{key}" is no name', _NAMES) for key in wrong)
    built = {key: build(schema, tree.below(key), name, offences) for key in tree.value}
    return {key: value for key, value in built.items() if value is not None}


def read_data(schema: type[S], path: Path) -> dict[str, S]:
    """Return what a data file of the package says, by name; raises ``Rejected`` if it is not right."""
    offences: list[Offence] = []
    tree = parse_yaml(path.read_text(encoding="utf-8"), path.name, offences)
    found = build_each(schema, tree, path.name, offences) if tree else {}
    if offences:
        raise Rejected(offences)
    return found


_NAMES = "Write `name:` lines; names are small letters, digits, - and _."


def _offence(error: ErrorDetails, schema: type[Schema], tree: Tree, name: str) -> Offence:
    path = _written(error, tree)
    line, value = tree.line(path), error["input"]
    where, mend = _named(path), _mend(error, schema, path)
    match error["type"]:
        case "missing":
            return Offence(name, line, f'the key "{path[-1]}" is missing', f"Add `{path[-1]}:`. {mend}")
        case "extra_forbidden":
            known = _fields_at(schema, path)
            meant = did_you_mean(str(path[-1]), known)
            return Offence(name, line, f'unknown key "{path[-1]}"', f"Known here: {', '.join(known)}.", meant)
        case "literal_error":
            choices = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
            word = isinstance(value, str) and value
            wrong = f'"{_short(value)}" is not known here' if word else f"{where}: {_got(value)}, but a word was meant"
            return Offence(name, line, wrong, f"One of: {', '.join(choices)}.", did_you_mean(str(value), choices))
        case "value_error" if isinstance(unfit := error["ctx"]["error"], Unfit):
            return Offence(name, tree.line((*path, *unfit.at)), str(unfit), unfit.mend)
        case _:
            return Offence(name, line, f"{where}: {_got(value)}, but {_wanted(error)}", mend)


def _written(error: ErrorDetails, tree: Tree) -> Place:
    """Return the place of what is wrong, without the names that only the schema has, such as those of alternatives."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    while path and path not in tree.lines and error["type"] != "missing":
        path = path[:-1]
    return path


def _named(path: Place) -> str:
    """Return the keys that lead to a place; which entry of a list it is in, its line says."""
    keys = ".".join(part for part in path if isinstance(part, str))
    return keys or ("an entry" if path else "the whole")


def _mend(error: ErrorDetails, schema: type[Schema], path: Place) -> str:
    """Return what is meant at ``path``, or at the nearest place around it that is described."""
    for end in range(len(path), 0, -1):
        field = _fields_at(schema, path[:end]).get(path[end - 1])
        if field and field.description:
            return f"{field.description[:1].upper()}{field.description[1:]}."
    ways = {"tuple_type": "Begin each entry with `- `.", "model_type": _KEYS, "dict_type": _KEYS}
    return ways.get(error["type"], "Correct it.")


_KEYS = "Write `key: value` lines."


def _fields_at(schema: Any, path: tuple[int | str, ...]) -> Any:
    """Return the fields of the schema that holds the key at the end of ``path``."""
    for part in path[:-1]:
        fields = getattr(schema, "model_fields", {})
        inner = fields[part].annotation if part in fields else schema
        schema = next((a for a in (inner, *_all_args(inner)) if isinstance(a, type) and issubclass(a, Schema)), schema)
    return getattr(schema, "model_fields", {})


def _all_args(annotation: Any) -> list[Any]:
    return [inner for arg in get_args(annotation) for inner in (arg, *_all_args(arg))]


def _got(value: Any) -> str:
    if isinstance(value, dict):
        return "got a mapping"
    if isinstance(value, list):
        return "got a list"
    return f'got "{_short(value)}"' if value not in ("", None) else "got nothing"


def _short(value: Any) -> str:
    """Return a value on one line, cut where it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."


def _wanted(error: ErrorDetails) -> str:
    """Return what was meant instead, in the words of this house."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        if not error["input"]:
            return "it must say something"
        return _PLAIN if context["pattern"] == PLAIN else "it must be written otherwise"
    if kind in _WANTED:
        return _WANTED[kind].format_map(context)
    if kind.startswith("date_"):
        return "a day was meant"
    return _lower_first(error["msg"].removeprefix("Value error, "))


_PLAIN = "plain words were meant, which begin with a letter and hold no sign of markup such as < [ * or _"
_NUMBER = "a whole number was meant"
_WANTED = {
    "string_type": "a text was meant",
    "tuple_type": "a list was meant",
    "dict_type": "a mapping was meant",
    "model_type": "a mapping was meant",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "greater_than": "more than {gt} was meant",
    "greater_than_equal": "at least {ge} was meant",
    "too_short": "at least {min_length} was meant",
    "string_too_short": "at least {min_length} character was meant",
    "string_too_long": "at most {max_length} characters were meant",
}


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
