#!/usr/bin/env bash
# Fetches veraPDF's library with Maven, for `npm run test:peers`. Needs a JDK of 17 or newer and mvn; quick when it is there already.
# The last line of stdout is the folder to give as EXHIBIT_VERAPDF.
set -euo pipefail
. "$(dirname "$0")/cache.sh"

SOURCES="$(cd "$(dirname "$0")/../test/peers/java" && pwd)"
FOLDER="$BIN/verapdf-$(sha256sum "$SOURCES/pom.xml" | cut -c1-12)"
if [ ! -d "$FOLDER" ]; then
  mvn --quiet --batch-mode --file "$SOURCES/pom.xml" dependency:copy-dependencies \
    "-DoutputDirectory=$FOLDER.new" >&2
  mv "$FOLDER.new" "$FOLDER"
fi
echo "$FOLDER"
