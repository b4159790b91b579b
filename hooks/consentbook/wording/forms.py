"""The fixed vocabulary of the library: forms with their parts, consent models, regions, languages and tones."""

from dataclasses import dataclass
from typing import Literal

Region = Literal["any", "eea", "uk", "ch", "br", "ca", "ca-qc", "us", "us-ca"]
FormName = Literal[
    "policy", "storage", "banner", "cmp", "toggle", "prompt", "checkbox", "link", "withdrawal", "notice", "script"
]
Consent = Literal["opt-in", "opt-out", "notice", "staff", "any"]

REGIONS: dict[str, str] = {
    "any": "Any region",
    "eea": "European Economic Area",
    "uk": "United Kingdom",
    "ch": "Switzerland",
    "br": "Brazil",
    "ca": "Canada",
    "ca-qc": "Quebec",
    "us": "United States",
    "us-ca": "California",
}
# Where recording waits for a yes (docs/guide/regions.md says why, and what is not certain).
OPT_IN_REGIONS = frozenset({"eea", "uk", "ch", "br", "ca-qc"})


def lies_in(region: str, outer: str) -> bool:
    """Return whether ``region`` is ``outer`` or a part of it, as California is of the United States."""
    return outer == "any" or f"{region}-".startswith(f"{outer}-")


CONSENT: dict[str, str] = {
    "opt-in": "Opt-in",
    "opt-out": "Opt-out",
    "notice": "Notice",
    "staff": "Staff",
    "any": "Any model",
}
LANGUAGES: dict[str, str] = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "pt-BR": "Brazilian Portuguese",
}
TONES = ("plain", "formal", "friendly")

# A text is named by its language, or by language and tone: en, en.formal, fr.
MAIN = "en"
TEXT_KEYS = (*LANGUAGES, *(f"{MAIN}.{tone}" for tone in TONES[1:]))
# German, French and the others need more room for the same words than English does.
ROOM_TO_TRANSLATE = 1.3


@dataclass(frozen=True, slots=True)
class Form:
    """What a snippet is for, and the parts that it must and may have."""

    label: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


FORMS: dict[str, Form] = {
    "policy": Form("Policy paragraph", ("body",), ("heading",)),
    "storage": Form("Storage table row", ("name", "kind", "set-by", "purpose", "duration", "category")),
    "banner": Form(
        "Banner",
        (),
        (
            *("heading", "body", "accept", "reject", "settings", "dismiss"),
            *("layer-1-heading", "layer-1-body", "layer-1-accept", "layer-1-reject", "layer-1-settings"),
            *("layer-2-heading", "layer-2-body", "layer-2-accept", "layer-2-reject", "layer-2-save"),
        ),
    ),
    "cmp": Form("Category description", ("title", "text")),
    "toggle": Form("Toggle", ("label", "on-text", "off-text", "accessible-name")),
    "prompt": Form("In-app prompt", ("heading", "body", "accept", "reject"), ("indicator",)),
    "checkbox": Form("Checkbox", ("label",)),
    "link": Form("Link", ("text",), ("alternative",)),
    "withdrawal": Form("Withdrawal", ("heading", "body")),
    "notice": Form("Notice", ("heading", "body")),
    "script": Form("Spoken script", ("body",), ("yes-reply", "no-reply")),
}
BUTTONS = frozenset({"accept", "reject", "settings", "dismiss", "save"})
