#!/usr/bin/env bash
# Installs openpyxl into an environment of its own, for `npm run test:peers`. Needs python3 with venv; quick when it is there already.
# The last line of stdout is the program to give as EXHIBIT_PYTHON.
set -euo pipefail
. "$(dirname "$0")/cache.sh"

VERSIONS='openpyxl==3.1.5 et-xmlfile==2.0.0'
FOLDER="$BIN/openpyxl-$(sha256sum <<<"$VERSIONS" | cut -c1-12)"
if [ ! -x "$FOLDER/bin/python" ] || ! "$FOLDER/bin/python" -c 'import openpyxl' 2>/dev/null; then
  rm -rf "$FOLDER"
  python3 -m venv "$FOLDER" >&2
  # shellcheck disable=SC2086 # a list of words
  "$FOLDER/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps $VERSIONS >&2
fi
echo "$FOLDER/bin/python"
