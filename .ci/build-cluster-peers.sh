#!/usr/bin/env bash
# Builds kube-apiserver, kubectl and etcd from their published Go modules, for `npm run test:cluster`.
# Quick when they are there already. The last line of stdout is the folder to give as KUBEBUILDER_ASSETS.
set -euo pipefail
cd "$(dirname "$0")"
. ./cache.sh

KUBERNETES=v1.35.4 # newest 1.35 that is published as a module; inside the range of CIS Kubernetes Benchmark 2.0.1
ETCD=v3.6.16       # an API server >= 1.31 needs >= 3.5.13 (RequestWatchProgress)

# A consumer does not inherit the replacements of k8s.io/kubernetes, which requires its own staging
# modules as v0.0.0: each is published beside it as v0.x.y.
kubernetes_module() {
  local staging="v0.${KUBERNETES#v1.}" upstream module
  mkdir -p "$BUILD/kubernetes" && cd "$BUILD/kubernetes"
  printf 'module peers/kubernetes\n\ngo 1.25\n' >go.mod
  rm -f go.sum
  upstream=$(go mod download -json "k8s.io/kubernetes@$KUBERNETES" | sed -n 's/^\t"GoMod": "\(.*\)",\?$/\1/p')
  go mod edit -require="k8s.io/kubernetes@$KUBERNETES"
  for module in $(sed -n 's#^[[:space:]]*\(k8s.io/[a-z0-9-]*\) v0.0.0$#\1#p' "$upstream"); do
    go mod edit -replace="$module=$module@$staging"
  done
}

kubernetes_flags() {
  local package minor
  minor=${KUBERNETES#v1.} && minor=${minor%%.*}
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean ' \
      $package "$KUBERNETES" $package $package "$minor" $package
  done
}

# In a module of its own: the two projects want different grpc and otel versions.
etcd_module() {
  mkdir -p "$BUILD/etcd" && cd "$BUILD/etcd"
  printf 'module peers/etcd\n\ngo 1.25\n' >go.mod
  rm -f go.sum
  go mod edit -require="go.etcd.io/etcd/server/v3@$ETCD"
}

built etcd "$ETCD" || (etcd_module && build etcd "$ETCD" go.etcd.io/etcd/server/v3 '')
for name in kube-apiserver kubectl; do
  built $name "$KUBERNETES" && continue
  (kubernetes_module && build $name "$KUBERNETES" "k8s.io/kubernetes/cmd/$name" "$(kubernetes_flags)")
done
echo "$BIN"
