#!/usr/bin/env bash
# Builds the programs that answer for other implementations, for `npm run test:peers`: all, or those named.
# Quick when they are there already. The last line of stdout is the folder to give as EXHIBIT_PEERS.
set -euo pipefail
. "$(dirname "$0")/cache.sh"

SOURCES="$(cd "$(dirname "$0")/../test/peers/go" && pwd)"

# Each is a module of its own, since they want different Kubernetes; go.sum pins all that they link.
peer_module() {
  cp -r "$SOURCES/harness" "$SOURCES/$name" .
  cd "$name"
  export GOFLAGS=-mod=readonly
}

digest_of() { (cd "$SOURCES" && cat harness/* "$1"/* | sha256sum | cut -c1-12); }

PEERS='calico-selectors cyclonus kube-network-policies cilium'
# What older sources built answers for nobody: without its program a peer is pending.
for name in $PEERS; do
  built "$name" "$(digest_of "$name")" || rm -f "$BIN/$name" "$BIN/.$name.stamp"
done
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $PEERS
for name; do
  build "$name" "$(digest_of "$name")" peer_module . ''
done
echo "$BIN"
