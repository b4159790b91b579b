"""The start page sends each kind of visitor to the right place in one click."""

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("door", "heading"),
    [
        ("Find a text and copy it", "Wording"),
        ("Fetch a text from a script", "Fetch a text"),
        ("Change a text in one file", "Write a text"),
        ("Check texts and the site", "Check texts and the site"),
    ],
)
def test_each_visitor_gets_there_in_one_click(page: Page, site_url: str, door: str, heading: str) -> None:
    page.goto(site_url)
    page.get_by_role("link", name=door).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
