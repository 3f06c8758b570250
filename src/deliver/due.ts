import { daysBetween, type Instant } from '../core/clock.ts'
import type { OrganisationReport } from '../model/evaluation.ts'
import type { StatementDue } from '../model/statement-due.ts'
import type { Due } from './message.ts'

/** What people stated, and have to state, in one cluster. */
export type Stated = {
  readonly cluster: string
  /** controls that ask for a statement, and how it stands */
  readonly statements: readonly (StatementDue & {
    readonly framework: string
    readonly control: string
  })[]
  readonly waivers: OrganisationReport['waivers']
}

/** Something that is due in one cluster, and the line that says so. */
export type DueIn = {
  readonly cluster: string
  readonly due: Omit<Due, 'clusters'>
  readonly line: string
}

/** A waiver is due so many days before it ends. */
const SOON_DAYS = 30

/** States of statements and waivers that ask for something, worst first. */
const STATES = [
  ...['invalidated', 'overdue', 'expired', 'missing', 'unsigned'],
  ...['over-cap', 'due-soon', 'expires-soon'],
] as const

/** What is due in each cluster, worst first. `now`: waivers that end soon are due, too. */
export function dueIn(all: readonly Stated[], now: Instant): readonly DueIn[] {
  const found = all.flatMap((stated) => [...signOffsDue(stated), ...waiversDue(stated, now)])
  return found.toSorted((one, two) => {
    const [a, b] = [keyOf(one), keyOf(two)]
    return a < b ? -1 : a > b ? 1 : 0
  })
}

/** The same without names of clusters: how many of them each is due in. */
export function dueOf(all: readonly DueIn[]): readonly Due[] {
  const groups = Map.groupBy(all, ({ due }) => JSON.stringify(due))
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first.due, clusters: more.length + 1 }],
  )
}

function signOffsDue({ cluster, statements }: Stated): readonly DueIn[] {
  return statements
    .filter(({ state }) => isDue(state))
    .map(({ framework, control, state, stated }) => {
      const { id, until, why = '' } = stated ?? {}
      const day = until === undefined ? '' : ` (until ${until})`
      const said = id === undefined ? 'nothing is stated' : `${id} ${state}${day}`
      return {
        cluster,
        due: {
          ...{ kind: 'sign-off' as const, framework, control, state },
          ...(until === undefined ? {} : { until }),
        },
        line: `${cluster}: ${framework} ${control}: ${said}${why === '' ? '' : `: ${why}`}`,
      }
    })
}

function waiversDue({ cluster, waivers }: Stated, now: Instant): readonly DueIn[] {
  return waivers.flatMap(({ id, state, expires, reason }) => {
    const days = daysBetween(`${now.slice(0, 10)}T00:00:00Z`, `${expires.slice(0, 10)}T00:00:00Z`)
    const word = state === 'active' && days >= 0 && days <= SOON_DAYS ? 'expires-soon' : state
    if (!isDue(word)) return []
    return [
      {
        cluster,
        due: { kind: 'waiver' as const, id, state: word, until: expires },
        line: `${cluster}: waiver ${id} ${word} (${expires}): ${reason}`,
      },
    ]
  })
}

function isDue(state: string): boolean {
  return STATES.some((each) => each === state)
}

function keyOf({
  due: { kind, framework = '', control = '', id = '', state, until = '' },
  cluster,
}: DueIn): string {
  const rank = STATES.findIndex((each) => each === state)
  return JSON.stringify([String(rank), until, kind, framework, control, id, cluster])
}
