#!/usr/bin/env bash
# Installs the Debian packages that the suites compare exhibit with, when they are missing. Prints one line per tool.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# tool package
TOOLS='pdfsig poppler-utils
pdftoppm poppler-utils
pdftotext poppler-utils
pdfinfo poppler-utils
pdffonts poppler-utils
pdfdetach poppler-utils
qpdf qpdf
certutil libnss3-tools
openssl openssl
jq jq
soffice libreoffice-calc
debootstrap debootstrap
unshare util-linux
setpriv util-linux
sha256sum coreutils'

path_of() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1"; }

missing() {
  while read -r tool package; do
    path_of "$tool" >/dev/null || echo "$package"
  done <<<"$TOOLS" | sort -u
}

wanted=$(missing)
if [ -n "$wanted" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "install-tools: missing, and only root can install them:" $wanted >&2
    exit 1
  fi
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $wanted >/dev/null
fi

while read -r tool _; do
  printf '%-12s %s\n' "$tool" "$(path_of "$tool")"
done <<<"$TOOLS"
