import { subjectWords } from '../../core/object-key.ts'
import { connectedLines } from './connected-text.ts'
import { openingLines } from './openings-text.ts'
import { periodLines } from './period-text.ts'
import { printable } from '../../core/log.ts'
import type { CdeCrossing, Comparison, ControlChange } from '../../model/comparison.ts'
import type { Explanation, PortRange } from '../../model/reachability.ts'
import { endWords, shortOutcomeWord } from '../../render/words.ts'

/** A comparison as lines for people: premises first, then the parts, then what could not be compared. */
export function describeComparison(
  comparison: Comparison,
  view: 'controls' | 'objects' | 'connectivity' | undefined,
): string {
  const wanted = (name: string) => view === undefined || view === name
  const lines = [
    ...periodLines(comparison.periods, wanted('controls')),
    `from ${comparison.base.name} (as of ${comparison.base.asOf})`,
    `to   ${comparison.head.name} (as of ${comparison.head.asOf})`,
    ...comparison.premises.map((line) => `note: ${line}`),
    ...(wanted('controls') ? controlLines(comparison.controls) : []),
    ...(wanted('objects') ? objectLines(comparison, view === 'objects') : []),
    ...(wanted('connectivity')
      ? [
          ...connectivityLines(comparison),
          ...connectedLines(comparison),
          ...openingLines(comparison),
        ]
      : []),
    ...comparison.gaps.map((line) => `not compared: ${line}`),
  ]
  return `${lines.map(safe).join('\n')}\n`
}

/** Diffs are several lines; each is made printable by itself. */
function safe(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function controlLines(controls: readonly ControlChange[]): readonly string[] {
  const moved = controls.filter(({ state }) => state !== 'unchanged' && state !== 'incomparable')
  const apart = controls.filter(({ state }) => state === 'incomparable')
  const reasons = Map.groupBy(apart, ({ cluster, reason }) => `${cluster}: ${reason}`)
  return [
    '',
    controls.length === 0
      ? 'controls: not compared'
      : `controls: ${countsOf(controls.map(({ state }) => state))} of ${controls.length}`,
    ...moved.flatMap((change) => [
      `  ${change.state.padEnd(12)} ${change.cluster} ${change.framework} ${change.control} ${change.title}${outcomes(change)}: ${change.reason}`,
      ...change.newlyFailing.map(
        (subject) => `               + fails now: ${subjectWords(subject)}`,
      ),
      ...change.noLongerFailing.map(
        (subject) => `               - fails no longer: ${subjectWords(subject)}`,
      ),
    ]),
    ...[...reasons].map(
      ([reason, same]) =>
        `  incomparable ${reason} (${same.map(({ control }) => control).join(', ')})`,
    ),
  ]
}

/** ` (was waived, now fail)`; nothing where the result is the same or one side has none. */
function outcomes({ before, after }: ControlChange): string {
  if (before === undefined || after === undefined || before === after) return ''
  return ` (was ${shortOutcomeWord(before)}, now ${shortOutcomeWord(after)})`
}

function objectLines({ objects, compared }: Comparison, diffs: boolean): readonly string[] {
  return [
    '',
    `objects: ${countsIn(objects, compared.objects)}`,
    ...objects.flatMap(({ change, cluster, key, diff }) => [
      `  ${change.padEnd(8)} ${cluster} ${key}`,
      ...(diffs && diff !== undefined ? [diff] : []),
    ]),
  ]
}

/** What a connection has to do with the CDE, as it counts for better and worse. */
const CROSSINGS: Readonly<Record<CdeCrossing, string>> = {
  into: ', into the CDE',
  'out-of': ', out of the CDE',
  undeclared: ', not in the scope',
}

function connectivityLines({ connectivity, compared }: Comparison): readonly string[] {
  return [
    '',
    `connectivity: ${countsIn(connectivity, compared.connectivity)}`,
    ...connectivity.flatMap((change) => [
      `  ${changeWords(change)} ${change.cluster} ${endWords(change.from)} -> ${endWords(change.to)} ${portText(change.ports)}${undecidedText(change)} (${change.pairs} pairs of pods${change.cde === undefined ? '' : CROSSINGS[change.cde]})`,
      ...change.cause.map((line) => `         because ${line}`),
      `         for example ${exampleText(change.example)}`,
    ]),
  ]
}

/** What opened may be open only, and what closed may never have been open, where nothing of it could be decided. */
function changeWords(change: Comparison['connectivity'][number]): string {
  return isUndecided(change) ? `may have ${change.change}` : change.change
}

function isUndecided({ ports, undecided }: Comparison['connectivity'][number]): boolean {
  return portText(ports) === portText(undecided)
}

/** `, undecided`; where part of it is certain, `, undecided of them: TCP 80`. */
function undecidedText(change: Comparison['connectivity'][number]): string {
  if (isUndecided(change)) return ', undecided'
  return change.undecided.length === 0 ? '' : `, undecided of them: ${portText(change.undecided)}`
}

/** One connection with what decides it when leaving and when arriving. */
function exampleText({
  source,
  destination,
  protocol,
  port,
  egress,
  ingress,
}: Explanation): string {
  const traffic = port === undefined ? protocol : `${protocol} ${port}`
  return `${source} -> ${destination} ${traffic}; leaving: ${egress.because}; arriving: ${ingress.because}`
}

/** Port ranges for people: `TCP 443,8080-8090, UDP all ports`. */
export function portText(ports: readonly PortRange[]): string {
  return ports
    .map(({ protocol, from, to }) => {
      if (from === undefined || (from === 1 && to === 65535)) return `${protocol} all ports`
      return to === from ? `${protocol} ${from}` : `${protocol} ${from}-${to}`
    })
    .join(', ')
}

function countsIn(
  changes: readonly { readonly change: string }[],
  clusters: readonly string[],
): string {
  if (clusters.length === 0) return 'not compared'
  return `${countsOf(changes.map(({ change }) => change))} in ${clusters.join(', ')}`
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  if (counts.size === 0) return 'no change'
  return [...counts]
    .sort()
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}
