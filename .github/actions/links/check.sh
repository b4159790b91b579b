#!/usr/bin/env bash
# The step of action.yml that installs and runs the command.
# Reads WHAT, OPTIONS, CACHE (true or false) and SOURCE (the checkout of this action); writes exit-code to GITHUB_OUTPUT.
set -uo pipefail

end() {
  echo "exit-code=$1" >> "$GITHUB_OUTPUT"
  exit "$1"
}

if [ ! -x "$RUNNER_TEMP/consentbook/bin/consentbook" ]; then
  python3 -m venv "$RUNNER_TEMP/consentbook" &&
    "$RUNNER_TEMP/consentbook/bin/python" -m pip install --quiet --disable-pip-version-check \
      --require-hashes --only-binary :all: -r "$SOURCE/requirements/site.txt" &&
    "$RUNNER_TEMP/consentbook/bin/python" -m pip install --quiet --disable-pip-version-check \
      --no-deps --no-build-isolation "$SOURCE" || end 2
fi

# No file of the checkout is believed as a cache, and no link in it leads a report elsewhere.
kept=(--cache "$RUNNER_TEMP/consentbook-links.sqlite3")
[ "$CACHE" = true ] || kept=(--no-cache)
rm -f links.json links.md

# Words are split at spaces on purpose, and no pattern in them is expanded.
set -f
# shellcheck disable=SC2086
"$RUNNER_TEMP/consentbook/bin/consentbook" links --format github "${kept[@]}" \
  --report json links.json --report markdown links.md $OPTIONS $WHAT
end $?
