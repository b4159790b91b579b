"""What a product team must do about a change, by plain rules. No rule says what the law asks for: counsel does."""

from collections.abc import Iterator, Sequence

from consentbook.editions.changes.inventory import BlankState, ItemState, SnippetState
from consentbook.editions.changes.model import Action, BlankChange, Fact, PageChange, TextChange
from consentbook.links.inside.sources import built_uri
from consentbook.wording.forms import LANGUAGES, MAIN
from consentbook.wording.text import ELEMENTS

# Elements that people decided on, and those that must be true of the product.
DECIDED_ON = ("technology", "data", "purpose", "processor")
MUST_BE_TRUE = ("retention", "protection")

NOTHING = "No need to act."
NEXT_RELEASE = Action("none", f"{NOTHING} Take it over with your next release.")


def for_snippet(
    old: SnippetState, new: SnippetState, texts: Sequence[TextChange], blanks: Sequence[Action], facts: Sequence[Fact]
) -> tuple[Action, ...]:
    """Return what to do about a snippet that changed."""
    waiting = [text for text in texts if not text.released]
    worded = [text for text in texts if text.released and not text.typographic]
    found = list(_withdrawn(old, new))
    if waiting:
        found.append(Action("wait", f"Wait for the release of {_languages(waiting)}: what is here can still change."))
    if worded:
        found.append(_replace(old, new, worded))
        found += _about_elements(new, worded)
    elif texts and not waiting:
        found.append(NEXT_RELEASE)
    found += [*_stale(new, worded), *blanks]
    moved = [fact.name.lower() for fact in facts if fact.name in {"Form", "Consent model", "Regions", "Not in"}]
    if moved:
        found.append(Action("check-use", f"Check that you may still use it where you do: {listed(moved)} changed."))
    return tuple(found) or (Action("none", NOTHING),)


def _withdrawn(old: SnippetState, new: SnippetState) -> Iterator[Action]:
    keys = [key for key, text in new.texts.items() if text.withdrawn]
    withdrawn = [name_of(key) for key in keys if key not in old.texts or not old.texts[key].withdrawn]
    if withdrawn:
        words = f"Stop using {listed(withdrawn)}: the wording was withdrawn. Ask counsel what to show instead."
        yield Action("stop", words)


def _replace(old: SnippetState, new: SnippetState, worded: Sequence[TextChange]) -> Action:
    gone = [text for text in worded if text.kind == "removed"]
    kept = [text for text in worded if text.kind == "changed"]
    added = [text for text in worded if text.kind == "added"]
    said = []
    if kept:
        said.append(f"Replace your copy of revision {old.revision} by revision {new.revision}: {_languages(kept)}.")
    if added:
        said.append(f"There is a text now in {_languages(added)}: use it if you speak to readers of it.")
    if gone:
        said.append(f"Stop using {_languages(gone)}: there is no such text any more.")
    return Action("replace" if kept else "stop" if gone else "none", " ".join(said))


def _about_elements(new: SnippetState, worded: Sequence[TextChange]) -> Iterator[Action]:
    changed = [element for element in ELEMENTS if any(element in text.elements for text in worded)]
    decided, true = ([e for e in changed if e in group] for group in (DECIDED_ON, MUST_BE_TRUE))
    again = "asked again" if new.consent == "opt-in" else "told or asked again"
    if decided:
        words = f"The words on {_named(decided)} changed: ask counsel, and check whether people must be {again}."
        yield Action("ask-counsel", words)
    elif any(text.kind == "changed" for text in worded):
        yield Action("ask-counsel", "Have counsel look at the new words before you show them.")
    if true:
        yield Action("check-use", f"The words on {_named(true)} changed: check that they are true of your product.")
    if "choice" in changed:
        words = "The words on the choice changed: check that refusing and withdrawing work in your product as they say."
        yield Action("check-choice", words)


