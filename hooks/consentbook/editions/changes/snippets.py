"""Compares the snippets of two editions: texts, blanks, and what is known of them."""

from collections.abc import Iterator, Set
from typing import get_args

from consentbook.editions.changes import actions
from consentbook.editions.changes.diff import compare_words, typeless
from consentbook.editions.changes.inventory import Inventory, SnippetState, TextState
from consentbook.editions.changes.model import Action, BlankChange, Kind, SnippetChange, TextChange
from consentbook.editions.changes.sides import both, facts_between
from consentbook.wording.forms import CONSENT, FORMS, MAIN, REGIONS
from consentbook.wording.text import ELEMENTS, Element


def compare_snippets(old: Inventory, new: Inventory) -> Iterator[SnippetChange]:
    """Yield each snippet that came, went or changed."""
    successors = {gone: id_ for id_, snippet in new.snippets.items() for gone in snippet.replaces}
    for id_, before, after in both(old.snippets, new.snippets):
        if before and after:
            yield from _snippet(id_, before, after, old, new)
        elif after:
            replaced = [gone for gone in after.replaces if gone in old.snippets]
            yield _lone_snippet(id_, after, "added", actions.for_added(replaced))
        elif before:
            instead = successors.get(id_, "")
            title = new.snippets[instead].title if instead else ""
            yield _lone_snippet(id_, before, "removed", actions.for_removed(instead, title), instead)


def _lone_snippet(
    id_: str, snippet: SnippetState, kind: Kind, todo: tuple[Action, ...], instead: str = ""
) -> SnippetChange:
    """Return a snippet that came or went, with its English text."""
    text = snippet.texts.get(MAIN)
    before, after = (text, None) if kind == "removed" else (None, text)
    number = snippet.revision
    return SnippetChange(
        id=id_,
        title=snippet.title,
        kind=kind,
        form=snippet.form,
        regions=snippet.regions,
        regions_before=snippet.regions,
        before=number if kind == "removed" else 0,
        after=0 if kind == "removed" else number,
        instead=instead,
        texts=(_text(MAIN, before, after),) if text else (),
        actions=todo,
    )


def _snippet(
    id_: str, before: SnippetState, after: SnippetState, old: Inventory, new: Inventory
) -> Iterator[SnippetChange]:
    texts = tuple(_text(key, *pair) for key, *pair in both(before.texts, after.texts) if _worded(*pair))
    blanks = tuple(_blanks(before, after, old, new))
    facts = facts_between(*(_of_snippet(side, before.texts.keys() & after.texts.keys()) for side in (before, after)))
    if not (texts or blanks or facts or before.revision != after.revision):
        return
    filled = tuple(actions.for_blanks(blanks, new.blanks))
    yield SnippetChange(
        id=id_,
        title=after.title,
        kind="changed",
        form=after.form,
        regions=after.regions,
        regions_before=before.regions,
        before=before.revision,
        after=after.revision,
        revisions=after.revisions[before.revision :],
        texts=texts,
        blanks=blanks,
        facts=facts,
        actions=actions.for_snippet(before, after, texts, filled, facts),
    )


def _worded(before: TextState | None, after: TextState | None) -> bool:
    """Return whether a text came, went, or says itself otherwise; what is known of it may change alone."""
    return not before or not after or before.template != after.template


def _text(key: str, before: TextState | None, after: TextState | None) -> TextChange:
    kind: Kind = "changed" if before and after else "added" if after else "removed"
    old, new = (text.text if text else "" for text in (before, after))
    said, says = (_said(text) for text in (before, after))
    elements = tuple(element for element in get_args(Element) if said.get(element) != says.get(element))
    return TextChange(
        key=key,
        kind=kind,
        typographic=kind == "changed" and typeless(old) == typeless(new),
        released=not after or after.released,
        elements=elements if kind == "changed" else (),
        words=compare_words(old, new),
    )


def _said(text: TextState | None) -> dict[Element, list[str]]:
    """Return the words that carry each element, in one typography."""
    return {element: list(map(typeless, words)) for element, words in text.coverage.items()} if text else {}


def _of_snippet(snippet: SnippetState, keys: Set[str]) -> dict[str, str]:
    """Return what is known of a snippet, in words by name; of its texts, those with ``keys``."""
    facts = {
        "Title": snippet.title,
        "Form": FORMS[snippet.form].label,
        "Consent model": CONSENT[snippet.consent],
        "Regions": ", ".join(REGIONS[region] for region in snippet.regions),
        "Not in": ", ".join(REGIONS[region] for region in snippet.avoid_in),
        "Must say": ", ".join(ELEMENTS[element] for element in snippet.must_cover),
    }
    for key in sorted(keys):
        facts[f"Review of {actions.name_of(key)}"] = "; ".join(snippet.texts[key].reviews)
    return facts


def _blanks(before: SnippetState, after: SnippetState, old: Inventory, new: Inventory) -> Iterator[BlankChange]:
    for name in after.variables:
        if name not in before.variables:
            yield BlankChange(name=name, kind="added", label=_label(name, new))
    for name in before.variables:
        if name not in after.variables:
            yield BlankChange(name=name, kind="removed", label=_label(name, old))


def _label(name: str, inventory: Inventory) -> str:
    return inventory.blanks[name].label if name in inventory.blanks else name
