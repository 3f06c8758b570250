import type { CheckInput } from '../model/check.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { PodGroup, ServiceAccount, TokenShape } from '../model/service-accounts.ts'
import { objectEvidence } from './answers.ts'

/** Whether pods get the token of their service account, and what says so. */
export type Mounted = {
  readonly mounted: boolean
  /** a part of a sentence: `the pod asks for it` */
  readonly because: string
  readonly evidence: readonly Evidence[]
}

/** Looks service accounts up by namespace and name. */
export function accountsOf({
  cluster,
}: CheckInput): (namespace: string, name: string) => ServiceAccount | undefined {
  const accounts = new Map(
    cluster.facts.serviceAccounts.map((each) => [`${each.namespace}/${each.name}`, each]),
  )
  return (namespace, name) => accounts.get(`${namespace}/${name}`)
}

/**
 * Whether the pods of a group get a token: the volume in them says it for certain; else the pod's own field, else that of its service account, else
 * Kubernetes' default, which is yes (plugin/pkg/admission/serviceaccount). A static pod never does.
 */
export function mountedOf(
  { shape, key }: PodGroup<TokenShape>,
  account: ServiceAccount | undefined,
): Mounted {
  const evidence = [objectEvidence(key)]
  const said = (mounted: boolean, because: string, more: readonly Evidence[] = []) => ({
    ...{ mounted, because },
    evidence: [...evidence, ...more],
  })
  if (shape.mirror) return said(false, 'a static pod gets none')
  if (shape.volume) return said(true, 'a volume of it is in the pod')
  if (shape.automount !== undefined)
    return said(shape.automount, shape.automount ? 'the pod asks for it' : 'the pod declines it')
  if (account?.automount === undefined)
    return said(true, 'neither the pod nor the service account declines it')
  const stated = {
    object: account.key,
    pointer: '/automountServiceAccountToken',
    value: String(account.automount),
  }
  const because = account.automount
    ? 'the service account asks for it'
    : 'the service account declines it'
  return said(account.automount, because, [stated])
}
