"""What a library must hold to: ids once, parts that its form knows, blanks that are declared, limits, coverage."""

from collections import Counter
from collections.abc import Iterable

from consentbook.reading.offences import Offence, did_you_mean
from consentbook.wording import render
from consentbook.wording.model import Library, Part, Snippet
from consentbook.wording.text import ELEMENTS

# What the type of a variable must be where its blank is an address.
ADDRESS_TYPES = {"address": "https-url", "mailto": "email", "tel": "string"}


def check_library(library: Library, snippets: Iterable[Snippet], offences: list[Offence]) -> None:
    """Add to ``offences`` what is wrong with ``snippets`` and the variables; ``snippets`` may repeat an id."""
    first: dict[tuple[str, str], Snippet] = {}
    for snippet in snippets:
        earlier = first.setdefault((snippet.id, snippet.language), snippet)
        if earlier is not snippet:
            mend = f"Give one of the two another id; the first is {earlier.path}."
            offences.append(Offence(snippet.path, 1, f'the id "{snippet.id}" stands twice', mend))
        _check_parts(snippet, offences)
        check_blanks(snippet.path, snippet.parts, library, offences)
        _check_limits(snippet, offences)
        _check_coverage(snippet, offences)
    used = {variable for snippet in first.values() for variable in snippet.variables}
    for variable in sorted(library.variables.keys() - used):
        mend = "Delete it, or use it."
        offences.append(Offence("snippets/variables.yml", 1, f'no snippet uses the variable "{variable}"', mend))


def _check_parts(snippet: Snippet, offences: list[Offence]) -> None:
    form, names = snippet.form, Counter(part.name for part in snippet.parts)
    known = (*form.required, *form.optional)
    for part in snippet.parts:
        if part.name not in known:
            wrong = f'the form {snippet.meta.form} has no part "{part.name}"'
            mend = f"Its parts: {', '.join(known)}."
            offences.append(Offence(snippet.path, part.line, wrong, mend, did_you_mean(part.name, known)))
        elif names[part.name] > 1:
            offences.append(Offence(snippet.path, part.line, f'the part "{part.name}" stands twice', "Keep one."))
        if not part.blocks:
            offences.append(Offence(snippet.path, part.line, f'the part "{part.name}" is empty', "Write its text."))
    missing = [name for name in form.required if name not in names]
    offences.extend(
        Offence(snippet.path, 1, f'the part "{name}" is missing', f"Add `## {name}` and its text.") for name in missing
    )
    if not snippet.parts and not missing:
        offences.append(Offence(snippet.path, 1, "the snippet has no part", f"Add one of: {', '.join(known)}."))


def check_blanks(path: str, parts: Iterable[Part], library: Library, offences: list[Offence]) -> None:
    """Add to ``offences`` each blank in ``parts`` of the file ``path`` whose variable is unknown or does not fit."""
    declared = library.variables
    for part in parts:
        for variable, use in render.blanks(part.blocks):
            wanted = ADDRESS_TYPES.get(use)
            if library.names and variable not in library.names:
                wrong = f'the variable "{variable}" is not declared'
                mend = "Declare it in snippets/variables.yml, or use one that is there."
                offences.append(Offence(path, part.line, wrong, mend, did_you_mean(variable, library.names)))
            elif wanted and variable in declared and declared[variable].type != wanted:
                wrong = f'the variable "{variable}" of type {declared[variable].type} stands where {wanted} is needed'
                offences.append(Offence(path, part.line, wrong, f"Use a variable of type {wanted}."))


def _check_limits(snippet: Snippet, offences: list[Offence]) -> None:
    for key, limit in snippet.meta.limits.items():
        parts = [part for part in snippet.parts if key == "all" or part.name.startswith(key)]
        most, unit = limit.split()
        if not parts:
            offences.append(Offence(snippet.path, 1, f'the limit "{key}" fits no part', "Name a part, or write `all`."))
        elif (length := _length(parts, unit)) > int(most):
            wrong = f"{key}: {length} {unit}, but at most {most} were meant"
            offences.append(Offence(snippet.path, parts[0].line, wrong, "Say it shorter."))


def _length(parts: Iterable[Part], unit: str) -> int:
    text = " ".join(render.words(part.blocks) for part in parts)
    return len(text.split()) if unit == "words" else len(text)


def _check_coverage(snippet: Snippet, offences: list[Offence]) -> None:
    for element in snippet.meta.must_cover:
        if element not in snippet.coverage:
            wrong = f"no words are marked as carrying the element {element} ({ELEMENTS[element]})"
            mend = f"Say it, and mark the words: [...]{{.{element}}}."
            offences.append(Offence(snippet.path, 1, wrong, mend))
