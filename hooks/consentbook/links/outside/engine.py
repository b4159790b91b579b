"""Checks many addresses at once: one queue per host, so that nobody waits for a host that is slow or asks to wait."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from consentbook.links.outside.fetch import Answer, Client, Settings, Trouble, client
from consentbook.links.outside.judge import TOO_MANY, Finding, Target, judge
from consentbook.links.outside.pace import Pace, seconds_to_wait
from consentbook.links.register import Expectation

UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address without its fragment: what was found, and whether a server said anything."""

    address: str
    findings: tuple[Finding, ...]
    answered: bool


def targets(addresses: Iterable[str], expected: Mapping[str, Expectation] | None = None) -> list[Target]:
    """Return each distinct address once, with the fragments that are linked on it; ``expected`` is by address."""
    wanted: dict[str, set[str]] = defaultdict(set)
    hopes: dict[str, Expectation] = {}
    for address in addresses:
        bare, fragment = urldefrag(address)
        wanted[bare] |= {fragment} if fragment else set()
        if expected and address in expected:
            hopes[bare] = expected[address]
    return [Target(address, frozenset(fragments), hopes.get(address)) for address, fragments in wanted.items()]


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
            host = hosts.setdefault(_host_of(target.address), _Host(deque(), Pace(self.settings.gap)))
            host.jobs.append(target)
        return list(hosts.values())

    async def work(self, host: _Host) -> None:
        """Check the addresses of a host until none is left."""
        while host.jobs:
            target = host.jobs.popleft()
            answer = await self._answer(target.address, target.whole, host.pace)
            findings = judge(target, answer, self.settings)
            said = isinstance(answer, Answer) or answer.answered
            await self.outcomes.put(Outcome(target.address, findings, said))

    async def _answer(self, address: str, whole: bool, pace: Pace) -> Answer | Trouble:
        """Ask until there is an answer that stands, at most ``attempts`` times; no slot is held while waiting."""
        answer: Answer | Trouble = Trouble("held-off", "the host answered 429 again and again", address)
        for attempt in range(self.settings.attempts):
            if pace.closed:
                return answer
            await pace.turn()
            if self.end is not None and asyncio.get_running_loop().time() >= self.end:
                return Trouble("too-late", "the time for the whole check was over", address)
            async with self.slots:
                answer = await self.asking.ask(address, whole=whole)
            if not self._again(answer):
                pace.refused = 0
                return answer
            wait = self._wait(answer, attempt, pace)
            if wait > self.settings.most_wait:
                pace.refused += 1
                return Trouble("held-off", f"the host asks to wait {wait:,.0f} s", address, answered=True)
            if attempt + 1 < self.settings.attempts:
                await asyncio.sleep(wait)
        pace.refused += isinstance(answer, Answer) and answer.status == TOO_MANY
        return answer

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


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
