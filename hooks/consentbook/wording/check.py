"""What a library must hold to: ids once, known parts, declared blanks, limits, coverage, and the rules on wording."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from consentbook.reading.offences import Offence, did_you_mean
from consentbook.rules.engine import review_text, rules
from consentbook.wording import render
from consentbook.wording.forms import MAIN, OPT_IN_REGIONS, ROOM_TO_TRANSLATE, lies_in
from consentbook.wording.meta import Review
from consentbook.wording.model import Library, Part, Snippet, Text
from consentbook.wording.text import ELEMENTS

# What the type of a variable must be where its blank is an address.
ADDRESS_TYPES = {"address": "https-url", "mailto": "email", "tel": "string"}


def check_library(library: Library, snippets: Iterable[Snippet], offences: list[Offence]) -> None:
    """Add to ``offences`` what is wrong with ``snippets`` and the variables; ``snippets`` may repeat an id."""
    first: dict[str, Snippet] = {}
    for snippet in snippets:
        earlier = first.setdefault(snippet.id, snippet)
        if earlier is not snippet:
            mend = f"Give one of the two another id; the first is {earlier.path}."
            offences.append(Offence(snippet.path, 1, f'the id "{snippet.id}" stands twice', mend))
        for text in snippet.texts.values():
            offences.extend(_parts(snippet, text))
            offences.extend(_limits(snippet, text))
            offences.extend(_coverage(snippet, text))
            offences.extend(_choices(text))
            offences.extend(_words(text, library))
            offences.extend(_translates(snippet, text))
        offences.extend(_regions(snippet))
    offences.extend(_replaced(library))
    used = {variable for snippet in first.values() for text in snippet.texts.values() for variable in text.variables}
    unused = sorted(library.variables.keys() - used)
    offences.extend(
        _broken("unused-variable", "snippets/variables.yml", 1, f'no snippet uses the variable "{variable}"')
        for variable in unused
    )


def check_blanks(path: str, parts: Iterable[Part], library: Library, offences: list[Offence]) -> None:
    """Add to ``offences`` each blank in ``parts`` of the file ``path`` whose variable is unknown or does not fit."""
    declared = library.variables
    for part in parts:
        for variable, use in render.blanks(part.blocks):
            wanted = ADDRESS_TYPES.get(use)
            if library.names and variable not in library.names:
                meant = did_you_mean(variable, library.names)
                wrong = f'the variable "{variable}" is not declared'
                offences.append(_broken("undeclared-variable", path, part.line, wrong, meant))
            elif wanted and variable in declared and declared[variable].type != wanted:
                wrong = f'the variable "{variable}" of type {declared[variable].type} stands where {wanted} is needed'
                offences.append(Offence(path, part.line, wrong, f"Use a variable of type {wanted}."))


def notices(library: Library, today: date) -> Iterator[Offence]:
    """Yield what a preview shows and a release refuses: lapsed reviews, stale translations, unreleased texts."""
    for snippet in library.snippets.values():
        for text in snippet.texts.values():
            for review in text.reviews:
                if wrong := _lapsed(snippet, text, review, today):
                    yield _broken("review-lapsed", text.path, 1, wrong)
        for text in snippet.stale:
            wrong = f"it translates revision {text.meta.translates}, and the English text has changed since"
            yield _broken("stale-translation", text.path, text.line("translates"), wrong)
        if changed := snippet.unreleased:
            wrong = f"not as in revision {len(snippet.history.entries)}: {', '.join(changed)}"
            wrong = wrong if snippet.history.entries else "the snippet has no revision yet"
            yield _broken("unreleased", snippet.path, 1, wrong)


def _lapsed(snippet: Snippet, text: Text, review: Review, today: date) -> str:
    """Say why ``review`` no longer counts, or nothing."""
    if review.status != "reviewed":
        return ""
    if review.review_by and review.review_by < today:
        return f"the review was due by {review.review_by}"
    if snippet.history.state(review.revision).get(text.key) != text.template:
        return f"revision {review.revision} was reviewed, and the text has changed since"
    return ""


def _broken(code: str, path: str, line: int, wrong: str, meant: str = "") -> Offence:
    """Return the offence against the rule ``code``."""
    return Offence(path, line, wrong, rules()[code].mend, meant, code)


def _parts(snippet: Snippet, text: Text) -> Iterator[Offence]:
    form, names = snippet.form, Counter(part.name for part in text.parts)
    known = (*form.required, *form.optional)
    for part in text.parts:
        if part.name not in known:
            wrong = f'the form {snippet.meta.form} has no part "{part.name}"'
            mend = f"Its parts: {', '.join(known)}."
            yield Offence(text.path, part.line, wrong, mend, did_you_mean(part.name, known))
        elif names[part.name] > 1:
            yield Offence(text.path, part.line, f'the part "{part.name}" stands twice', "Keep one.")
        if not part.blocks:
            yield Offence(text.path, part.line, f'the part "{part.name}" is empty', "Write its text.")
    required = form.required if text.key == MAIN else tuple(part.name for part in snippet.main.parts)
    missing = [name for name in required if name not in names]
    for name in missing:
        yield _broken("missing-part", text.path, 1, f'the part "{name}" is missing')
    if not text.parts and not missing:
        yield _broken("missing-part", text.path, 1, "the text has no part")


def _limits(snippet: Snippet, text: Text) -> Iterator[Offence]:
    for key, limit in snippet.meta.limits.items():
        parts = [part for part in text.parts if key == "all" or part.name.startswith(key)]
        number, unit = limit.split()
        most = int(number) if text.language == MAIN else int(int(number) * ROOM_TO_TRANSLATE)
        if not parts:
            yield Offence(text.path, 1, f'the limit "{key}" fits no part', "Name a part, or write `all`.")
        elif (length := _length(parts, unit)) > most:
            wrong = f"{key}: {length} {unit}, but at most {most} were meant"
            yield _broken("too-long", text.path, parts[0].line, wrong)


def _length(parts: Iterable[Part], unit: str) -> int:
    text = " ".join(render.words(part.blocks) for part in parts)
    return len(text.split()) if unit == "words" else len(text)


def _coverage(snippet: Snippet, text: Text) -> Iterator[Offence]:
    for element in snippet.meta.must_cover:
        if element not in text.coverage:
            wrong = f"no words are marked as carrying the element {element} ({ELEMENTS[element]})"
            yield _broken("missing-element", text.path, 1, wrong)


def _choices(text: Text) -> Iterator[Offence]:
    """Each layer with a part ``accept`` has a part ``reject``."""
    names = {(part.layer, part.role) for part in text.parts}
    for part in text.parts:
        if part.role == "accept" and (part.layer, "reject") not in names:
            yield _broken("accept-without-reject", text.path, part.line, "accepting is offered without refusing")


def _regions(snippet: Snippet) -> Iterator[Offence]:
    """A region is used or avoided; a banner that only tells is for none where recording waits for a yes."""
    used, avoided = snippet.meta.regions, snippet.meta.avoid_in
    for region in sorted(region for region in used if any(lies_in(region, outer) for outer in avoided)):
        wrong = f"the region {region} is both in regions and in avoid_in"
        line = snippet.main.line("regions", used.index(region))
        yield Offence(snippet.path, line, wrong, "Delete it from one of the two.")
    if snippet.meta.form == "banner" and snippet.meta.consent == "notice":
        told = {region for region in OPT_IN_REGIONS if any(lies_in(region, outer) for outer in used)}
        unasked = sorted(region for region in told if not any(lies_in(region, outer) for outer in avoided))
        if unasked:
            what = f"a notice is offered for regions that need a yes: {', '.join(unasked)}"
            yield _broken("notice-in-opt-in-region", snippet.path, snippet.main.line("regions"), what)


def _replaced(library: Library) -> Iterator[Offence]:
    """What a snippet replaces is gone, and replaced by one only."""
    first: dict[str, str] = {}
    for snippet in library.snippets.values():
        for number, id_ in enumerate(snippet.meta.replaces):
            line = snippet.main.line("replaces", number)
            if id_ in library.ids:
                yield Offence(snippet.path, line, f'"{id_}" is still there', "Delete it from `replaces`.")
            elif (by := first.setdefault(id_, snippet.id)) != snippet.id:
                yield Offence(snippet.path, line, f'"{by}" replaces "{id_}" already', "Keep it in one of the two.")


def _words(text: Text, library: Library) -> Iterator[Offence]:
    """Apply the rules for plain text to each part, with the variables' labels in the blanks."""
    for part in text.parts:
        words = render.words(part.blocks)
        for name, variable in library.variables.items():
            words = words.replace(f"{{{{{name}}}}}", variable.label)
        for finding in review_text(words, text.language):
            yield _broken(finding.code, text.path, part.line, f'"{finding.words}" stands here')


def _translates(snippet: Snippet, text: Text) -> Iterator[Offence]:
    """A translation says which English revision it translates; the English texts translate nothing."""
    revision, latest = text.meta.translates, len(snippet.history.entries)
    if text.language != MAIN and not revision:
        mend = "Add `translates:` with the number of the English revision that it translates."
        yield Offence(text.path, 1, "the translation does not say what it translates", mend)
    elif text.language == MAIN and revision:
        yield Offence(text.path, text.line("translates"), "an English text translates nothing", "Delete `translates`.")
    elif revision and revision > latest + 1:
        wrong = f"it translates revision {revision}, but the latest is {latest}"
        yield Offence(text.path, text.line("translates"), wrong, "Write the number of a revision that is there.")
