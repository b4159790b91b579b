"""Reads many files in several processes at once, where that is possible, and there is enough to read."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from consentbook.links.apart import Workers, processes

T = TypeVar("T")
FEW = 50  # files for which a process of their own is not worth it
AT_ONCE = 25  # files that are handed over together


def read_apart(read: Callable[[str], T], names: Sequence[str]) -> Iterator[tuple[str, T]]:
    """Yield each of ``names`` with what ``read`` returns of it, in any order, read in other processes.

    Nothing is yielded where that is not possible or not worth it, and not all where one of the processes breaks down or
    cannot begin: what is missing is left to the caller.
    """
    many = processes(len(names) // FEW)
    if many < 2:
        return
    workers: Workers[list[tuple[str, T]]] = Workers()
    with workers.at_work(partial(_read, read, names[number::many]) for number in range(many)):
        for found in workers.words():
            yield from found


def _read(read: Callable[[str], T], names: Sequence[str], say: Callable[[list[tuple[str, T]]], None]) -> None:
    for start in range(0, len(names), AT_ONCE):
        say([(name, read(name)) for name in names[start : start + AT_ONCE]])
