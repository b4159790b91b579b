"""Checks many addresses at once: one queue per host, so that nobody waits for a host that is slow or asks to wait."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.fetch import Client, client
from consentbook.links.outside.judge import TOO_MANY, judge, twin
from consentbook.links.outside.pace import Pace, seconds_to_wait
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Finding, Outcome, Target

UNAVAILABLE = 503
LEFT_ALONE = {
    "held-off": "the host answered 429 again and again",
    "no-answer": "the host did not answer again and again",
}


async def check(wanted: Collection[Target], settings: Settings) -> AsyncIterator[Outcome]:
    """Yield an outcome for each target, as it comes in."""
    outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
    async with client(settings) as asking, asyncio.TaskGroup() as group:
        run = _Run(asking, settings, asyncio.Semaphore(settings.at_once), outcomes, _end(settings))
        for host in run.hosts(wanted):
            for _ in range(min(settings.per_host, len(host.jobs))):
                group.create_task(run.work(host))
        for _ in wanted:
            yield await outcomes.get()


def _end(settings: Settings) -> float | None:
    return asyncio.get_running_loop().time() + settings.deadline if settings.deadline is not None else None


@dataclass(slots=True)
class _Host:
    """The addresses of one host that are still to be asked, and how fast it wants to be asked."""

    jobs: deque[Target]
    pace: Pace


@dataclass(frozen=True, slots=True)
class _Run:
    asking: Client
    settings: Settings
    slots: asyncio.Semaphore
    outcomes: asyncio.Queue[Outcome]
    end: float | None

    def hosts(self, wanted: Iterable[Target]) -> list[_Host]:
        """Return the addresses by host and port."""
        hosts: dict[str, _Host] = {}
        for target in wanted:
            name = host_of(self.settings.there(target.address))
            hosts.setdefault(name, _Host(deque(), Pace(self.settings.gap))).jobs.append(target)
        return list(hosts.values())

    async def work(self, host: _Host) -> None:
        """Check the addresses of a host until none is left."""
        while host.jobs:
            target = host.jobs.popleft()
            seen = target.seen.version if target.seen else None
            answer = await self._answer(target.address, host.pace, target.whole, seen)
            if self.settings.headers and isinstance(answer, Answer):
                answer = replace(answer, body=self.settings.bytes_without_secrets(answer.body))
            findings = [*self._judge(target, answer), *await self._twin(target.address, answer, host.pace)]
            await self.outcomes.put(self._outcome(target, findings, answer))

    def _outcome(self, target: Target, findings: Iterable[Finding], answer: Answer | Trouble) -> Outcome:
        version = None
        if isinstance(answer, Answer):
            version = target.seen.version if answer.unchanged and target.seen else answer.version
        outcome = Outcome(target.address, tuple(findings), isinstance(answer, Answer) or answer.answered, version)
        return without_secrets(outcome, self.settings) if self.settings.headers else outcome

    def _judge(self, target: Target, answer: Answer | Trouble) -> tuple[Finding, ...]:
        """Judge an answer; what nobody thought of in a hostile one must not end the check of all others."""
        try:
            return judge(target, answer, self.settings)
        except Exception as error:  # noqa: BLE001
            words = f"the answer could not be judged ({type(error).__name__})"
            return (Finding(target.address, "broken-answer", words),)

    async def _twin(self, address: str, answer: Answer | Trouble, pace: Pace) -> list[Finding]:
        """Return the hint that a page which came over http is there over https too, if it is."""
        if isinstance(answer, Trouble) or answer.status >= 400 or answer.final.startswith("https:"):
            return []
        if not (other := twin(address)):
            return []
        found = await self._answer(other, pace)
        if isinstance(found, Trouble) or found.status >= 400 or not found.final.startswith("https:"):
            return []
        return [Finding(address, "has-https", f"answers at {other} too", other)]

    async def _answer(
        self, address: str, pace: Pace, whole: bool = False, seen: Version | None = None
    ) -> Answer | Trouble:
        """Ask until there is an answer that stands, at most ``attempts`` times; no slot is held while waiting."""
        answer: Answer | Trouble | None = None
        for attempt in range(self.settings.attempts):
            if pace.closed:
                return answer or Trouble(pace.closed, f"{LEFT_ALONE[pace.closed]}, so it was left alone", address)
            await pace.turn()
            if self.end is not None and asyncio.get_running_loop().time() >= self.end:
                return Trouble("too-late", "the time for the whole check was over", address)
            async with self.slots:
                answer = await self.asking.ask(address, whole=whole, seen=seen)
            if not self._again(answer):
                pace.note("")
                return answer
            wait = self._wait(answer, attempt, pace)
            if wait > self.settings.most_wait:
                pace.note("held-off")
                return Trouble("held-off", f"the host asks to wait {wait:,.0f} s", address, answered=True)
            if attempt + 1 < self.settings.attempts:
                await asyncio.sleep(wait)
        if isinstance(answer, Answer):
            pace.note("held-off" if answer.status == TOO_MANY else "")
        elif answer:
            pace.note(answer.code)
        return answer or Trouble("no-answer", "it was not asked for", address)

    def _again(self, answer: Answer | Trouble) -> bool:
        if isinstance(answer, Trouble):
            return answer.again
        return answer.status >= 500 or answer.status == TOO_MANY

    def _wait(self, answer: Answer | Trouble, attempt: int, pace: Pace) -> float:
        """Return the seconds until the next attempt; a host that asks for it is held as a whole."""
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - spreads requests, and hides nothing
        wait = self.settings.backoff * float(2**attempt) * jitter
        if isinstance(answer, Answer) and answer.status in {TOO_MANY, UNAVAILABLE}:
            asked = seconds_to_wait(answer.retry_after)
            wait = max(wait, asked)
            if asked or answer.status == TOO_MANY:
                pace.hold(min(wait, self.settings.most_wait))
        return wait


def without_secrets(outcome: Outcome, settings: Settings) -> Outcome:
    """Return the outcome with every secret blotted out that a server may have repeated."""
    clean = settings.without_secrets
    told = (Finding(one.address, one.code, clean(one.happened), clean(one.final)) for one in outcome.findings)
    seen = outcome.version
    version = Version(clean(seen.final), clean(seen.etag), clean(seen.modified)) if seen else None
    return replace(outcome, findings=tuple(told), version=version)


def host_of(address: str) -> str:
    """Return host and port of an address, in small letters; nothing of what is no address."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
