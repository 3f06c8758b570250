import { describePort, describeRanges } from '../../analyse/names.ts'
import { ALL_PORTS } from '../../analyse/places/between-parties.ts'
import { reasonsOf, WORDS } from './explained.ts'
import type { PairAnswer } from './pairs.ts'

/** Answers as lines for people, each with its reasons below where they are asked for. */
export function describePairs(answers: readonly PairAnswer[], explain: boolean): string {
  return answers
    .map((answer) => {
      const said = (answer.said ?? []).map((line) => `  ${line}\n`).join('')
      return `${headline(answer)}\n${otherwise(answer)}${said}${explain ? reasons(answer) : ''}`
    })
    .join('')
}

/** Protocols without ports by their answers, where they are not answered as those with ports are. */
function otherwise({ verdict, others = [] }: PairAnswer): string {
  if (others.every((each) => each.verdict === verdict)) return ''
  const parts = [...Map.groupBy(others, (each) => each.verdict)].map(
    ([one, some]) => `${some.map(({ protocol }) => protocol).join(', ')} ${WORDS[one]}`,
  )
  return `  without ports: ${parts.join('; ')}\n`
}

function reasons({ explanation, explained = [], more = 0, others = [] }: PairAnswer): string {
  const ranges =
    explained.length === 0
      ? reasonsOf(explanation)
      : explained.map((each) => reasonsOf(each.explanation, each.range)).join('')
  const rest = more === 0 ? '' : `  and ${more} more ranges of ports: ask for one by --port\n`
  const apart = others.flatMap((each) =>
    each.explanation === undefined || each.verdict === 'denied' ? [] : reasonsOf(each.explanation),
  )
  return [ranges, rest, ...apart].join('')
}

/** A verdict about one port names that port; one about all names what may pass, or all that is denied. */
function headline({ verdict, source, destination, asked, ...answer }: PairAnswer): string {
  const { allowed, undecided } = answer
  const ports =
    asked === undefined
      ? [
          ...(allowed.length === 0 ? [] : [describeRanges(allowed)]),
          ...(undecided.length === 0 ? [] : [`undecided: ${describeRanges(undecided)}`]),
          ...(verdict === 'denied' ? [describeRanges(ALL_PORTS)] : []),
        ]
      : [describePort(asked.protocol, asked.port)]
  const what = ports.length === 0 ? '' : `  (${ports.join('; ')})`
  return `${WORDS[verdict].padEnd(9)}  ${source} -> ${destination}${what}`
}
