import { REDACTED } from '../core/redacted.ts'

/**
 * The components whose command lines are partly kept, by the name of their container: control plane, kube-proxy and network plug-ins, only in the
 * namespace kube-system. Published in deploy/reader/README.md.
 */
export const PUBLISHED_COMPONENTS: ReadonlySet<string> = new Set(
  (
    'kube-apiserver kube-controller-manager kube-scheduler etcd cloud-controller-manager kube-proxy cilium-agent cilium-operator ' +
    'calico-node calico-typha calico-kube-controllers kube-flannel antrea-agent antrea-controller aws-node aws-eks-nodeagent ' +
    'kube-router weave weave-npc ovnkube-node ovnkube-controller azure-npm azure-cns canal'
  ).split(' '),
)

/** Whether a container of that name is a published component. */
export function isComponent(name: unknown): boolean {
  return typeof name === 'string' && PUBLISHED_COMPONENTS.has(name)
}

/**
 * Flags whose values are kept, without their dashes: paths, addresses, names, lists and numbers that say how the component is secured; none
 * holds a secret itself.
 */
export const VALUE_FLAGS: ReadonlySet<string> = new Set(
  (
    'admission-control-config-file advertise-address advertise-client-urls api-audiences audit-log-maxage audit-log-maxbackup audit-log-maxsize ' +
    'audit-log-path audit-policy-file audit-webhook-config-file authentication-config authentication-kubeconfig ' +
    'authentication-token-webhook-config-file authorization-config authorization-kubeconfig authorization-mode ' +
    'authorization-webhook-config-file bind-address ca-file cert-dir cert-file cipher-suites client-ca-file cloud-provider cluster-cidr ' +
    'cluster-name cluster-signing-cert-file cluster-signing-key-file config config-dir config-file controllers conntrack-max-per-core data-dir ' +
    'detect-local-mode disable-admission-plugins egress-selector-config-file enable-admission-plugins encryption-provider-config etcd-cafile ' +
    'etcd-certfile etcd-keyfile etcd-servers event-ttl feature-gates healthz-bind-address hostname-override initial-advertise-peer-urls ' +
    'insecure-bind-address insecure-port kubeconfig kubelet-certificate-authority kubelet-client-certificate kubelet-client-key ' +
    'kubelet-preferred-address-types key-file listen-client-urls listen-metrics-urls listen-peer-urls masquerade-bits metrics-bind-addr ' +
    'metrics-bind-address min-request-timeout nodeport-addresses peer-cert-file peer-key-file peer-trusted-ca-file port proxy-client-cert-file ' +
    'proxy-client-key-file proxy-mode request-timeout requestheader-allowed-names requestheader-client-ca-file root-ca-file runtime-config ' +
    'secure-port service-account-issuer service-account-key-file service-account-private-key-file service-account-signing-key-file ' +
    'service-cluster-ip-range service-node-port-range shutdown-delay-duration terminated-pod-gc-threshold tls-cert-file tls-cipher-suites ' +
    'tls-max-version tls-min-version tls-private-key-file token-auth-file trusted-ca-file iface iface-regex kube-subnet-mgr ' +
    'conntrack-cache-cleanup-period metrics-port run-router run-firewall run-service-proxy network-policy-enforcement-mode'
  ).split(' '),
)

/** Flags that are on or off: never followed by a value of their own. */
export const SWITCHES: ReadonlySet<string> = new Set(
  (
    'allocate-node-cidrs allow-privileged anonymous-auth auto-tls client-cert-auth peer-auto-tls peer-client-cert-auth profiling ' +
    'service-account-extend-token-expiration service-account-lookup use-service-account-credentials leader-elect ip-masq masquerade-all ' +
    'enable-ipv6 enable-network-policy enable-policy-event-logs enable-cloudwatch-logs enable-bootstrap-token-auth rotate-certificates ' +
    'strict-arp kubelet-https'
  ).split(' '),
)

/** `--flag`, `--flag=value`; flannel and etcd also take one dash, and Kubernetes takes `_` for a dash within a name. */
const FLAG = /^--?([a-z][a-z0-9_-]*)(=|$)/

/** What Go reads as a truth value (strconv.ParseBool). */
const TRUTH = /^--?[a-z0-9_-]+(?:=(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False))?$/

/** A variable in place of a word: the name of it alone, never what it holds. */
const VARIABLE = /^\$\([A-Za-z_][A-Za-z0-9_]*\)$/

/**
 * For each word of a published component's command line whether it is kept: the program itself, and published flags with their value, in the same
 * word or the next. A word that is a variable is kept by its name: it may stand for any flag.
 */
export function keptWords(words: readonly unknown[]): readonly boolean[] {
  let valueNext = false
  return words.map((word) => {
    const isValue = valueNext
    valueNext = false
    if (typeof word !== 'string') return false
    const [, written = '', equals] = FLAG.exec(word) ?? []
    const name = written.replaceAll('_', '-')
    if (name === '') return isValue || isProgram(word) || VARIABLE.test(word)
    valueNext = VALUE_FLAGS.has(name) && equals === ''
    return VALUE_FLAGS.has(name) || (SWITCHES.has(name) && TRUTH.test(word))
  })
}

/**
 * A kept word whose value may be a secret: a flag keeps its name, since that it is set is none, and that it is not must not be read out of
 * this.
 */
export function withoutValue(word: string): string {
  return `${/^--?[a-z][a-z0-9_-]*=/.exec(word)?.[0] ?? ''}${REDACTED}`
}

/** A published component's program, alone or with one of the folders where images keep it. */
function isProgram(word: string): boolean {
  return PROGRAMS.has(word.replace(/^\/(?:usr\/(?:local\/)?|opt\/)?bin\//, ''))
}

const PROGRAMS: ReadonlySet<string> = new Set([...PUBLISHED_COMPONENTS, 'flanneld', 'start_runit'])
