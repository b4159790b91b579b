"""What an answer means: the findings of one address, and of each anchor that is linked on it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from consentbook.links.addresses import END_OF_HOST, host_of_written
from consentbook.links.anchors import LINES
from consentbook.links.nesting import TOO_DEEP
from consentbook.links.outside.answer import Answer, Trouble
from consentbook.links.outside.expected import unmet
from consentbook.links.outside.page import ABOUT_IT, LOGIN, LOST_PATH, FetchedPage
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.target import Finding, Target

GONE = {404, 410}
# The server is there, but will not say whether the page is: neither broken nor fine. Some tell robots 418 or 999.
UNDECIDED = {401, 403, 405, 406, 407, 408, 409, 418, 421, 423, 425, 426, 451, 999}
FOR_GOOD = {301, 308}
ACCEPTED, NOTHING = 202, 204
NOT_CHANGED = 304
TOO_MANY = 429
OF_THE_WAY = {"moved", "has-https", "certificate-expires"}  # seen anew in an answer that sends no page
# Their pages make the anchors of lines in the browser, so no page that is sent has them.
FORGES = {"github.com", "gitlab.com"}
INDEX = re.compile(r"/(?:index|default|home)(?:\.[a-z]{2,5})?\Z", re.IGNORECASE)
# Roots of start pages such as /en/.
LANGUAGES = frozenset(
    "ar bg cs da de el en es fi fr he hi hu id it ja ko nb nl no pl pt ro ru sk sv th tr uk vi zh".split()  # noqa: SIM905 - a list of quotes
)


def judge(target: Target, answer: Answer | Trouble, settings: Settings) -> tuple[Finding, ...]:
    """Return what is found of an address and of the anchors that are linked on it; nothing where all is fine."""
    address = target.address
    if isinstance(answer, Trouble):
        return (Finding(address, answer.code, answer.words, answer.final),)
    code, words = by_status(answer)
    if code:
        return (Finding(address, code, words, answer.final),)
    if answer.unchanged and target.seen:
        found = [finding for finding in target.seen.findings if finding.code not in OF_THE_WAY]
    else:
        page = FetchedPage(answer.body, answer.whole, answer.charset)
        found = [] if _is_plain(target, answer, page) else list(_of_content(target, answer, page))
    found += _of_way(address, answer)
    found += _of_certificate(address, answer, settings)
    return tuple(sorted(found))


def _is_plain(target: Target, answer: Answer, page: FetchedPage) -> bool:
    """Return whether nothing can be found on a page, as on most, which need not be parsed."""
    sought = target.fragments or target.expected or answer.hops
    return not sought and not page.may_be_lost and not page.is_too_deep


def _of_content(target: Target, answer: Answer, page: FetchedPage) -> Iterator[Finding]:
    if page.is_too_deep:
        yield Finding(target.address, "broken-answer", TOO_DEEP, answer.final)
        return
    found = list(_of_page(target.address, answer, page)) if answer.body else []
    yield from found
    if not found and (answer.body or ("html" in answer.content_type and answer.status != NOTHING)):
        yield from _of_anchors(target.address, target.fragments, answer, page)
    for address, expected in target.expected:
        for words in unmet(expected, answer, page):
            yield Finding(address, "not-as-expected", words, answer.final)


def by_status(answer: Answer) -> tuple[str, str]:
    """Return the code and the words for an answer that is no page, as its status says; nothing for a good one."""
    status = answer.status
    if status == NOT_CHANGED and not answer.unchanged:
        return "bad-status", f"answered {status}, as if it had been asked what has changed"
    if 300 < status < 400 and status != NOT_CHANGED:
        return "bad-status", f"answered {status} without saying where"
    if status == ACCEPTED:  # what stands between robots and a page answers so
        return "refused", f"answered {status}, and sends no page yet"
    return _by_error(status) if status >= 400 else "", f"answered {status}"


def _by_error(status: int) -> str:
    if status in GONE:
        return "gone"
    if status == TOO_MANY:
        return "held-off"
    if status in UNDECIDED:
        return "refused"
    return "server-error" if status >= 500 else "bad-status"


def _of_page(address: str, answer: Answer, page: FetchedPage) -> Iterator[Finding]:
    if not answer.hops and not page.may_be_lost:
        return
    start, end = _path(address), _path(answer.final)
    lost = LOST_PATH.search(end) if answer.hops else None
    if LOGIN.search(end) and not LOGIN.search(start) and page.asks_for_login(end):
        yield Finding(address, "login-wall", f"led to {answer.final}, which asks for a login", answer.final)
    elif page.is_challenge:
        yield Finding(address, "refused", f'answered {answer.status} with "{page.title[:80]}"', answer.final)
    elif (lost or page.is_lost) and not ABOUT_IT.search(start):
        yield Finding(address, "soft-404", f'answered {answer.status} with "{page.title[:80]}"', answer.final)
    elif page.is_parked:
        yield Finding(address, "parked", f'answered with "{page.title[:80]}"', answer.final)
    elif answer.hops and _is_home(end) and ("?" in address or not _is_home(start)):
        yield Finding(address, "sent-home", f"led to {answer.final}", answer.final)


def _path(address: str) -> str:
    """Return the path of an address; nothing of what is no address."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _is_home(path: str) -> bool:
    """Return whether a path is that of a start page: the root, or the root of a language such as /en/ or /pt-br.

    Its file may be named, as in /en/index.html.
    """
    first, _, more = INDEX.sub("", path).strip("/").partition("/")
    return not more and (not first or first.lower().partition("-")[0] in LANGUAGES)


def _of_anchors(address: str, fragments: frozenset[str], answer: Answer, page: FetchedPage) -> Iterator[Finding]:
    by_script = host_of_written(answer.final) in FORGES
    for linked in sorted(fragments):
        fragment = answer.fragment or linked
        if page.has_anchor(fragment) or (by_script and LINES.fullmatch(fragment)):
            continue
        at = f"{address}#{linked}"
        if answer.whole:
            yield Finding(at, "missing-anchor", f'the page has no anchor "{fragment[:80]}"', answer.final)
        else:
            words = f"the page is longer than {len(answer.body):,} bytes, and its anchor is not in them"
            yield Finding(at, "broken-answer", words, answer.final)


def _of_way(address: str, answer: Answer) -> Iterator[Finding]:
    if answer.hops and all(status in FOR_GOOD for _, status in answer.hops):
        final = f"{answer.final}#{answer.fragment}" if answer.fragment else answer.final
        yield Finding(address, "moved", f"moved for good to {final}", final)
    elif answer.final.startswith("https:") and answer.final == twin(address):
        yield Finding(address, "has-https", f"led to {answer.final}", answer.final)


def twin(address: str) -> str:
    """Return the https address of the same page as an http ``address`` on the usual port; nothing for another."""
    scheme, _, rest = address.partition("://")
    host = END_OF_HOST.split(rest, 1)[0]
    port = host.rpartition("]")[2].partition(":")[2]
    if scheme.lower() != "http" or port not in {"", "80"}:
        return ""
    bare = host.removesuffix(":80").removesuffix(":")
    return f"https://{bare}{rest.removeprefix(host)}"


def _of_certificate(address: str, answer: Answer, settings: Settings) -> Iterator[Finding]:
    if answer.expires and answer.expires < datetime.now(UTC) + timedelta(days=settings.expiry_days):
        yield Finding(
            address, "certificate-expires", f"the certificate runs out on {answer.expires:%Y-%m-%d}", answer.final
        )
