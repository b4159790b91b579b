"""``python -m consentbook`` is the command ``consentbook``."""

from consentbook.cli import main

main(prog_name="consentbook")
