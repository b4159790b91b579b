"""What a page holds and its search leaves out: taken out before the page is read for the search, and put back after.

Material reads every element of a page to leave out those marked ``data-search-exclude``; of a card that is most of it.
"""

import re

# Has characters that Python-Markdown takes out of what an author writes, so that no page has it already.
PLACE = "<!--\x02unsearched\x03-->"
MARKED = re.compile(r"<(pre|div|[a-z]+-[a-z]+)\b[^<>]* data-search-exclude\b.*?</\1>", re.DOTALL)


def take_out(html: str) -> tuple[str, list[str]]:
    """Return ``html`` without the elements that the search leaves out, and these, in their order.

    An element that holds another of its kind stays: where it ends, this does not know.
    """
    parts: list[str] = []

    def replace(found: re.Match[str]) -> str:
        if f"<{found[1]}" in found[0][1:]:
            return found[0]
        parts.append(found[0])
        return PLACE

    return MARKED.sub(replace, html), parts


def put_back(html: str, parts: list[str]) -> str:
    """Return ``html`` with each of ``parts`` where it was."""
    left = iter(parts)
    return re.sub(PLACE, lambda _: next(left), html)
