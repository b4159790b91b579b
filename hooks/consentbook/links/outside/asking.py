"""Asks patiently: again where that may help, when the host asks to be asked, and not longer than there is time."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass, replace

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.fetch import Client
from consentbook.links.outside.judge import TOO_MANY
from consentbook.links.outside.pace import Pace, seconds_to_wait
from consentbook.links.outside.settings import Settings

UNAVAILABLE = 503
LEFT_ALONE = {
    "held-off": "the host answered 429 again and again",
    "no-answer": "the host did not answer again and again",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks through a client. ``slots`` are the requests at once, ``end`` is on the loop's clock, if there is one."""

    client: Client
    slots: asyncio.Semaphore
    end: float | None

    async def ask(
        self,
        address: str,
        pace: Pace,
        *,
        whole: bool = False,
        seen: Version | None = None,
        kinds: Collection[str] = ("html",),
    ) -> Answer | Trouble:
        """Ask at the ``pace`` of the host until there is an answer that stands; see `Client.ask` for the rest.

        That is at most as often as the settings say. No secret that was sent is left in the body.
        """
        if self.end is None:
            answer = await self._again_and_again(address, pace, whole, seen, kinds)
        else:
            try:
                async with asyncio.timeout_at(self.end):
                    answer = await self._again_and_again(address, pace, whole, seen, kinds)
            except TimeoutError:
                return _too_late(address)
        if self.client.settings.headers and isinstance(answer, Answer):
            return replace(answer, body=self.client.settings.bytes_without_secrets(answer.body))
        return answer

    async def _again_and_again(
        self, address: str, pace: Pace, whole: bool, seen: Version | None, kinds: Collection[str]
    ) -> Answer | Trouble:
        """Ask at most ``attempts`` times; no slot is held while waiting."""
        settings = self.client.settings
        answer: Answer | Trouble | None = None
        for attempt in range(settings.attempts):
            if pace.closed:
                return answer or Trouble(pace.closed, f"{LEFT_ALONE[pace.closed]}, so it was left alone", address)
            await pace.turn()
            if self.end is not None and asyncio.get_running_loop().time() >= self.end:
                return _too_late(address)
            async with self.slots:
                answer = await self.client.ask(address, whole=whole, seen=seen, kinds=kinds)
            if not _may_help(answer):
                pace.note("")
                return answer
            wait = _wait(answer, attempt, pace, settings)
            if wait > settings.most_wait:
                pace.note("held-off")
                return Trouble("held-off", f"the host asks to wait {wait:,.0f} s", address, answered=True)
            if attempt + 1 < settings.attempts:
                await asyncio.sleep(wait)
        if isinstance(answer, Answer):
            pace.note("held-off" if _is_held_off(answer) else "")
        elif answer:
            pace.note(answer.code)
        return answer or Trouble("no-answer", "it was not asked for", address)


def asker(client: Client) -> Asker:
    """Return what asks through a client from now on, as its settings say."""
    settings = client.settings
    end = asyncio.get_running_loop().time() + settings.deadline if settings.deadline is not None else None
    return Asker(client, asyncio.Semaphore(settings.at_once), end)


def _too_late(address: str) -> Trouble:
    return Trouble("too-late", "the time for the whole check was over", address)


def _may_help(answer: Answer | Trouble) -> bool:
    """Return whether asking once more may help."""
    if isinstance(answer, Trouble):
        return answer.again
    return answer.status >= 500 or answer.status == TOO_MANY


def _is_held_off(answer: Answer) -> bool:
    """Return whether a server asks to be asked later (RFC 6585, 4; RFC 9110, 15.6.4)."""
    return answer.status == TOO_MANY or (answer.status == UNAVAILABLE and seconds_to_wait(answer.retry_after) > 0)


def _wait(answer: Answer | Trouble, attempt: int, pace: Pace, settings: Settings) -> float:
    """Return the seconds until the next attempt; a host that asks for it is held as a whole."""
    jitter = random.uniform(0.5, 1.5)  # noqa: S311 - spreads requests, and hides nothing
    wait = settings.backoff * float(2**attempt) * jitter
    if isinstance(answer, Answer) and answer.status in {TOO_MANY, UNAVAILABLE}:
        asked = seconds_to_wait(answer.retry_after)
        wait = max(wait, asked)
        if asked or answer.status == TOO_MANY:
            pace.hold(min(wait, settings.most_wait))
    return wait
