"""What is wrong with the author's input, in one form: ``file:line: what is wrong, what was meant, how to mend it``."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Offence:
    """One thing that is wrong, at a place an author can open. Paths are relative to the project's root.

    ``code`` names the rule that is broken, where there is one: `consentbook rules CODE` says more about it.
    """

    path: str
    line: int
    wrong: str
    mend: str
    meant: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if not self.path.isprintable():  # a file's name can hold what would steer a terminal
            shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in self.path)
            object.__setattr__(self, "path", shown)

    def __str__(self) -> str:
        meant = f" ({self.meant})" if self.meant else ""
        code = f" [{self.code}]" if self.code else ""
        return harmless(f"{self.path}:{self.line}: {self.wrong}{meant}. {self.mend}{code}")


def harmless(line: str) -> str:
    """Return a line that is no command to a CI: GitHub takes two colons at its start for one, or ``##[`` anywhere."""
    return ("./" if line.startswith("::") else "") + line.replace("##[", "## [")


class Rejected(Exception):
    """Input that cannot be used. Carries every offence found, sorted by file and line, each once."""

    def __init__(self, offences: Iterable[Offence]) -> None:
        self.offences = tuple(sorted(set(offences)))
        super().__init__("\n".join(map(str, self.offences)))


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return ``did you mean "x"?`` for the known word nearest to ``word``, or nothing where none is near.

    ``cutoff`` says how near: 1 is the same.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f'did you mean "{near[0]}"?' if near else ""
