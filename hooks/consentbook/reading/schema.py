"""From a YAML tree to a typed, frozen value: every error of the schema becomes an offence with its line."""

import re
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from consentbook.reading.offences import Offence, Rejected, did_you_mean
from consentbook.reading.strict_yaml import Tree, parse_yaml

# Metadata is shown as plain text in pages, feeds and terminals: no character of HTML or Markdown's markup is taken,
# so that it can carry none.
# It begins with a letter, so that no line of Markdown begins with it as a list, a heading or a fence.
Plain = Annotated[str, StringConstraints(pattern=r"^[^\W\d_][^<>\[\]{}`*\\|_\r\n]*$", max_length=300)]


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


S = TypeVar("S", bound=Schema)


def build(schema: type[S], tree: Tree, name: str, offences: list[Offence]) -> S | None:
    """Return the value of ``schema`` that ``tree`` describes, or ``None`` after adding every offence in it."""
    try:
        return schema.model_validate(tree.value)
    except ValidationError as invalid:
        offences.extend(_offence(error, schema, tree, name) for error in invalid.errors(include_url=False))
        return None


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
    path = tuple(part for part in error["loc"] if part != "[key]")
    fields = _fields_at(schema, path)
    key = str(path[-1]) if path else ""
    line = tree.line(path)
    described = fields[key].description if key in fields else None
    mend = f"{described[:1].upper()}{described[1:]}." if described else "Mend the value."
    match error["type"]:
        case "missing":
            return Offence(name, line, f'the key "{key}" is missing', f"Add `{key}:`. {mend}")
        case "extra_forbidden":
            known = ", ".join(fields)
            return Offence(name, line, f'unknown key "{key}"', f"Known here: {known}.", did_you_mean(key, fields))
        case "literal_error":
            choices = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
            value = str(error["input"])
            return Offence(
                name,
                line,
                f'"{value}" is not known here',
                f"One of: {', '.join(choices)}.",
                did_you_mean(value, choices),
            )
        case _:
            where = ".".join(map(str, path)) or "the whole"
            return Offence(name, line, f"{where}: {_got(error['input'])}, but {_wanted(error)}", mend)


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
    return f'got "{value}"' if len(str(value)) <= 80 else f'got "{str(value)[:77]}..."'


def _wanted(error: ErrorDetails) -> str:
    kinds = {
        "string_type": "a text was meant",
        "list_type": "a list was meant",
        "tuple_type": "a list was meant",
        "dict_type": "a mapping was meant",
        "model_type": "a mapping was meant",
        "string_pattern_mismatch": "it holds characters that have no place here",
    }
    return kinds.get(error["type"], _lower_first(error["msg"].removeprefix("Value error, ")))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
