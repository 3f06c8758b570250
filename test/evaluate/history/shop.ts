import type { JsonObject } from '../../../src/core/json.ts'
import type { ClusterMemory, Earlier } from '../../../src/model/history.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { evaluatedAfter, organisationOf, resultOf } from '../builders.ts'
import type { SnapshotChanges } from '../builders.ts'
import { cilium, namespace, networkPolicy, node, pod } from '../objects.ts'

/** A scope with a namespace of the CDE, one that is connected to it and one beside it. */
export const SCOPE = `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [pay]}}
  - {id: ops, class: connected, subjects: {namespaces: [ops]}}
  - {id: shop, class: out-of-scope, justification: sells books, subjects: {namespaces: [shop]}}
  - {id: rest, class: out-of-scope, justification: of the platform, subjects: {namespaces: [kube-system]}}
nodes:
  - {nodes: ["pci-*"], class: cde}
  - {nodes: ["*"], class: out-of-scope}
platformNamespaces: [kube-system]
`

const both = { policyTypes: ['Ingress', 'Egress'] }
const from = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
})

/** Lets some come to the ledger. */
export function lets(ingress: readonly JsonObject[], name = 'allow', place = 'pay'): KubeObject {
  return networkPolicy(place, name, { podSelector: { matchLabels: { app: 'ledger' } }, ingress })
}

/** Refuses everything in a namespace. */
export const closed = (place: string) => networkPolicy(place, 'deny', { podSelector: {}, ...both })
export const FROM_OPS = { from: [from('ops')], ports: [{ port: 8443 }] }
export const FROM_SHOP = { from: [from('shop')], ports: [{ port: 8443 }] }

/** A pod of the ledger. */
export const ledger = (index: number) =>
  pod('pay', `ledger-${index}`, {
    owner: 'StatefulSet/ledger',
    labels: { app: 'ledger' },
    node: 'pci-1',
  })

/** A cluster of four namespaces in which ops and shop reach the ledger. */
export const BASE: readonly KubeObject[] = [
  ...['pay', 'ops', 'shop', 'kube-system'].map((name) => namespace(name)),
  node('pci-1'),
  ledger(0),
  pod('ops', 'metrics'),
  pod('shop', 'web'),
  ...cilium('pci-1'),
  closed('pay'),
  lets([FROM_OPS, FROM_SHOP]),
]

/** The same with other NetworkPolicies. */
export function replaced(...policies: readonly KubeObject[]): readonly KubeObject[] {
  return [...BASE.filter(({ kind }) => kind !== 'NetworkPolicy'), ...policies]
}

/** What a run of a test is about. */
export type Day = SnapshotChanges & {
  readonly objects: readonly KubeObject[]
  readonly scope?: string
  readonly organisation?: Parameters<typeof organisationOf>[0]
  readonly estate?: string[]
}

/** Evaluates one run a day from the first of November on, each held against the one before; gives the last. */
export async function over(...days: readonly Day[]) {
  let earlier: Earlier = { kind: 'none', why: 'the first run' }
  let last: Awaited<ReturnType<typeof evaluatedAfter>> | undefined
  for (const [index, { objects, scope = SCOPE, organisation = {}, ...more }] of days.entries()) {
    const run = `R${index + 1}`
    const takenTo = `2026-11-0${index + 1}T02:00:00Z`
    last = await evaluatedAfter(earlier, objects, organisationOf({ scope, ...organisation }), {
      ...{ run, takenTo },
      ...more,
    })
    earlier = { kind: 'known', run, memory: throughFile(last.memory) }
  }
  if (last === undefined) throw new Error('no day')
  const { history } = last.evaluation
  if (history === undefined) throw new Error('no history')
  return { ...last, history }
}

/** As it comes out of its file. */
function throughFile(memory: ClusterMemory): ClusterMemory {
  return JSON.parse(JSON.stringify(memory)) as ClusterMemory
}

/** A file of changes with these entries, CHG-1 and so on. */
export function changes(...entries: readonly string[]) {
  const lines = entries.map(
    (each, at) => `  - {id: CHG-${at + 1}, ticket: OPS-1, approvedBy: J. Doe, ${each}}\n`,
  )
  return { changes: `format: changes/v1\nchanges:\n${lines.join('')}` }
}

/** What 1.2.2 says in the last of several runs. */
export async function said(...days: readonly Day[]) {
  const { evaluation, memory } = await over(...days)
  const { outcome, results } = resultOf(evaluation, 'pci-dss-4.0.1', '1.2.2')
  const reasons = results.map(({ subject, verdict, reason }) => `${verdict} ${subject}: ${reason}`)
  return { outcome, reasons, text: reasons.join('\n'), memory }
}
