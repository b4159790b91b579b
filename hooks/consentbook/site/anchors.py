"""Links to headings and items that are not there, found from what MkDocs collected while it rendered the pages."""

from collections.abc import Iterable, Iterator

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage

from consentbook.book import Book
from consentbook.reading.offences import Offence, did_you_mean


def dead_anchors(files: Iterable[File], book: Book) -> Iterator[Offence]:
    """Yield an offence for each link to an anchor that the page it leads to does not have."""
    lines = {(page.uri, link.text): link.number for page in reversed(book.pages) for link in reversed(page.links)}
    for file in files:
        if file.page:
            for target, anchor, written in _dead(file.page):
                wrong = f'the link "{written}" leads to "#{anchor}", which {target.src_uri} does not have'
                known = (target.page and target.page.present_anchor_ids) or set()
                line = lines.get((file.src_uri, written), 1)
                mend = "Write the anchor of a heading there."
                yield Offence(f"docs/{file.src_uri}", line, wrong, mend, did_you_mean(anchor, known))


def _dead(page: MkDocsPage) -> Iterator[tuple[File, str, str]]:
    for target, links in (page.links_to_anchors or {}).items():
        known = target.page.present_anchor_ids if target.page else None
        if known is not None:
            yield from ((target, anchor, written) for anchor, written in links.items() if anchor not in known)
