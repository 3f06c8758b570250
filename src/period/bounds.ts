import { Fault } from '../core/fault.ts'
import { startOfDay } from '../core/time-zone.ts'
import type { Period } from '../model/ledger.ts'

/** A period that the organisation names itself: days `YYYY-MM-DD`, `[from, to)`. */
export type NamedPeriod = { readonly name: string; readonly from: string; readonly to: string }

/** How names of periods are read. */
export type PeriodNames = {
  readonly timeZone: string
  readonly named: readonly NamedPeriod[]
  /** absent: no name of a fiscal year is known */
  readonly fiscalYear?: {
    /** the month that it begins with, 1 to 12 */
    readonly firstMonth: number
    /** which calendar year gives it its number */
    readonly namedBy: 'start' | 'end'
  }
}

/** Months from a first one on: `[year, month, how many]`, months from 1. */
type Months = readonly [year: number, month: number, count: number]

const PARTS: Readonly<Record<string, readonly [first: number, count: number]>> = {
  Q1: [1, 3],
  Q2: [4, 3],
  Q3: [7, 3],
  Q4: [10, 3],
  H1: [1, 6],
  H2: [7, 6],
}

/**
 * The period that a name means: one of the organisation's own, a year `2026`, half `2026-H1`, quarter `2026-Q4` or month `2026-11`, the same of a
 * fiscal year (`FY2026`, `FY2026-Q1`), or two days `2026-10-01..2027-01-01`, the second not included.
 *
 * In small letters, as ids of reports write it, it means the same.
 *
 * Throws Fault `USAGE` when it means none.
 */
export function periodNamed(name: string, names: PeriodNames): Period {
  const own = ownNamed(name, names)
  if (own !== undefined) return between(own.name, own.from, own.to, names)
  const days = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(name)
  if (days !== null) return between(name, days[1] ?? '', days[2] ?? '', names)
  const upper = name.toUpperCase()
  const months = monthsOf(upper, names)
  if (months === undefined) throw unknown(name, names)
  const [year, month, count] = months
  return between(upper, firstDay(year, month), firstDay(year, month + count), names)
}

/** The organisation's own period of this name; where there is none, the only one that an id writes so. */
function ownNamed(name: string, { named }: PeriodNames): NamedPeriod | undefined {
  const alike = named.filter((one) => one.name.toLowerCase() === name)
  return named.find((one) => one.name === name) ?? (alike.length === 1 ? alike[0] : undefined)
}

function monthsOf(name: string, { fiscalYear }: PeriodNames): Months | undefined {
  const found = /^(FY)?(\d{4})(?:-(?:([QH]\d)|(0[1-9]|1[0-2])))?$/.exec(name)
  if (found === null) return undefined
  const [, fiscal, digits = '', part = '', month] = found
  const [first, count] = part === '' ? [1, 12] : (PARTS[part] ?? [0, 0])
  if (count === 0) return undefined
  if (fiscal === undefined)
    return [Number(digits), Number(month ?? first), month === undefined ? count : 1]
  if (fiscalYear === undefined || month !== undefined) return undefined
  return [firstYear(Number(digits), fiscalYear), fiscalYear.firstMonth + first - 1, count]
}

/** The calendar year in which a fiscal year begins. */
function firstYear(
  year: number,
  { firstMonth, namedBy }: NonNullable<PeriodNames['fiscalYear']>,
): number {
  return namedBy === 'end' && firstMonth > 1 ? year - 1 : year
}

/** The first day of a month that is counted on beyond December. */
function firstDay(year: number, month: number): string {
  const [years, rest] = [Math.floor((month - 1) / 12), ((month - 1) % 12) + 1]
  return `${String(year + years).padStart(4, '0')}-${String(rest).padStart(2, '0')}-01`
}

function between(name: string, from: string, to: string, { timeZone }: PeriodNames): Period {
  for (const day of [from, to])
    if (!isDay(day)) throw new Fault('USAGE', `period ${name}: ${day} is not a day`)
  if (to <= from)
    throw new Fault('USAGE', `period ${name} ends before it begins`, {
      hint: 'the first day after it is its end: 2026-10-01..2027-01-01 is the last quarter of 2026',
    })
  return { name, from: startOfDay(from, timeZone), to: startOfDay(to, timeZone), timeZone }
}

function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

function unknown(name: string, { named, fiscalYear }: PeriodNames): Fault {
  const own = named.map((one) => one.name)
  const known = [
    ...['2026', '2026-H1', '2026-Q4', '2026-11', '2026-10-01..2027-01-01'],
    ...(fiscalYear === undefined ? [] : ['FY2026', 'FY2026-Q1']),
    ...own,
  ]
  const isFiscal = fiscalYear === undefined && name.startsWith('FY')
  return new Fault('USAGE', `${JSON.stringify(name)} is not a period`, {
    hint: isFiscal
      ? 'say in exhibit.yaml when the fiscal year begins: report.fiscalYear.firstMonth'
      : `write one like ${known.join(', ')}`,
  })
}
