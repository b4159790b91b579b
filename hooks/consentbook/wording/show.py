"""What the directives show: HTML from templates, with Markdown between it where a link should be checked."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from consentbook.templates import render_template
from consentbook.wording.diff import word_diff
from consentbook.wording.directives import Directive
from consentbook.wording.feed import text_data, to_json
from consentbook.wording.forms import CONSENT, FORMS, LANGUAGES, MAIN, REGIONS, TONES
from consentbook.wording.model import Library, Part, Snippet, Text
from consentbook.wording.render import blanks_marked, json_blanks_marked, to_html, to_preview, to_preview_words
from consentbook.wording.text import ELEMENTS


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of HTML, which is not parsed as Markdown."""

    html: str


def show(directive: Directive, library: Library) -> Iterator[Piece | str]:
    """Yield what ``directive`` shows, as HTML and as lines of Markdown."""
    match directive.name:
        case "snippet":
            named = directive.argument, directive.key
            if named not in library.cards:
                snippet = library.snippets[directive.argument]
                library.cards[named] = tuple(card(snippet, snippet.texts[directive.key]))
            return iter(library.cards[named])
        case "preview":
            return preview(library.snippets[directive.argument])
        case "history":
            return history(library.snippets[directive.argument])
        case "reviews":
            return reviews(library)
        case _:
            return catalogue(library)


def card(snippet: Snippet, text: Text) -> Iterator[Piece | str]:
    """Yield a card of one text. Its permalink is Markdown, so that MkDocs makes it relative and checks it."""
    linked = [ELEMENTS[key] for key in snippet.meta.by_link if key not in text.coverage]
    formats = {
        "Plain text": text.text,
        "Markdown": text.markdown,
        "HTML": text.html,
        "JSON": to_json(text_data(snippet, text)).rstrip(),
    }
    marked = {
        name: (json_blanks_marked if name == "JSON" else blanks_marked)(source) for name, source in formats.items()
    }
    named = snippet.meta.title if text.key == MAIN else f"{snippet.meta.title} ({text.key})"
    values = {"snippet": snippet, "text": text, "named": named, "linked": linked, "html": to_html, "formats": marked}
    yield Piece(render_template("card.html", **values))
    name = snippet.id if text is snippet.main else f"{snippet.id} {text.key}"
    anchor = "" if text is snippet.main else f"#{_anchor(text.key)}"
    yield f"[{name}](snippet:{snippet.id}{anchor}){{ .cb-card__permalink }}"
    yield Piece("</consent-card>")


def _anchor(key: str) -> str:
    return key.lower().replace(".", "-")


def has_blanks(directive: Directive, library: Library) -> bool:
    """Return whether ``directive`` shows a card with blanks to fill."""
    return directive.name == "snippet" and bool(library.snippets[directive.argument].texts[directive.key].variables)


def details() -> Piece:
    """Return the panel in which the blanks of a page are filled."""
    return Piece(render_template("details.html"))


def preview(snippet: Snippet) -> Iterator[Piece | str]:
    """Yield the banner, prompt or policy as a product would show it, in every language."""
    names = {text.key: text.name for text in snippet.texts.values()}
    values = {"names": names, "layers": _layers, "html": to_preview, "words": to_preview_words}
    yield Piece(render_template("preview.html", snippet=snippet, **values))


def _layers(text: Text) -> list[list[Part]]:
    """Return what stands on the screen together: all parts, or those of each layer."""
    layers = sorted({part.layer for part in text.parts} - {""}) or [""]
    return [[part for part in text.parts if part.layer in {"", layer}] for layer in layers]


def history(snippet: Snippet) -> Iterator[Piece | str]:
    """Yield the revisions, newest first, each with its texts and the words that changed since the one before."""
    revisions = []
    for number, entry in enumerate(snippet.history.entries, 1):
        before, now = snippet.history.state(number - 1) if number > 1 else {}, snippet.history.state(number)
        changed = {key: word_diff(before.get(key, ""), now[key]) for key in entry.texts if number > 1 and key in now}
        revisions.append((entry, now, changed))
    numbered = [(entry.revision, f"Revision {entry.revision}") for entry, _, _ in revisions[::-1]]
    keys = {key: key for _, texts, _ in revisions[::-1] for key in texts}
    values = {"numbered": numbered, "keys": list(keys.items())}
    yield Piece(render_template("history.html", snippet=snippet, revisions=revisions[::-1], **values))


def catalogue(library: Library) -> Iterator[Piece | str]:
    """Yield every snippet by form, with what it can be filtered by."""
    yield Piece(render_template("filters.html", filters=_filters(library)))
    for name, form in FORMS.items():
        snippets = [snippet for snippet in library.snippets.values() if snippet.meta.form == name]
        if snippets:
            yield f"## {form.label}"
            yield Piece('<div class="cb-catalogue">')
            for snippet in snippets:
                yield from _entry(snippet)
            yield Piece("</div>")
    yield Piece("</consent-catalogue>")


def _filters(library: Library) -> dict[str, tuple[str, dict[str, str]]]:
    """Return each filter of the catalogue with its label and the values, by code, that leave something."""
    metas = [snippet.meta for snippet in library.snippets.values()]
    texts = [text for _, text in library.texts]
    statuses = {review.status for text in texts for review in text.reviews}
    return {
        "form": ("Form", _of({name: form.label for name, form in FORMS.items()}, {meta.form for meta in metas})),
        "consent": ("Consent model", _of(CONSENT, {meta.consent for meta in metas})),
        "region": ("Region", _of(REGIONS, {region for meta in metas for region in meta.regions} - {"any"})),
        "tone": ("Tone", _of({tone: tone.capitalize() for tone in TONES}, {text.tone for text in texts})),
        "language": ("Language", _of(LANGUAGES, {text.language for text in texts})),
        "status": ("Review", {status: status.capitalize() for status in sorted(statuses)}),
    }


def _of(words: dict[str, str], found: Collection[str]) -> dict[str, str]:
    return {code: name for code, name in words.items() if code in found}


def _entry(snippet: Snippet) -> Iterator[Piece | str]:
    statuses = sorted({review.status for text in snippet.texts.values() for review in text.reviews})
    languages = [code for code in LANGUAGES if any(text.language == code for text in snippet.texts.values())]
    tones = sorted({text.tone for text in snippet.texts.values()})
    yield Piece(render_template("entry.html", snippet=snippet, statuses=statuses, languages=languages, tones=tones))
    yield f"**[{snippet.meta.title}](snippet:{snippet.id})** `{snippet.id}`"
    yield snippet.meta.summary
    named = ", ".join(LANGUAGES[code] for code in languages)
    yield f"{snippet.consent_model} · {snippet.used_in} · {named} · {snippet.main.meta.review.words}"
    yield Piece("</div>")


def reviews(library: Library) -> Iterator[Piece | str]:
    """Yield every text with its reviews, those that are due first."""
    rows = [(review, snippet, text) for snippet, text in library.texts for review in text.reviews]
    rows.sort(key=lambda row: (str(row[0].review_by or "9999"), row[1].id, row[2].key))
    yield "| Snippet | Text | Status | Review by |\n| --- | --- | --- | --- |\n" + "\n".join(
        f"| [{snippet.id}](snippet:{snippet.id}) | {text.name} | {review.words} | {review.review_by or 'not set'} |"
        for review, snippet, text in rows
    )
