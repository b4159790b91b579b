"""What libcurl's codes mean for a link: why there is no answer, in our words."""

import re

import pycurl

from consentbook.links.outside.answer import Trouble
from consentbook.links.outside.guard import NotPublic
from consentbook.links.outside.settings import Settings
from consentbook.links.outside.transfer import Transfer

TIMED = re.compile(r" after \d+ ms\b")
PROXY = {pycurl.E_COULDNT_RESOLVE_PROXY, pycurl.E_COULDNT_CONNECT}
UNTRUSTED = {pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CACERT_BADFILE}
FOR_EVER = {pycurl.E_URL_MALFORMAT, pycurl.E_UNSUPPORTED_PROTOCOL}


def trouble(transfer: Transfer, code: int, words: str, final: str, settings: Settings) -> Trouble | None:
    """Return why ``transfer``, which ended with ``code`` and libcurl's ``words``, gave no answer; None if it gave one.

    Raises ``NotPublic`` if it led to an address that must not be asked.
    """
    if transfer.broken:
        return _broken(transfer, transfer.broken, final)
    if transfer.answered and (not code or transfer.ended or not transfer.body):
        return None  # what becomes of a body that nobody wants is no matter
    if transfer.refused:
        raise NotPublic(transfer.refused)
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return Trouble("no-answer", _late(transfer, settings), final, again=True)
    if code == pycurl.E_COULDNT_RESOLVE_HOST:
        return Trouble("unknown-host", f"the name {transfer.url.raw_host} is not known", final, again=True)
    if code in UNTRUSTED:
        return Trouble("bad-certificate", words.removeprefix("SSL certificate problem: ")[:200], final)
    if transfer.proxy and (code in PROXY or not transfer.asked):
        return Trouble("no-answer", f"the proxy gave no way: {words[:200]}", final, again=True)
    return _broken(transfer, words, final, again=code not in FOR_EVER)


def _broken(transfer: Transfer, words: str, final: str, *, again: bool = True) -> Trouble:
    if transfer.answered:
        return Trouble("broken-answer", f"the answer broke off: {words[:200]}", final, again=again)
    words = TIMED.sub("", words[:200])  # else the same failure would be told in other words each time
    return Trouble("no-answer", f"no answer: {words}", final, again=again)


def _late(transfer: Transfer, settings: Settings) -> str:
    if transfer.asked or settings.connect_seconds >= settings.seconds:
        return f"no answer within {settings.seconds:g} s"
    return f"no connection within {settings.connect_seconds:g} s"
