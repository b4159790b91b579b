"""In which letters a page is written, as browsers find out (HTML, 13.2.3.2): the first bytes, the server, the page."""

import codecs
import re
from functools import lru_cache

BEGINNING = 1_024  # bytes in which a page can name its charset
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
META = re.compile(
    rb"""<meta\s[^>]{0,400}?charset\s{0,20}=\s{0,20}["']?\s{0,20}([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE
)
# Python knows more codecs than there are charsets, and some of them take long or are no charsets at all.
KNOWN = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|iso8859-\d{1,2}|cp125\d|cp866|cp874|cp932|cp949|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gbk|gb2312|gb18030|big5|big5hkscs|euc_jp|euc_kr|shift_jis|iso2022_jp"
)
WESTERN = "cp1252"
# What browsers read as another charset than it says, since many pages are written so.
READ_AS = {"ascii": WESTERN, "iso8859-1": WESTERN, "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gbk"}


def decoded(body: bytes, named: str = "") -> str:
    """Return the text of an HTML page; ``named`` is the charset that its server names. What is none stays a sign."""
    for mark, name in MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    name = _codec(named) or _in_page(body)
    if name:
        return body.decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(body) - 3
        return body.decode("utf-8" if cut_off else WESTERN, "replace")


def _in_page(body: bytes) -> str:
    """Return the charset that a page names itself; in letters of two bytes it could not be read, so it is in others."""
    found = META.search(body[:BEGINNING])
    name = _codec(found[1].decode("ascii")) if found else ""
    return "utf-8" if name.startswith("utf-16") else name


@lru_cache(64)
def _codec(label: str) -> str:
    """Return the codec of a charset; nothing for one that is not known."""
    try:
        name = codecs.lookup(label.strip()[:40]).name if label.isascii() else ""
    except (LookupError, ValueError):
        return ""
    name = READ_AS.get(name, name)
    return name if KNOWN.fullmatch(name) else ""
