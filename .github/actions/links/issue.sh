#!/usr/bin/env bash
# Keeps one issue: opened or brought up to date while links are broken, closed when a check finds none.
# Usage: issue.sh REPORT EXIT_CODE, with the report in Markdown. Needs gh, GH_TOKEN and GH_REPO.
set -euo pipefail

report=$1 code=$2
title="Links that need a look"
label=consentbook-links
# Only an issue of this name that the workflow opened: others may use the label, too.
number=$(gh issue list --label "$label" --state open --author app/github-actions --json number,title \
  --jq "[.[] | select(.title == \"$title\")][0].number // empty")

if [ "$code" = 0 ]; then
  if [ -n "$number" ]; then
    gh issue close "$number" --comment "No link is broken any more."
  fi
  exit 0
fi
if [ ! -s "$report" ]; then
  echo "issue.sh: the check left no report, so the issue stays as it is." >&2
  exit 2
fi

body=$(mktemp)
trap 'rm -f "$body"' EXIT
# GitHub takes 65,536 characters.
LC_ALL=C awk '{ size += length($0) + 1 }
  size > 60000 { print ""; print "The rest is in the report of the run."; exit }
  { print }' "$report" > "$body"

if [ -n "$number" ]; then
  gh issue edit "$number" --body-file "$body"
else
  gh label create "$label" --description "$title" 2> /dev/null || true
  gh issue create --title "$title" --label "$label" --body-file "$body"
fi
