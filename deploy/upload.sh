#!/bin/sh
# Copies what is published to an object store, with rclone: upload.sh /srv/consentbook/current REMOTE:BUCKET
# What others point to goes first, and nothing is deleted. docs/use/hosting/object-store.md explains it.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 FOLDER REMOTE:BUCKET" >&2; exit 2; }
from=$(cd "$1" && pwd -P) # the release itself: a publisher may move the link meanwhile
to=$2
forever="public, max-age=31536000, immutable"

# put CACHE PATTERN...: what fits the patterns and is not there yet, or differs
put() {
    cache=$1
    shift
    for pattern; do
        copy "$cache" "$pattern.atom" --header-upload "Content-Type: application/atom+xml; charset=utf-8"
        copy "$cache" "$pattern.json" --header-upload "Content-Type: application/json; charset=utf-8"
        copy "$cache" "$pattern.md" --header-upload "Content-Type: text/markdown; charset=utf-8"
        copy "$cache" "$pattern.mjs" --header-upload "Content-Type: text/javascript; charset=utf-8"
        copy "$cache" "$pattern" # has the rest, with the types that rclone knows
    done
}

# By content, as the times of published files say nothing; symbolic links as what they lead to.
copy() {
    header="Cache-Control: $1"
    only="+ $2"
    shift 2
    rclone copy --checksum --copy-links --header-upload "$header" "$@" \
        --filter "- *.gz" --filter "- *.br" --filter "- /_headers" --filter "- /versions.json" --filter "$only" \
        --filter "- **" "$from" "$to"
}

put "$forever" "/wording/**" "/*/assets/javascripts/**" "/*/assets/stylesheets/**"
put no-cache "/[0-9]*/**"
put no-cache "/latest/**" "/next/**"
copy no-cache "/SHA256SUMS*" --header-upload "Content-Type: text/plain; charset=utf-8"
put no-cache "/*"
rclone copyto --checksum --header-upload "Cache-Control: no-cache" \
    --header-upload "Content-Type: application/json; charset=utf-8" "$from/versions.json" "$to/versions.json"
