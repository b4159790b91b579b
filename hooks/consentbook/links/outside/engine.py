"""Checks many addresses at once: one queue per host, so that nobody waits for a host that is slow or asks to wait."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from consentbook.links.outside.answer import Answer, Trouble, Version
from consentbook.links.outside.asking import Asker, asker
from consentbook.links.outside.fetch import client
from consentbook.links.outside.judge import by_status, judge, twin
from consentbook.links.outside.pace import Pace
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Finding, Outcome, Target

# Most addresses, up to the end of the host.
PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+(?::[0-9]+)?)(?:[/?#]|\Z)")


async def check(wanted: Collection[Target], settings: Settings) -> AsyncIterator[Outcome]:
    """Yield an outcome for each target, as it comes in."""
    outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
    async with client(settings) as asking, asyncio.TaskGroup() as group:
        run = _Run(asker(asking), settings, outcomes)
        for host in run.hosts(wanted):
            for _ in range(min(settings.per_host, len(host.jobs))):
                group.create_task(run.work(host))
        for _ in wanted:
            yield await outcomes.get()


@dataclass(slots=True)
class _Host:
    """The addresses of one host that are still to be asked, and how fast it wants to be asked."""

    jobs: deque[Target]
    pace: Pace


@dataclass(frozen=True, slots=True)
class _Run:
    asker: Asker
    settings: Settings
    outcomes: asyncio.Queue[Outcome]

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
            answer = await self.asker.ask(target.address, host.pace, whole=target.whole, seen=seen)
            findings = self._judge(target, answer)
            if isinstance(answer, Answer) and not answer.final.startswith("https:"):
                findings += await self._twin(target.address, answer, host.pace)
            self.outcomes.put_nowait(self._outcome(target, findings, answer))

    def _outcome(self, target: Target, findings: tuple[Finding, ...], answer: Answer | Trouble) -> Outcome:
        version = None
        if isinstance(answer, Answer):
            version = target.seen.version if answer.unchanged and target.seen else answer.version
        outcome = Outcome(target.address, findings, isinstance(answer, Answer) or answer.answered, version)
        return without_secrets(outcome, self.settings) if self.settings.headers else outcome

    def _judge(self, target: Target, answer: Answer | Trouble) -> tuple[Finding, ...]:
        """Judge an answer; what nobody thought of in a hostile one must not end the check of all others."""
        try:
            return judge(target, answer, self.settings)
        except Exception as error:  # noqa: BLE001 - as the docstring says
            words = f"the answer could not be judged ({type(error).__name__})"
            return (Finding(target.address, "broken-answer", words),)

    async def _twin(self, address: str, answer: Answer, pace: Pace) -> tuple[Finding, ...]:
        """Return the hint that a page which came over http is there over https too, if it is."""
        if not (other := twin(address)) or by_status(answer)[0]:
            return ()
        found = await self.asker.ask(other, pace)
        if isinstance(found, Trouble) or by_status(found)[0] or not found.final.startswith("https:"):
            return ()
        return (Finding(address, "has-https", f"answers at {other} too", other),)


def without_secrets(outcome: Outcome, settings: Settings) -> Outcome:
    """Return the outcome with every secret blotted out that a server may have repeated."""
    clean = settings.without_secrets
    told = (Finding(one.address, one.code, clean(one.happened), clean(one.final)) for one in outcome.findings)
    seen = outcome.version
    version = Version(clean(seen.final), clean(seen.etag), clean(seen.modified)) if seen else None
    return replace(outcome, findings=tuple(told), version=version)


def host_of(address: str) -> str:
    """Return host and port of an address, in small letters; nothing of what is no address.

    A user in front of the host is left out: it is the same host that is asked.
    """
    if plain := PLAIN.match(address):
        return plain[1].lower()
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
