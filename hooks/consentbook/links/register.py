"""The register: links.yml, the links that matter by name, what must link to what, and where links may lead."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from consentbook.links import REGISTER
from consentbook.links.policy.addresses import ANY, host_of, read_address
from consentbook.reading.files import read_file
from consentbook.reading.offences import Offence
from consentbook.reading.schema import Address, Name, Plain, Schema, Unfit, build
from consentbook.reading.strict_yaml import Tree, parse_yaml
from consentbook.wording.forms import FormName


def _host(written: str) -> str:
    """Return a host as ``host_of`` gives it; a name behind ``*.`` has two parts, so that no ending is let in whole."""
    below, name = written.startswith(ANY), written.removeprefix(ANY)
    url = read_address(f"https://{name}/")
    if not url or (below and "." not in host_of(url)):
        raise ValueError("it names no host")
    return f"{ANY if below else ''}{host_of(url)}"


Host = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[^\s/?#@*\\]+$", max_length=253), AfterValidator(_host)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Expectation(Schema):
    """What must be so of the page that a named link leads to. What is left out may be anything."""

    title: Words | None = Field(None, description="words that stand in the title or in the first headings")
    text: Words | None = Field(None, description="words that stand on the page")
    anchor: Words | None = Field(None, description="an id that the page has")
    host: Words | None = Field(None, description="the host where redirects end, as in www.example.com")
    language: Words | None = Field(None, description="the language that the page names, as in en")
    updated_within: int | None = Field(None, gt=0, description="the most days since the page says it was updated")

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not self.model_fields_set:
            known = ", ".join(type(self).model_fields)
            raise Unfit("nothing is expected of the page", f"Name one or more of {known}, or delete `expect`.")
        return self


class NamedLink(Schema):
    """A link that pages write by its name."""

    url: Address = Field(description="an address that begins with https://, without user or password")
    title: Plain = Field(description="what a reader finds there, without markup")
    owner: Plain = Field(description="the role that mends it when it breaks, as in privacy")
    expect: Expectation | None = Field(None, description="what must be so of the page: title, text, anchor, host")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from error
    return pattern


class Rule(Schema):
    """Which pages, sections, checklists or forms of snippets must link to which names."""

    pages: tuple[str, ...] = Field((), description="a list of pages below docs/, as in [guide/resources.md]")
    sections: tuple[str, ...] = Field((), description="a list of headings, as in [guide/resources.md#start-here]")
    checklists: tuple[str, ...] = Field((), description="a list of checklists or single items, as in [pre-launch, C03]")
    forms: tuple[FormName, ...] = Field((), description="a list of forms of snippets, as in [policy, banner]")
    all: tuple[Name, ...] = Field((), description="a list of names that must all be linked")
    any: tuple[Name, ...] = Field((), description="a list of names of which one must be linked")
    why: Plain = Field(description="one sentence on why, shown to who breaks the rule")

    @model_validator(mode="after")
    def _says_whom_and_what(self) -> Self:
        if sum(map(bool, (self.pages, self.sections, self.checklists, self.forms))) != 1:
            wrong = "a rule names one of pages, sections, checklists and forms"
            raise Unfit(wrong, "Keep one of them; write a rule of its own for another.")
        if bool(self.all) == bool(self.any):
            raise Unfit("a rule names links in either all or any", "Write one of the two.")
        return self


def _asked(address: str) -> str:
    if not read_address(address):
        raise ValueError("it is no address with http:// or https:// and a host")
    return address


class KnownBroken(Schema):
    """An address that is known to be broken, and is borne with until a day."""

    url: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_asked)] = Field(
        description="the address as it is linked, which begins with https:// or http://"
    )
    reason: Plain = Field(description="why it is borne with")
    owner: Plain = Field(description="the role that sees to it, as in docs")
    until: date = Field(description="the last day on which it is borne with, as in 2027-01-31")


class Excluded(Schema):
    """Addresses that are not asked for."""

    pattern: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_compiles)] = Field(
        description="a regular expression that the whole address matches"
    )
    reason: Plain = Field(description="why they are not asked for")


class Register(Schema):
    """The named links and the rules on them."""

    links: dict[Name, NamedLink] = Field(description="a mapping from names to url, title and owner")
    known_broken: tuple[KnownBroken, ...] = Field((), description="a list of addresses that are borne with for a time")
    exclude: tuple[Excluded, ...] = Field((), description="a list of patterns of addresses that are not asked for")
    hosts: dict[Host, Plain] | None = Field(None, description="a mapping from hosts that links may lead to, to why")
    rules: tuple[Rule, ...] = Field(
        (), description="a list of rules: pages, sections, checklists or forms; all or any; why"
    )

    @model_validator(mode="after")
    def _bears_with_no_named_link(self) -> Self:
        named = {link.url for link in self.links.values()}
        for number, entry in enumerate(self.known_broken):
            if entry.url in named:
                wrong = f"known_broken lists {entry.url}, a link of the register, which is not borne with"
                raise Unfit(wrong, "Mend the link, or delete the entry.", "known_broken", number, "url")
        return self

    @model_validator(mode="after")
    def _excludes_no_named_link(self) -> Self:
        for number, entry in enumerate(self.exclude):
            kept = [link.url for link in self.links.values() if re.fullmatch(entry.pattern, link.url.partition("#")[0])]
            if kept:
                wrong = f"the pattern leaves out {kept[0]}, a link of the register, which is always asked for"
                raise Unfit(wrong, "Write a pattern that does not match it.", "exclude", number, "pattern")
        return self


def read_register(root: Path, offences: list[Offence], name: str = REGISTER) -> tuple[Register, Tree]:
    """Return the register in the file ``name`` and the lines of its entries; adds to ``offences`` what is wrong."""
    text = read_file(root, root / name, offences)
    tree = parse_yaml(text, name, offences) if text is not None else None
    register = build(Register, tree, name, offences) if tree else None
    return register or Register(links={}), tree or Tree({})
