import type { Digest } from '../core/digest.ts'

/** How a control can be answered. Only `automated` passes by checks alone. */
export type ControlMethod = 'automated' | 'assisted' | 'signed-off-only' | 'out-of-reach'

/** What a framework calls its controls, in print. */
export type ControlNoun = 'requirement' | 'recommendation' | 'control' | 'criterion'

/** A use of one check by one control. */
export type CheckUse = {
  readonly check: string
  readonly parameters: Readonly<
    Record<string, string | number | boolean | readonly (string | number)[]>
  >
  /** testing procedures or parts of the control that it supports */
  readonly supports: readonly string[]
}

/** One requirement of a framework, as data. Wording is ours. */
export type Control = {
  readonly id: string
  readonly framework: string
  readonly title: string
  readonly section?: string
  readonly level?: string
  readonly method: ControlMethod
  /** the benchmark's own word beside our method (CIS: Manual or Automated) */
  readonly ownMethod?: string
  readonly checks: readonly CheckUse[]
  /** what a person must state where checks do not suffice, one sentence */
  readonly signOff?: string
  /** what this evidence does not cover; required */
  readonly residual: string
  /** testing procedures it supports, ids only */
  readonly procedures: readonly string[]
  readonly related: readonly { readonly framework: string; readonly id: string }[]
}

/** One framework. */
export type Framework = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly publisher: string
  readonly noun: ControlNoun
  /** trademark and origin notes to print */
  readonly notice: string
  /** minor versions of Kubernetes that it is written for, `1.34`, both included; absent: any */
  readonly kubernetes?: { readonly from: string; readonly to: string }
  /** what a waiver does here: absent, it lifts a failure; `never`, the control stays failed and says what is recorded (PCI DSS) */
  readonly waiversLift?: 'never'
  readonly controls: readonly Control[]
}

/** All controls in use, with one digest over the files they come from. */
export type Catalogue = {
  readonly frameworks: readonly Framework[]
  readonly digest: Digest
  readonly files: readonly { readonly path: string; readonly digest: Digest }[]
}
