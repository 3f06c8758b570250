import type { Check, CheckAnswer } from '../../model/check.ts'
import type { ComponentFlag, ComponentInstance } from '../../model/control-plane.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { bySubject, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { instancesOf, instanceSubject } from '../component-instances.ts'

/** Whether etcd trusts another certificate authority than the API server does for its clients. */
export const etcdOwnAuthority: Check = {
  id: 'etcd-own-authority',
  version: 1,
  title: 'etcd trusts a certificate authority of its own',
  logic:
    'The file that each etcd pod names as its trusted authority (trusted-ca-file) is none that an API server pod names for its clients (client-ca-file). What the files hold is not seen.',
  reads: ['pods', 'nodes'],
  needs: [],
  parameters: {},
  evaluate({ cluster }) {
    const etcd = instancesOf(cluster, 'etcd')
    const servers = instancesOf(cluster, 'kube-apiserver')
    const missing = [...etcd.missing, ...servers.missing]
    if (etcd.found.length === 0 || servers.found.length === 0) return missing.sort(bySubject)
    const answers = etcd.found.map((each) =>
      answer(instanceSubject(cluster, each), each, servers.found),
    )
    return [...missing, ...answers].sort(bySubject)
  },
}

function answer(
  subject: string,
  etcd: ComponentInstance,
  servers: readonly ComponentInstance[],
): CheckAnswer {
  const own = etcd.flags.get('trusted-ca-file')
  const others = servers.map((server) => ({ server, flag: server.flags.get('client-ca-file') }))
  const evidence = [
    ...evidenceOf(etcd, 'trusted-ca-file', own),
    ...others.flatMap(({ server, flag }) => evidenceOf(server, 'client-ca-file', flag)),
  ]
  const unknown = (what: string) => undetermined(subject, 'out-of-reach', what, evidence)
  if (etcd.flags.has('config-file'))
    return unknown('not assessable: --config-file names a file that decides this instead')
  if (own === undefined) {
    const open = etcd.open !== undefined || etcd.environment.includes('ETCD_TRUSTED_CA_FILE')
    if (open || etcd.environment.includes('*'))
      return unknown('which authority etcd trusts is not known: not all of its settings are')
    return fail(subject, '--trusted-ca-file is not set: etcd has no authority of its own', evidence)
  }
  const [first] = others.filter(({ flag }) => flag?.value === undefined)
  if (own.value === undefined || first !== undefined)
    return unknown(
      'which authorities etcd and the API server trust is not known: a path is missing',
    )
  const same = others.some(({ flag }) => flag?.value === own.value)
  return same
    ? fail(subject, `${own.value} is trusted by the API server for its clients, too`, evidence)
    : pass(subject, `${own.value} is not what the API server trusts for its clients`, evidence)
}

function evidenceOf(
  { key }: ComponentInstance,
  name: string,
  flag: ComponentFlag | undefined,
): readonly Evidence[] {
  if (flag === undefined) return [objectEvidence(key)]
  return [{ object: key, pointer: flag.pointer, value: `--${name}=${flag.value ?? ''}` }]
}