def _stale(new: SnippetState, worded: Sequence[TextChange]) -> Iterator[Action]:
    stale = [name_of(key) for key, text in new.texts.items() if text.stale]
    if stale and any(text.key == MAIN and text.kind == "changed" for text in worded):
        yield Action("wait", f"The English text changed, and {listed(stale)} did not follow: ask for a translation.")


def for_blanks(blanks: Sequence[BlankChange], known: dict[str, BlankState]) -> Iterator[Action]:
    """Yield what to do about blanks that came or went."""
    for blank in blanks:
        if blank.kind == "added":
            help_ = f": {known[blank.name].help}" if blank.name in known else "."
            yield Action("fill", f"Give a value for {blank.label} ({blank.name}){help_}")
        else:
            yield Action("none", f"{blank.label} ({blank.name}) is asked for no more.")


def for_added(replaced: Sequence[str]) -> tuple[Action, ...]:
    """Return what to do about a new snippet, which may have ``replaced`` others."""
    if not replaced:
        return (Action("none", f"{NOTHING} Use it where it fits."),)
    return (Action("replace", f"Use it in place of {listed(replaced)}, which is gone."),)


def for_removed(instead: str, title: str) -> tuple[Action, ...]:
    """Return what to do about a snippet that is gone; ``instead`` is the id of the one that replaces it."""
    if instead:
        return (Action("stop", f"Stop using it. Use {title} ({instead}) instead."),)
    return (Action("stop", "Stop using it. Nothing replaces it: ask counsel what to show instead."),)


def for_item(old: ItemState | None, new: ItemState | None, instead: str, worded: bool, facts: Sequence[Fact]) -> Action:
    """Return what to do about an item. ``worded`` says that its words changed and not their typography alone."""
    if not new:
        words = f"Answer {instead} instead, which says it now." if instead else "Take it off your list."
        return Action("answer" if instead else "none", words)
    before = "before the next launch" if new.required else "at your next review"
    if not old:
        return Action("answer", f"Answer it {before}.")
    if new.required and not old.required:
        return Action("answer", "Answer it before the next launch: it is required now.")
    if worded and old.digest != new.digest:
        return Action("answer", f"Answer it again {before}: what it states, or how to check it, changed.")
    if any(fact.name in {"Regions", "Consent model", "For"} for fact in facts):
        return Action("answer", "Check whether it is yours to answer: whom it is for changed.")
    return Action("none", NOTHING)


def for_page(page: PageChange, typographic: bool) -> Action:
    """Return what to do about a page."""
    if page.kind == "added":
        return Action("read", "Read it if you work on what it is about.")
    if page.kind == "moved":
        return Action("relink", f"Mend your links to {address_of(page.before)}.")
    if page.kind == "removed":
        return Action("relink", "Mend your links to it: it is gone.")
    if page.anew:
        return Action("read", "Read it again if you work on what it is about.")
    return Action("none", NOTHING) if typographic else Action("read", "Read what changed.")


def for_link(before: str, after: str) -> Action:
    """Return what to do about a named link with the address that it had, and the one it has."""
    if not before:
        return Action("none", NOTHING)
    if not after:
        return Action("relink", f"Check your links to {before}: this site leads there no more.")
    return Action("relink", f"Where your product links to {before}, link to {after} instead.")


def address_of(uri: str) -> str:
    """Return the address of a page below that of its edition, as in ``guide/why/``."""
    return built_uri(uri).removesuffix("index.html")


def _languages(texts: Sequence[TextChange]) -> str:
    return listed([name_of(text.key) for text in texts])


def name_of(key: str) -> str:
    """Return language and tone of a text in words: ``en.formal`` is "English (formal)"."""
    language, _, tone = key.partition(".")
    named = LANGUAGES.get(language, language)
    return f"{named} ({tone})" if tone else named


def _named(elements: Sequence[str]) -> str:
    return listed([ELEMENTS[element].lower() for element in elements])


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b", or "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
