/**
 * How a component reads a flag. `switch`: on or off, no word after it is its value (pflag, NoOptDefVal). Of a flag that stands several times, all
 * words count where it is a `list` (pflag StringSlice: each word is split at its commas), `values` (StringArray: no word is split) or a `map` (of
 * one key the last pair counts).
 */
export type FlagForm = 'switch' | 'list' | 'values' | 'map'

/**
 * The form of each published flag (src/snapshot/published-flags.ts) of the control plane and kube-proxy that is not plain; of a plain one, and of a
 * switch, the last word alone counts. Kubernetes 1.32 to 1.35: k8s.io/apiserver pkg/server/options (admission, api_enablement, authentication, etcd,
 * serving), pkg/kubeapiserver/options, cmd/kube-apiserver/app/options, cmd/kube-proxy/app, k8s.io/controller-manager/config/options,
 * k8s.io/component-base/compatibility. The lists of etcd (cipher-suites, URLs) are plain: its client/pkg/flags replace what was set before.
 */
export const FLAG_FORMS: ReadonlyMap<string, FlagForm> = new Map([
  ['anonymous-auth', 'switch'],
  ['api-audiences', 'list'],
  ['authorization-mode', 'list'],
  ['auto-tls', 'switch'],
  ['client-cert-auth', 'switch'],
  ['controllers', 'list'],
  ['disable-admission-plugins', 'list'],
  ['enable-admission-plugins', 'list'],
  ['etcd-servers', 'list'],
  ['feature-gates', 'map'],
  ['kubelet-preferred-address-types', 'list'],
  ['nodeport-addresses', 'list'],
  ['peer-auto-tls', 'switch'],
  ['peer-client-cert-auth', 'switch'],
  ['profiling', 'switch'],
  ['requestheader-allowed-names', 'list'],
  ['runtime-config', 'map'],
  ['service-account-extend-token-expiration', 'switch'],
  ['service-account-issuer', 'values'],
  ['service-account-key-file', 'values'],
  ['service-account-lookup', 'switch'],
  ['tls-cipher-suites', 'list'],
  ['use-service-account-credentials', 'switch'],
])
