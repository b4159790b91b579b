"""The codes of what can be found of a link. Plain values, since each run needs them and few need what reads YAML."""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["error", "suspect", "warning", "unchecked", "hint"]


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, how much it weighs, and what to do.

    An error is broken, a warning is alive and probably wrong, unchecked is neither broken nor fine, a hint could be
    better. ``lost`` says that the page itself is lost, and an archive may have it.
    """

    weight: Literal["error", "warning", "unchecked", "hint"]
    says: str
    mend: str
    lost: bool = False


CODES = {
    "gone": Code(
        "error",
        "The server says that the page is not there.",
        "Find where the page went, or delete the link.",
        lost=True,
    ),
    "bad-status": Code(
        "error",
        "The server refuses the address itself, with an answer from 400 to 499 that no waiting mends, or does not say"
        " where to go.",
        "Open it in a browser, and mend the address.",
    ),
    "unknown-host": Code(
        "error",
        "The name of the host is not known.",
        "Correct the name, or find where the site went.",
        lost=True,
    ),
    "bad-certificate": Code(
        "error",
        "The host's certificate has run out, is for another name, or is signed by nobody that is trusted.",
        "Tell the owner of the site; a browser warns its readers too.",
    ),
    "redirect-loop": Code(
        "error",
        "Redirects lead in a circle, or there are more than ten.",
        "Open it in a browser, and link to where it ends.",
    ),
    "missing-anchor": Code(
        "error",
        "The page is there, and has no such anchor.",
        "Open the page, and link to an anchor that it has.",
    ),
    "not-as-expected": Code(
        "error",
        "A page of the register is there, and is not what the register says that it is.",
        "Open it. If it is right, change `expect` in the register; if not, find the page that was meant.",
    ),
    "soft-404": Code(
        "warning",
        "The page answers that all is well, and calls itself not found.",
        "Open it in a browser. If it is gone, find where it went.",
        lost=True,
    ),
    "login-wall": Code(
        "warning",
        "The address leads to a page that asks for a login.",
        "Link to a page that anybody can read.",
    ),
    "sent-home": Code(
        "warning",
        "The address leads to the start page of a site, as many sites do with pages that are gone.",
        "Find where the page went, or link to the start page.",
        lost=True,
    ),
    "parked": Code(
        "warning",
        "The page offers its domain for sale.",
        "Find where the site went, or delete the link.",
        lost=True,
    ),
    "certificate-expires": Code(
        "warning",
        "The host's certificate runs out soon.",
        "Tell the owner of the site.",
    ),
    "known-expired": Code(
        "error",
        "The time for which a broken address is borne with is over.",
        "Mend the link, or give the entry in the register another day and a reason.",
    ),
    "known-needless": Code(
        "warning",
        "An address is listed as known to be broken, and is not, or is not linked any more.",
        "Delete the entry in the register.",
    ),
    "known-broken": Code(
        "hint",
        "The address is broken, and the register bears with it until a day.",
        "See to it before that day.",
    ),
    "moved": Code(
        "hint",
        "The page has moved for good.",
        "Link to where it is now.",
    ),
    "has-https": Code(
        "hint",
        "The same page is there over https, which nobody on the way can read or change.",
        "Link to the https address.",
    ),
    "refused": Code(
        "unchecked",
        "The server is there, and does not say whether the page is.",
        "Look at it by hand.",
    ),
    "held-off": Code(
        "unchecked",
        "The host asked to wait longer or more often than this check waits.",
        "Check again later, with a longer pause between requests.",
    ),
    "server-error": Code(
        "unchecked",
        "The server failed each time it was asked.",
        "Check again later; if it stays so, tell the owner of the site.",
    ),
    "no-answer": Code(
        "unchecked",
        "No answer came, or none in time.",
        "Check again later, or look at it by hand.",
    ),
    "broken-answer": Code(
        "unchecked",
        "The answer broke off or cannot be read.",
        "Look at it by hand.",
    ),
    "not-asked": Code(
        "unchecked",
        "The address is not one of the public internet, so it was not asked.",
        "Allow the host by name, if you mean to.",
    ),
    "too-late": Code(
        "unchecked",
        "The time for the whole check was over, or it was stopped, before its turn came.",
        "Give the check more time, or split it.",
    ),
    # Found between files, and in what is read.
    "missing-file": Code(
        "error",
        "The link leads to a file that is not there.",
        "Correct the path, or delete the link.",
    ),
    "unresolved": Code(
        "error",
        "A link by name stands on the built page as it was written, so nobody can follow it.",
        "Correct its name, and see that the site is built with the extension that resolves it.",
    ),
    "bad-address": Code(
        "error",
        "The address cannot be read as one.",
        "Write scheme, host and path.",
    ),
    "bad-sitemap": Code(
        "error",
        "The sitemap cannot be read, so search engines cannot read it either.",
        "Write it as the protocol at sitemaps.org says, without a document type.",
    ),
    "refused-scheme": Code(
        "warning",
        "The address runs a script, holds the page itself, or leads into the writer's own machine.",
        "Lead it to an address that any reader can open.",
    ),
    "other-scheme": Code(
        "unchecked",
        "The address has a scheme that cannot be asked for.",
        "Look at it by hand.",
    ),
    "leaves-folder": Code(
        "unchecked",
        "The link leads out of the folder that is checked, so it was not followed.",
        "Check the folder around it, or look at it by hand.",
    ),
    "unreadable": Code(
        "unchecked",
        "A file, or a part of it, was not read, so its links were not checked.",
        "Save it as text in UTF-8, of a sane size, or leave it out; read a page of a site again later.",
    ),
    "cut-off": Code(
        "unchecked",
        "There are more pages than this check reads.",
        "Let it read more of them, or check a part of the site.",
    ),
}
