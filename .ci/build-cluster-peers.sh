#!/usr/bin/env bash
# Builds kube-apiserver, kubectl and etcd from their published Go modules, for `npm run test:cluster`.
# Quick when they are there already. The last line of stdout is the folder to give as KUBEBUILDER_ASSETS.
set -euo pipefail
. "$(dirname "$0")/cache.sh"

KUBERNETES=v1.35.4 # the newest 1.35 published as a module; inside the range of CIS Kubernetes Benchmark 2.0.1
ETCD=v3.6.16       # an API server from 1.31 on needs >= 3.5.13 (RequestWatchProgress)

# k8s.io/kubernetes requires its own staging modules as v0.0.0 and replaces them locally, which a consumer
# does not inherit: each is published beside it as v0.x.y.
kubernetes_module() {
  local staging="v0.${KUBERNETES#v1.}" upstream module
  printf 'module peers/kubernetes\n\ngo 1.25\n' >go.mod
  upstream=$(go mod download -json "k8s.io/kubernetes@$KUBERNETES" | sed -n 's/^\t"GoMod": "\(.*\)",\?$/\1/p')
  go mod edit -require="k8s.io/kubernetes@$KUBERNETES"
  for module in $(sed -n 's#^[[:space:]]*\(k8s.io/[a-z0-9-]*\) v0.0.0$#\1#p' "$upstream"); do
    go mod edit -replace="$module=$module@$staging"
  done
}

# In a module of its own: the two projects want different grpc and otel versions.
etcd_module() {
  printf 'module peers/etcd\n\ngo 1.25\n' >go.mod
  go mod edit -require="go.etcd.io/etcd/server/v3@$ETCD"
}

kubernetes_flags() {
  local package minor="${KUBERNETES#v1.}"
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s=%s ' "$package.gitVersion" "$KUBERNETES" "$package.gitMajor" 1 \
      "$package.gitMinor" "${minor%%.*}" "$package.gitTreeState" clean
  done
}

build etcd "$ETCD" etcd_module go.etcd.io/etcd/server/v3 ''
for name in kube-apiserver kubectl; do
  build "$name" "$KUBERNETES" kubernetes_module "k8s.io/kubernetes/cmd/$name" "$(kubernetes_flags)"
done
echo "$BIN"
