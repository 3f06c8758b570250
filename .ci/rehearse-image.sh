#!/usr/bin/env bash
# The steps of deploy/image/Dockerfile without a container engine: a minimal Debian root with Debian's headless Chromium, our Node and our files;
# then the demo's last report is printed in it by a numeric user, on a read-only root, without network, without capabilities, under a seccomp
# filter like RuntimeDefault. The root is kept in the cache; our files are copied anew each time.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${EXHIBIT_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/exhibit-ci}"
root="$cache/image-root"
mkdir -p "$cache"

make_root() {
  local partial="$root.partial" mirror
  mirror="$(awk '/^URIs:/ { print $2; exit } /^deb / { print $2; exit }' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)"
  rm -rf "$partial"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$partial" "$mirror" >"$cache/debootstrap.log" 2>&1
  rm -f "$partial/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/resolv.conf; do
    if [ -s "$file" ]; then cp "$file" "$partial$file"; fi
  done
  for file in /etc/apt/apt.conf.d/99*; do
    if [ -e "$file" ]; then cp "$file" "$partial/etc/apt/apt.conf.d/"; fi
  done
  chroot "$partial" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell && rm -rf /var/lib/apt/lists/*' >>"$cache/debootstrap.log" 2>&1
  mv "$partial" "$root"
}

[ -d "$root" ] || make_root

npm run -s build
app="$root/opt/exhibit"
rm -rf "$app" && mkdir -p "$app"
cp -r package.json package-lock.json .npmrc .puppeteerrc.cjs dist templates controls deploy "$app/"
(cd "$app" && npm ci --omit=dev --loglevel=error --ignore-scripts >/dev/null && node deploy/sbom.mjs >sbom.cdx.json)
rm -rf "$app/node_modules/@sparticuz"
cp "$(readlink -f node_modules/.bin/node)" "$root/usr/local/bin/node"

python3 "$(dirname "$0")/in-image.py" "$root"
