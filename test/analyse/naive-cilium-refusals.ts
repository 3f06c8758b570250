import type { Scene } from './naive-identities.ts'
import type { Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/**
 * Whether Cilium takes an object with these specifications (cilium/cilium, Rule.Sanitize of 1.20, and where older versions differ): no where a
 * setting that it needs is off, perhaps where that was not read, or where only some versions take it.
 */
export function refusalTruth({ config, read }: Scene, specs: readonly Raw[]): Truth {
  const rules = specs.flatMap(rulesOf)
  const has = (field: string) => rules.some((rule) => rule[field]?.length > 0)
  const ports = rules.flatMap((rule) => rule.toPorts ?? [])
  const off = (name: string) => config[name] === 'false'
  if (has('icmps') && off('enable-icmp-rules')) return 0
  if (ports.some(sifts) && off('enable-l7-proxy')) return 0
  if (has('fromNodes') || has('toNodes')) {
    if (!read) return 1
    if (config['enable-node-selector-labels'] !== 'true') return 0
  }
  const doubtful = specs.some(
    (spec) =>
      rulesOf(spec).length === 0 ||
      rulesOf(spec).some(
        ({ toServices, toPorts }) => toServices?.length > 0 && toPorts?.length > 0,
      ) ||
      (spec.nodeSelector &&
        rulesOf(spec)
          .flatMap(({ toPorts }) => toPorts ?? [])
          .some(sifts)),
  )
  return doubtful || (off('enable-non-default-deny-policies') && specs.some(leavesOpen)) ? 1 : 2
}

/** Whether a specification says itself that it does not isolate. */
export function leavesOpen({ enableDefaultDeny: flags }: Raw): boolean {
  return flags?.ingress === false || flags?.egress === false
}

function rulesOf({ ingress, ingressDeny, egress, egressDeny }: Raw): Raw[] {
  return [ingress, ingressDeny, egress, egressDeny].flatMap((each) => each ?? [])
}

function sifts({ rules }: Raw): boolean {
  return rules !== undefined
}
