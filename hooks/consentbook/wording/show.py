"""What the directives show: HTML from templates, with Markdown between it where a link should be checked."""

from collections.abc import Iterator
from dataclasses import dataclass

from consentbook.wording.diff import word_diff
from consentbook.wording.directives import Directive
from consentbook.wording.feed import text_data, to_json
from consentbook.wording.forms import FORMS, LANGUAGES
from consentbook.wording.model import Library, Snippet, Text
from consentbook.wording.render import blanks_marked, to_html
from consentbook.wording.templates import render_template
from consentbook.wording.text import ELEMENTS


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of HTML, which is not parsed as Markdown."""

    html: str


def show(directive: Directive, library: Library) -> Iterator[Piece | str]:
    """Yield what ``directive`` shows, as HTML and as lines of Markdown."""
    match directive.name:
        case "snippet":
            snippet = library.snippets[directive.argument]
            return card(snippet, snippet.texts[directive.key])
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
    marked = {name: blanks_marked(source) for name, source in formats.items()}
    yield Piece(render_template("card.html", snippet=snippet, text=text, linked=linked, html=to_html, formats=marked))
    name = snippet.id if text is snippet.main else f"{snippet.id} {text.key}"
    anchor = "" if text is snippet.main else f"#{_anchor(text.key)}"
    yield f"[{name}](snippet:{snippet.id}{anchor}){{ .cb-card__permalink }}"
    yield Piece("</consent-card>")


def _anchor(key: str) -> str:
    return key.lower().replace(".", "-")


def preview(snippet: Snippet) -> Iterator[Piece | str]:
    """Yield the banner, prompt or policy as a product would show it, in every language."""
    yield Piece(render_template("preview.html", snippet=snippet, html=to_html))


def history(snippet: Snippet) -> Iterator[Piece | str]:
    """Yield the revisions, newest first, each with its texts and the words that changed since the one before."""
    revisions = []
    for number, entry in enumerate(snippet.history.entries, 1):
        before, now = snippet.history.state(number - 1) if number > 1 else {}, snippet.history.state(number)
        changed = {key: word_diff(before.get(key, ""), now[key]) for key in entry.texts if number > 1 and key in now}
        revisions.append((entry, now, changed))
    yield Piece(render_template("history.html", snippet=snippet, revisions=revisions[::-1]))


def catalogue(library: Library) -> Iterator[Piece | str]:
    """Yield every snippet by form, with what it can be filtered by."""
    yield Piece("<consent-catalogue>")
    for name, form in FORMS.items():
        snippets = [snippet for snippet in library.snippets.values() if snippet.meta.form == name]
        if snippets:
            yield f"## {form.label}"
            yield Piece('<div class="cb-catalogue">')
            for snippet in snippets:
                yield from _entry(snippet)
            yield Piece("</div>")
    yield Piece("</consent-catalogue>")


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
