#!/bin/sh
# Copies what is published to an object store, with rclone: upload.sh /srv/consentbook/current REMOTE:BUCKET
# What others point to goes first, and nothing is deleted. docs/use/hosting/object-store.md explains it.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 FOLDER REMOTE:BUCKET" >&2; exit 2; }
from=$(cd "$1" && pwd -P) # the release itself: a publisher may move the link meanwhile
to=$2
forever="public, max-age=31536000, immutable"

# copy CACHE TYPE ENDING PATTERN...: what fits the patterns and is not there yet, or differs. It is compared by content, as
# the times of published files say nothing. Without a TYPE rclone takes what it knows.
copy() {
    cache=$1 type=$2 ending=$3
    shift 3
    for pattern; do
        set -- "$@" --filter "+ $pattern$ending"
        shift
    done
    rclone copy --checksum --copy-links --header-upload "Cache-Control: $cache" \
        ${type:+--header-upload "Content-Type: $type; charset=utf-8"} \
        --filter "- *.gz" --filter "- *.br" --filter "- /_headers" --filter "- /versions.json" "$@" --filter "- **" \
        "$from" "$to"
}

# put CACHE PATTERN...: the same, each ending with its type
put() {
    cache=$1
    shift
    copy "$cache" application/atom+xml .atom "$@"
    copy "$cache" application/json .json "$@"
    copy "$cache" text/markdown .md "$@"
    copy "$cache" text/javascript .mjs "$@"
    copy "$cache" "" "" "$@"
}

put "$forever" "/wording/**"
copy "$forever" "" .min.js "/*/assets/javascripts/bundle.*" "/*/assets/javascripts/workers/search.*"
copy "$forever" "" .min.css "/*/assets/stylesheets/main.*" "/*/assets/stylesheets/palette.*"
copy "$forever" application/json .json "/*/search/part.*"
put no-cache "/[0-9]*/**"
put no-cache "/latest/**" "/next/**"
copy no-cache text/plain "" "/SHA256SUMS*"
put no-cache "/*"
rclone copyto --checksum --header-upload "Cache-Control: no-cache" \
    --header-upload "Content-Type: application/json; charset=utf-8" "$from/versions.json" "$to/versions.json"
