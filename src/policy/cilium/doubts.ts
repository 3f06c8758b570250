import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject } from '../../model/object.ts'
import { FALSE, TRUE, unevenIn, wordOf } from './values.ts'
import type { Values } from './values.ts'

/** Settings with which Cilium enforces no policy at all, and the words that do it; DESIGN.md says of all others what becomes of them. */
const OFF: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['enable-policy', new Set(['never'])],
  ['policy-audit-mode', TRUE],
  // up to 1.17, and then no pod is Cilium's (daemon/cmd/daemon_main.go)
  ['datapath-mode', new Set(['lb-only'])],
]

/** Settings that policies depend on, of which each answer is uncertain where they differ between nodes. */
const DECIDING = [
  ...OFF.map(([key]) => key),
  'enable-host-firewall',
  'enable-icmp-rules',
  'enable-l7-proxy',
  'enable-non-default-deny-policies',
  'enable-node-selector-labels',
  'labels',
  'policy-default-local-cluster',
]

/** Settings that change what policies mean in a way that is not modelled, by what they are set to then. */
const NOT_UNDERSTOOD: readonly (readonly [string, (word: string) => boolean, string])[] = [
  // pkg/policy/directory: policies that are no objects
  ['static-cnp-path', isSet, 'adds policies from files'],
  // pkg/labelsfilter/filter.go and pkg/k8s/node.go
  ['label-prefix-file', isSet, 'takes labels of identities from a file'],
  ['node-labels', isSet, 'leaves labels of nodes out'],
  ['exclude-node-label-patterns', isSet, 'leaves labels of nodes out'],
  // pkg/option/config.go, IsExcludedLocalAddress
  ['exclude-local-address', isSet, 'leaves addresses of nodes out'],
  // up to 1.15: other nodes are then hosts
  ['enable-remote-node-identity', (word) => FALSE.has(word), 'takes other nodes for the own one'],
  // up to 1.16: addresses of pods are then no part of what peers are found by
  ['enable-high-scale-ipcache', (word) => TRUE.has(word), 'finds no pods by their addresses'],
  // Documentation/security/network/encryption-ztunnel.rst: traffic is encrypted before policies see it
  ['enable-ztunnel', (word) => TRUE.has(word), 'hides ports from policies'],
]

/** `enable-policy: never`: the first setting with which no policy is enforced; undefined where there is none, or where nodes differ. */
export function offSetting(values: Values, nodeConfigs: readonly KubeObject[]): string | undefined {
  if (OFF.some(([key]) => unevenIn(values, nodeConfigs, key).length > 0)) return undefined
  const [off] = OFF.filter(([key, words]) => words.has(wordOf(values, key) ?? ''))
  return off === undefined ? undefined : `${off[0]}: ${wordOf(values, off[0]) ?? ''}`
}

/** What leaves every answer open, one sentence each: settings that differ between nodes, were redacted or are not understood. */
export function doubtsOf(values: Values, nodeConfigs: readonly KubeObject[]): readonly string[] {
  const names = NOT_UNDERSTOOD.map(([key]) => key)
  return [
    ...[...DECIDING, ...names].flatMap((key) => unevenIn(values, nodeConfigs, key)),
    ...OFF.filter(([key]) => values?.[key] === REDACTED).map(
      ([key]) => `what ${key} of Cilium is set to was redacted`,
    ),
    ...NOT_UNDERSTOOD.filter(([key, changes]) => changes(wordOf(values, key) ?? '')).map(
      ([key, , what]) => `the setting ${key} of Cilium ${what}, which is not understood`,
    ),
  ]
}

function isSet(word: string): boolean {
  return word !== ''
}
