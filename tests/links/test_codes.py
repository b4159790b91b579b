"""Every code has a test that finds it, and every code that is found is explained."""

from pathlib import Path

from consentbook.links.codes import CODES
from tests.support import ROOT, consentbook


def test_every_code_that_can_be_found_is_found_by_a_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.rglob("test_*.py"))
    assert [code for code in CODES if f'"{code}"' not in tests] == []


def test_every_code_that_the_program_tells_is_explained() -> None:
    files = (ROOT / "hooks" / "consentbook" / "links").rglob("*.py")
    program = "".join(path.read_text() for path in files if path.name != "codes.py")
    assert [code for code in CODES if f'"{code}"' not in program] == []
    listed = consentbook(ROOT, "links", "explain").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(CODES)
