# Where the servers that CI builds are kept: outside the repository, so that a fresh clone finds them again.
# Sourced by the build scripts; BIN holds the binaries.
CACHE="${EXHIBIT_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/exhibit-ci}"
BIN="$CACHE/bin"
mkdir -p "$BIN"

# The toolchain is the one installed: none is downloaded. No C, no caller's workspace.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=mod

built() { [ -x "$BIN/$1" ] && [ "$(cat "$BIN/.$1.stamp" 2>/dev/null)" = "$2" ]; }

# build NAME VERSION MODULE PACKAGE LDFLAGS: nothing when that version is there already. MODULE is a function that writes a go.mod into
# the current, empty folder. Builders wait for one another, and a binary appears under its name only when it is whole.
build() {
  built "$1" "$2" && return
  (
    flock 9
    built "$1" "$2" && exit
    echo "building $1 $2 from its Go module, which takes some minutes" >&2
    folder=$(mktemp -d "$CACHE/build.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    cd "$folder"
    "$3"
    nice -n 5 go build -p 2 -trimpath -buildvcs=false -ldflags "-s -w $5" -o new "$4" \
      2> >(grep -v '^go: downloading ' >&2)
    mv new "$BIN/$1"
    echo "$2" >"$BIN/.$1.stamp"
    echo "built $1 in $SECONDS s" >&2
  ) 9>"$CACHE/lock"
}
