/** The words of a command line, less the program. */
type Words = readonly string[]

/** What a component must run with for a recommendation to pass, and what makes it fail: each alternative alone. */
export type FlagCase = {
  readonly component: 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd'
  readonly passes: readonly Words[]
  readonly fails: readonly Words[]
  /** nothing may be concluded */
  readonly open?: readonly Words[]
}

const api = (passes: readonly Words[], fails: readonly Words[], open: readonly Words[] = []) =>
  ({ component: 'kube-apiserver', passes, fails, open }) as const
const manager = (passes: readonly Words[], fails: readonly Words[], open: readonly Words[] = []) =>
  ({ component: 'kube-controller-manager', passes, fails, open }) as const
const scheduler = (passes: readonly Words[], fails: readonly Words[], open: readonly Words[] = []) =>
  ({ component: 'kube-scheduler', passes, fails, open }) as const
const etcd = (passes: readonly Words[], fails: readonly Words[]) =>
  ({ component: 'etcd', passes, fails, open: [['--config-file=/etc/etcd.yaml', ...(passes[0] ?? [])]] }) as const

const ADMISSION = '--enable-admission-plugins'
const GATES = '--feature-gates=RotateKubeletServerCertificate'
const FILE = '/etc/kubernetes/file'

/** Every recommendation of CIS that flags alone decide, by its id in cis-kubernetes-2.0.1. */
export const FLAG_CASES: Readonly<Record<string, FlagCase>> = {
  '1.2.1': api(
    [['--anonymous-auth=false'], ['--anonymous-auth=true', '--anonymous-auth=False']],
    [[], ['--anonymous-auth'], ['--anonymous-auth=false', '--anonymous-auth=true']],
    [['--anonymous-auth=false', `--authentication-config=${FILE}`], ['--anonymous-auth=no']],
  ),
  '1.2.2': api([[]], [[`--token-auth-file=${FILE}`], ['--token-auth-file', FILE], [`--token_auth_file=${FILE}`]], [['$(FLAGS)']]),
  '1.2.3': api([[`${ADMISSION}=NodeRestriction, DenyServiceExternalIPs`]], [[], [`${ADMISSION}=NodeRestriction`]]),
  '1.2.4': api(
    [[`--kubelet-client-certificate=${FILE}`, '--kubelet-client-key', FILE]],
    [[], [`--kubelet-client-certificate=${FILE}`], [`--kubelet-client-key=${FILE}`]],
  ),
  '1.2.5': api([[`--kubelet-certificate-authority=${FILE}`]], [[], ['--kubelet-certificate-authority=']]),
  '1.2.6': api(
    [['--authorization-mode=Node,RBAC']],
    [
      [],
      ['--authorization-mode=AlwaysAllow'],
      ['--authorization-mode=RBAC,AlwaysAllow'],
      ['--authorization-mode=AlwaysAllow', '--authorization-mode=Node,RBAC'],
    ],
    [['--authorization-mode=Node,RBAC', `--authorization-config=${FILE}`], [`--authorization-config=${FILE}`], ['--authorization-mode="AlwaysAllow"']],
  ),
  '1.2.7': api([['--authorization-mode=Node,RBAC'], ['--authorization-mode=Node', '--authorization-mode=RBAC']], [[], ['--authorization-mode=RBAC']], [[`--authorization-config=${FILE}`]]),
  '1.2.8': api([['--authorization-mode', 'Node,RBAC']], [[], ['--authorization-mode=Node']], [[`--authorization-config=${FILE}`]]),
  '1.2.9': api([[`${ADMISSION}=EventRateLimit`]], [[], [`${ADMISSION}=NodeRestriction`]]),
  '1.2.10': api([[], [`${ADMISSION}=NodeRestriction`]], [[`${ADMISSION}=NodeRestriction,AlwaysAdmit`], [`${ADMISSION}=AlwaysAdmit`, `${ADMISSION}=NodeRestriction`]]),
  '1.2.11': api([[`${ADMISSION}=AlwaysPullImages,NodeRestriction`]], [[]]),
  '1.2.12': api([[], ['--disable-admission-plugins=PodSecurity']], [['--disable-admission-plugins=ServiceAccount'], ['--disable-admission-plugins=ServiceAccount', '--disable-admission-plugins=PodSecurity']]),
  '1.2.13': api([[]], [['--disable-admission-plugins=PodSecurity, NamespaceLifecycle']]),
  '1.2.14': api([[`${ADMISSION}=NodeRestriction`], [`${ADMISSION}=NodeRestriction`, `${ADMISSION}=EventRateLimit`]], [[], [`${ADMISSION}=AlwaysPullImages`]]),
  '1.2.15': api([['--profiling=false'], ['--profiling=0']], [[], ['--profiling'], ['--profiling', '--v=2']]),
  '1.2.16': api([['--audit-log-path=/var/log/audit.log'], ['--audit-log-path=-']], [[]]),
  '1.2.17': api([['--audit-log-maxage=30'], ['--audit-log-maxage=90']], [[], ['--audit-log-maxage=29']], [['--audit-log-maxage=month']]),
  '1.2.18': api([['--audit-log-maxbackup=10'], ['--audit-log-maxbackup=11']], [[], ['--audit-log-maxbackup=9']]),
  '1.2.19': api([['--audit-log-maxsize=100'], ['--audit-log-maxsize=200']], [[], ['--audit-log-maxsize=20']]),
  '1.2.20': api([[], ['--request-timeout=5m'], ['--request-timeout=1m30s']], [['--request-timeout=301s'], ['--request-timeout=1h']], [['--request-timeout=long']]),
  '1.2.21': api([[], ['--service-account-lookup'], ['--service-account-lookup=true']], [['--service-account-lookup=false']]),
  '1.2.22': api([[`--service-account-key-file=${FILE}`]], [[]]),
  '1.2.23': api([[`--etcd-certfile=${FILE}`, `--etcd-keyfile=${FILE}`]], [[], [`--etcd-certfile=${FILE}`]]),
  '1.2.24': api([[`--tls-cert-file=${FILE}`, `--tls-private-key-file=${FILE}`]], [[], [`--tls-private-key-file=${FILE}`]]),
  '1.2.25': api([[`--client-ca-file=${FILE}`]], [[]]),
  '1.2.26': api([[`--etcd-cafile=${FILE}`]], [[]]),
  '1.2.27': api([[`--encryption-provider-config=${FILE}`]], [[]]),
  '1.2.28': api([[`--encryption-provider-config=${FILE}`]], [[]]),
  '1.2.29': api(
    [['--tls-cipher-suites=TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']],
    [
      [],
      ['--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256'],
      ['--tls-cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256', '--tls-cipher-suites=TLS_AES_128_GCM_SHA256'],
    ],
  ),
  '1.2.30': api([['--service-account-extend-token-expiration=false']], [[], ['--service-account-extend-token-expiration']]),
  '1.3.1': manager([['--terminated-pod-gc-threshold=100']], [[]]),
  '1.3.2': manager([['--profiling=false']], [[]]),
  '1.3.3': manager([['--use-service-account-credentials=true'], ['--use-service-account-credentials']], [[], ['--use-service-account-credentials=false']]),
  '1.3.4': manager([[`--service-account-private-key-file=${FILE}`]], [[]]),
  '1.3.5': manager([[`--root-ca-file=${FILE}`]], [[]]),
  '1.3.6': manager(
    [
      [],
      [`${GATES}=true`],
      ['--feature-gates=AllAlpha=false'],
      ['--feature-gates=AllBeta=true'],
      [`${GATES}=true,AllBeta=false`],
      [`${GATES}=true`, '--feature-gates=AllBeta=false'],
      ['--feature-gates=AllBeta=false, RotateKubeletServerCertificate=true'],
      [`${GATES}=false`, `${GATES}=T`],
      ['--feature-gates=other:RotateKubeletServerCertificate=false'],
    ],
    [
      ['--feature-gates=A=true,RotateKubeletServerCertificate=false'],
      [`${GATES}=false`, '--feature-gates=Foo=true'],
      [`${GATES}=true`, `${GATES}=False`],
      [`${GATES}=0`],
      ['--feature-gates=kube:RotateKubeletServerCertificate = false'],
      ['--feature-gates=AllBeta=false'],
      ['--feature-gates=AllAlpha=true,AllBeta=F'],
      ['--feature-gates=AllBeta=true,RotateKubeletServerCertificate=false'],
    ],
    [['--feature-gates=AllBeta'], [`${GATES}=no`], [`${GATES}=true`, '$(MORE)']],
  ),
  '1.3.7': manager([['--bind-address=127.0.0.1'], ['--bind-address=::1']], [[], ['--bind-address=0.0.0.0']]),
  '1.4.1': scheduler([['--profiling=false']], [[]], [['--profiling=false', `--config=${FILE}`]]),
  '1.4.2': scheduler([['--bind-address=127.0.0.1']], [[], ['--bind-address=10.0.0.1']]),
  '2.1': etcd([[`--cert-file=${FILE}`, `--key-file=${FILE}`]], [[], [`--cert-file=${FILE}`]]),
  '2.2': etcd([['--client-cert-auth=true'], ['--client-cert-auth'], ['-client-cert-auth']], [[], ['--client-cert-auth=false']]),
  '2.3': etcd([[], ['--auto-tls=false']], [['--auto-tls'], ['--auto-tls=true']]),
  '2.4': etcd([[`--peer-cert-file=${FILE}`, `--peer-key-file=${FILE}`]], [[], [`--peer-key-file=${FILE}`]]),
  '2.5': etcd([['--peer-client-cert-auth']], [[]]),
  '2.6': etcd([[]], [['--peer-auto-tls=true']]),
  '3.2.1': api([[`--audit-policy-file=${FILE}`]], [[]]),
  '3.2.2': api([[`--audit-policy-file=${FILE}`]], [[]]),
}
