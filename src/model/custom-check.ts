import type { CheckAnswer, CheckNeed, ParameterForm, SegmentClass } from './check.ts'
import type { CheckUse } from './control.ts'
import type { ResourceName } from './object.ts'

/** A check that the organisation wrote, as data: expressions that are asked of one object after the other. */
export type CustomCheck = {
  /** begins with `org.`, which no check of ours does */
  readonly id: string
  readonly version: number
  readonly title: string
  readonly logic: string
  /** the kinds whose objects it is asked of */
  readonly kinds: readonly ResourceName[]
  /** what is read for it: its kinds and what its facts are made of; a gap in one of these makes it undetermined */
  readonly reads: readonly ResourceName[]
  readonly needs: readonly CheckNeed[]
  /** which objects it is asked of; absent parts: any */
  readonly scope: {
    /** namespaces, with `*` */
    readonly namespaces?: readonly string[]
    readonly classes?: readonly SegmentClass[]
  }
  /** CEL; an object for which it is false is not applicable. Absent: every object is asked */
  readonly when?: string
  /** CEL; an object for which it is true passes */
  readonly assert: string
  /** what a failure says, for people */
  readonly message: string
  /** JSON pointers into the object that are shown as evidence where something stands there */
  readonly show: readonly string[]
  readonly parameters: Readonly<Record<string, ParameterForm>>
  /** names of the facts that its expressions read, sorted */
  readonly facts: readonly string[]
}

/** The answers of the organisation's checks in one cluster, collected before it is evaluated: sorted by subject. Throws for a check that was not asked. */
export type CustomAnswers = (
  check: string,
  parameters: CheckUse['parameters'],
) => readonly CheckAnswer[]
