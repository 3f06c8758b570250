#!/usr/bin/env bash
# Builds versitygw, an S3 server over a plain folder, from its published Go module, for `npm run test:s3`.
# Quick when it is there already. The last line of stdout is the path to give as EXHIBIT_S3_SERVER.
set -euo pipefail
. "$(dirname "$0")/cache.sh"

VERSITYGW=v1.8.0 # has the atomic conditional PUT

versitygw_module() {
  printf 'module peers/versitygw\n\ngo 1.25\n' >go.mod
  go mod edit -require="github.com/versity/versitygw@$VERSITYGW"
}

build versitygw "$VERSITYGW" versitygw_module github.com/versity/versitygw/cmd/versitygw "-X main.Version=$VERSITYGW"
echo "$BIN/versitygw"
