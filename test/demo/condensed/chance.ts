import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Replaces what differs from one playing of the demo to the next: ids of runs and of the report, digests, keys, and times at which it was played. */
export type WithoutChance = (text: string) => string

/** The replacements for the runs of an archive and the one report in it. */
export function chanceOf(archive: string): WithoutChance {
  const runs = readdirSync(join(archive, 'runs')).sort()
  const [report = ''] = readdirSync(join(archive, 'reports'))
  const numbered = new Map(runs.map((id, at) => [id, `RUN-${String(at + 1).padStart(2, '0')}`]))
  const ids = new Map([
    ...numbered,
    ...[...numbered].map(([id, name]) => [id.slice(-8), name] as const),
    [report.slice(-8), 'REPORT'],
  ])
  const playedFrom = startOf(join(archive, 'runs', runs[0] ?? '', 'report.json'))
  return (text) =>
    text
      .replace(/\b\d{8}T\d{6}Z-[0-9a-f]{8}\b/g, (id) => ids.get(id) ?? id)
      .replace(/\b[0-9a-f]{8}\b/g, (hex) => ids.get(hex) ?? hex)
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) =>
        at < playedFrom ? at : 'TIME',
      )
      .replace(/\bSHA256:[\w+/]{43}(?![\w+/])/g, 'FINGERPRINT')
      .replace(/\bsha256:[0-9a-f]{64}\b/gi, 'DIGEST')
      .replace(/\b[0-9a-f]{64}\b/g, 'DIGEST')
}

function startOf(path: string): string {
  return (JSON.parse(readFileSync(path, 'utf8')) as { startedAt: string }).startedAt
}
