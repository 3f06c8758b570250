import type { Bypass } from '../../model/bypass.ts'

/** A result that a way around policies changes, with the folder of test/controls that shows it. */
export type ChangedResult = {
  readonly framework: string
  readonly control: string
  readonly outcome: 'fail' | 'undetermined'
  readonly shownBy: string
}

/** One way around policies: how it is recognised, and what it changes. */
export type BypassRow = {
  readonly id: string
  readonly what: string
  readonly recognised: string
  /** as which kinds the analysis lists it; empty: other checks find it, or nothing can */
  readonly kinds: readonly Bypass['kind'][]
  /** empty: no result */
  readonly changes: readonly ChangedResult[]
  /** what stays so whatever results say, printed in every report; absent: nothing does */
  readonly limit?: string
  /** the folder of test/controls in which it is there and changes no result; absent: it changes one, or no snapshot shows it */
  readonly unchangedIn?: string
}

/** What a way around policies does to controls of one framework: each control with the name of the case that shows it. */
export function changes(
  outcome: ChangedResult['outcome'],
  framework: string,
  shownBy: Readonly<Record<string, string>>,
): readonly ChangedResult[] {
  return Object.entries(shownBy).map(([control, name]) => ({
    framework,
    control,
    outcome,
    shownBy: `${framework}/${control}/${name}`,
  }))
}

/** Of PCI DSS, of our own statements, and of the CIS benchmark, by the framework's id. */
export const [PCI, SEG, CIS] = [
  'pci-dss-4.0.1',
  'exhibit-segmentation',
  'cis-kubernetes-2.0.1',
] as const
