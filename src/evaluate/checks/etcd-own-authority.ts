import type { Check, CheckAnswer } from '../../model/check.ts'
import type { ComponentInstance } from '../../model/control-plane.ts'
import { bySubject, fail, pass, undetermined } from '../answers.ts'
import {
  decidedElsewhere,
  etcdVariable,
  flagEvidence,
  instancesOf,
  instanceSubject,
} from '../component-instances.ts'

/** Whether etcd trusts another certificate authority than the API server does for its clients. */
export const etcdOwnAuthority: Check = {
  id: 'etcd-own-authority',
  version: 2,
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
  const others = servers.map(({ flags }) => flags.get('client-ca-file')?.value)
  const evidence = [
    ...flagEvidence(etcd, 'trusted-ca-file'),
    ...servers.flatMap((server) => flagEvidence(server, 'client-ca-file')),
  ]
  const unknown = (what: string) => undetermined(subject, 'out-of-reach', what, evidence)
  const elsewhere = decidedElsewhere(etcd, ['config-file'])
  if (elsewhere !== undefined) return unknown(elsewhere)
  const isVariable = etcd.environment.includes(etcdVariable('trusted-ca-file'))
  if (etcd.open !== undefined || (own === undefined && isVariable))
    return unknown('which authority etcd trusts is not known: not all of its settings are')
  if (own === undefined)
    return fail(subject, '--trusted-ca-file is not set: etcd has no authority of its own', evidence)
  if (own.value === undefined || others.includes(undefined))
    return unknown(
      'which authorities etcd and the API server trust is not known: a path is missing',
    )
  const same = others.includes(own.value)
  return same
    ? fail(subject, `${own.value} is trusted by the API server for its clients, too`, evidence)
    : pass(subject, `${own.value} is not what the API server trusts for its clients`, evidence)
}
