"""How fast a host is asked: it learns from what the host says, and one good answer does not make it forget."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from consentbook.links.outside.answer import moment_of

LONGEST = 1e9  # seconds that a host can ask to be waited for
SLOWEST = 5.0  # seconds between two requests, the longest that is learned
# Addresses in a row that end in "too many requests", or without an answer, before the rest of a host is left alone.
PATIENCE = {"held-off": 3, "no-answer": 5}


def seconds_to_wait(retry_after: str, now: datetime | None = None) -> float:
    """Return the seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); 0 if neither."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after[:12]), LONGEST)
    moment = moment_of(retry_after)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()) if moment else 0.0


@dataclass(slots=True)
class Pace:
    """When the next request to one host may start. ``gap`` is the time between two, in seconds."""

    gap: float = 0.0
    next: float = 0.0
    in_a_row: Counter[str] = field(default_factory=Counter)

    async def turn(self) -> None:
        """Wait until a request may start."""
        clock = asyncio.get_running_loop().time
        while (wait := self.next - clock()) > 0:  # noqa: ASYNC110 - the time may be moved while this waits
            await asyncio.sleep(wait)
        self.next = max(self.next, clock()) + self.gap

    def hold(self, seconds: float) -> None:
        """Ask nothing for ``seconds``, and more slowly after that."""
        self.next = max(self.next, asyncio.get_running_loop().time() + seconds)
        self.gap = min(SLOWEST, max(0.1, self.gap * 2))

    def note(self, code: str) -> None:
        """Note how an address ended: with one of the codes of ``PATIENCE``, or well, which ends the row."""
        if code in PATIENCE:
            self.in_a_row[code] += 1
        else:
            self.in_a_row.clear()

    @property
    def closed(self) -> str:
        """The code for which the host is left alone; nothing as long as it is not."""
        if not self.in_a_row:
            return ""
        return next((code for code, most in PATIENCE.items() if self.in_a_row[code] >= most), "")
