#!/usr/bin/env bash
# The step of action.yml that installs and runs the command.
# Reads WHAT, OPTIONS and SOURCE (the checkout of this action); writes exit-code to GITHUB_OUTPUT.
set -uo pipefail

if [ ! -x "$RUNNER_TEMP/consentbook/bin/consentbook" ]; then
  python3 -m venv "$RUNNER_TEMP/consentbook" &&
    "$RUNNER_TEMP/consentbook/bin/python" -m pip install --quiet --disable-pip-version-check \
      --require-hashes --only-binary :all: -r "$SOURCE/requirements/site.txt" &&
    "$RUNNER_TEMP/consentbook/bin/python" -m pip install --quiet --disable-pip-version-check \
      --no-deps --no-build-isolation "$SOURCE" || exit 2
fi

# Words are split at spaces on purpose, and no pattern in them is expanded.
set -f
# shellcheck disable=SC2086
"$RUNNER_TEMP/consentbook/bin/consentbook" links --format github --cache .consentbook-links.sqlite3 \
  --report json links.json --report markdown links.md $OPTIONS $WHAT
code=$?
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"
