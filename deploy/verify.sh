#!/bin/sh
# Verifies one run folder with nothing but sha256sum and openssl.
#
#   verify.sh RUN_FOLDER ROOT.pem
#
# Exit 0: valid. 4: invalid, the reason is on stderr. 3: could not be checked.
# That the run was committed at all, and that none is missing, only the whole archive shows: exhibit verify ARCHIVE --trust ROOT.pem
set -u
LC_ALL=C
export LC_ALL

undecided() { echo "could not check: $1" >&2; exit 3; }
invalid() { echo "invalid: $1" >&2; exit 4; }

[ $# -eq 2 ] || undecided 'usage: verify.sh RUN_FOLDER ROOT.pem'
for tool in openssl sha256sum find sort sed grep cmp; do
  command -v "$tool" >/dev/null 2>&1 || undecided "$tool is not installed"
done
[ -d "$1" ] || undecided "there is no folder $1"
[ -r "$2" ] || undecided "cannot read $2"
openssl cms -help 2>&1 | grep -q -e -cades || undecided 'openssl 3.0 or newer is needed'
openssl x509 -in "$2" -noout 2>/dev/null || undecided "$2 is not a certificate"
case $2 in /*) root=$2 ;; *) root=$PWD/$2 ;; esac
work=$(mktemp -d) || undecided 'cannot make a temporary folder'
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM
cd -- "$1" 2>/dev/null || undecided "cannot enter $1"

# Nothing but plain files in plain folders: a symbolic link could lead anywhere.
find . ! -type f ! -type d >"$work/odd" 2>"$work/unreadable"
[ ! -s "$work/unreadable" ] || undecided "$(sed 1q "$work/unreadable")"
[ ! -s "$work/odd" ] || invalid "$(sed 1q "$work/odd") is not a plain file"

for file in SHA256SUMS SHA256SUMS.p7s; do
  [ -e "$file" ] || invalid "$file is missing"
  [ -r "$file" ] || undecided "cannot read $file"
done

# signed FILE: FILE.p7s is a signature over FILE by a signer that the root, and no other authority of this machine, vouches for.
signed() {
  openssl cms -verify -cades -binary -inform DER -in "$1.p7s" -content "$1" -out /dev/null \
    -CAfile "$root" -no-CApath -no-CAstore 2>"$work/openssl" && return
  said=$(grep -i error "$work/openssl" | sed 1q)
  case $said in
  *'has expired'* | *'not yet valid'*) undecided "$1.p7s: $said" ;;
  *) invalid "$1.p7s: $said" ;;
  esac
}

signed SHA256SUMS

# Each line a digest, two blanks and a relative path in plain characters, in order, none twice; no path climbs.
! grep -Evq '^[0-9a-f]{64}  [A-Za-z0-9%+,=@~_.-]+(/[A-Za-z0-9%+,=@~_.-]+)*$' SHA256SUMS ||
  invalid 'SHA256SUMS has a line that no archive has'
sed 's/^[0-9a-f]*  //' SHA256SUMS >"$work/listed"
! grep -Eq '(^|/)\.\.?(/|$)' "$work/listed" || invalid 'SHA256SUMS has a path that climbs'
sort -cu "$work/listed" 2>/dev/null || invalid 'SHA256SUMS is not in order'

# Present is what is listed, and nothing else: no folder that holds none of it either.
find . -mindepth 1 -type d -empty | sed 's/^\.\///' >"$work/empty"
[ ! -s "$work/empty" ] || invalid "$(sed 1q "$work/empty") is a folder that nothing listed is in"
find . -type f | sed 's/^\.\///' | grep -vxE 'SHA256SUMS(\.p7s)?' | sort >"$work/present"
cmp -s "$work/listed" "$work/present" || {
  sort "$work/listed" "$work/present" | uniq -u >"$work/differ"
  invalid "$(sed 1q "$work/differ") is listed or present, and not both"
}
sha256sum --check --strict --quiet SHA256SUMS >"$work/sums" 2>/dev/null ||
  invalid "$(sed 1q "$work/sums")"

if [ -e report.html ]; then
  [ -e report.html.p7s ] || invalid 'report.html.p7s is missing'
  signed report.html
fi

echo "valid: $(grep -c . SHA256SUMS) files are as they were sealed, signed under $2"
