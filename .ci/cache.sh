# Where the servers that CI builds are kept: outside the repository, so that a fresh clone finds them again.
# Sourced by the build scripts; sets BIN (binaries) and BUILD (scratch modules).
CACHE="${EXHIBIT_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/exhibit-ci}"
BIN="$CACHE/bin"
BUILD="$CACHE/build"
mkdir -p "$BIN" "$BUILD"

# The toolchain is the one installed: none is downloaded. No C, no version control, no workspace of the caller.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=mod

# built NAME STAMP: true when the binary is there and was built as STAMP says.
built() { [ -x "$BIN/$1" ] && [ "$(cat "$BIN/.$1.stamp" 2>/dev/null)" = "$2" ]; }

# build NAME STAMP PACKAGE LDFLAGS: builds in the current module; the binary appears under its name only when whole.
build() {
  echo "building $1 ($2); this takes some minutes the first time" >&2
  local began=$SECONDS
  nice -n 5 go build -p 2 -trimpath -buildvcs=false -ldflags "-s -w $4" -o "$BIN/.$1.new" "$3"
  mv "$BIN/.$1.new" "$BIN/$1"
  echo "$2" >"$BIN/.$1.stamp"
  echo "built $1 in $((SECONDS - began)) s" >&2
}

# One build at a time: a second caller waits here and then finds the binaries.
exec 9>"$CACHE/lock"
flock 9
