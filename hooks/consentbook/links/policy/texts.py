"""The words of a link: whether they say where it leads, and whether they name another host than it leads to."""

import re
from collections.abc import Collection

from consentbook.links.policy.addresses import host_of, read_address

# Read out of its sentence, as screen readers list links, such a text says nothing (WCAG 2.2, 2.4.4).
_WORDS = """
    here | click | click here | see here | this | this link | this page | this article | this document | link | page
    more | read more | see more | learn more | find out more | more information | details | more details | read this
    ici | cliquez ici | cliquer ici | ce lien | cette page | lien | plus | lire la suite | en savoir plus | détails
    hier | hier klicken | klicken sie hier | dieser link | diese seite | mehr | mehr erfahren | mehr dazu | weiterlesen
    aquí | haz clic aquí | haga clic aquí | este enlace | esta página | enlace | más | leer más | más información
    saber más | detalles | aqui | clique aqui | este link | mais | leia mais | saiba mais | mais informações | detalhes
"""
SAYS_NOTHING = frozenset(words.strip() for line in _WORDS.split("\n") for words in line.split("|"))
NO_WORD = re.compile(r"[\W_]+")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def says_nothing(words: str) -> bool:
    """Return whether the text of a link is empty, only signs, or one such as "here"."""
    return NO_WORD.sub(" ", words.casefold()).strip() in SAYS_NOTHING


def other_host(words: str, address: str, known: Collection[str]) -> str:
    """Return the host that the text of a link names where ``address`` leads elsewhere, else nothing.

    A text names a host if it is an address, begins with www., or is one of the ``known`` hosts, alone or with a path.
    """
    text = words.strip()
    named = read_address(text if ADDRESS.match(text) else f"https://{text}") if len(text.split()) == 1 else None
    if not named or not (ADDRESS.match(text) or _bare(host_of(named)) in map(_bare, known) or text.startswith("www.")):
        return ""
    target = read_address(address)
    host = host_of(named)
    return "" if target and _bare(host_of(target)) == _bare(host) else host


def _bare(host: str) -> str:
    return host.removeprefix("www.")
