import type { Period } from '../../model/ledger.ts'
import { periodNamed } from '../../period/bounds.ts'
import type { Configuration } from '../configuration.ts'

/** The period that a name means by the configuration. Throws Fault `USAGE` when it means none. */
export function periodOf(name: string, { report }: Configuration): Period {
  const { timeZone, periods, fiscalYear } = report
  return periodNamed(name, {
    timeZone,
    named: periods,
    ...(fiscalYear === undefined ? {} : { fiscalYear }),
  })
}
