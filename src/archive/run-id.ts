import { isInstant, type Instant } from '../core/clock.ts'
import { randomHex } from '../core/digest.ts'
import type { ManifestKind } from '../model/manifest.ts'

/** The id of a run: the true start of the run and four random bytes, `20261123T020000Z-0a1b2c3d`. Sorts by start. */
export function runIdOf(startedAt: Instant, random: string = randomHex(4)): string {
  return `${startedAt.replaceAll(/[-:]/g, '')}-${random}`
}

/** Whether text is a run id with a real start in it. */
export function isRunId(text: string): boolean {
  return /^\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(text) && isInstant(startOf(text))
}

/** The start that a run id carries. */
export function startOf(runId: string): Instant {
  return runId.replace(
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-.*$/,
    (_all, ...part: string[]) => `${part.slice(0, 3).join('-')}T${part.slice(3, 6).join(':')}Z`,
  )
}

/** Whether text is a report id: a period or comparison in lower-case words, and eight hexadecimal digits. */
export function isReportId(text: string): boolean {
  return /^[a-z0-9][A-Za-z0-9.~_-]{0,120}-[0-9a-f]{8}$/.test(text) && !isRunId(text)
}

/** The id in the name of a folder of runs or of reports, `20261123T020000Z-0a1b2c3d/`; absent when no writer gives that name. */
export function idIn(kind: ManifestKind, name: string): string | undefined {
  const id = name.slice(0, -1)
  return name.endsWith('/') && (kind === 'run' ? isRunId(id) : isReportId(id)) ? id : undefined
}
