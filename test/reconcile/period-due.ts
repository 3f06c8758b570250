/** Counts from the newest run of a period, from its check-results.csv and from what its report.json says of statements, where controls ask a person for one. */
import { figure, type Figures } from './figures.ts'
import { setDue } from './period.ts'
import { outcomeOf, readRows } from './recount.ts'

type ReadRun = {
  readonly clusters: readonly { readonly name: string; readonly status: string }[]
  readonly frameworks: readonly {
    readonly id: string
    readonly title: string
    readonly version: string
    readonly controls: readonly { readonly id: string; readonly signOff?: string }[]
  }[]
  readonly statements: {
    readonly signOffs: readonly {
      readonly control: string
      readonly states: readonly { readonly cluster: string; readonly state: string }[]
    }[]
  }
}

/** Controls that lack a statement in force somewhere: in how many clusters that were read, of how many in which they have something to ask. */
export function recountedDue(csv: string, json: string): Figures {
  const { clusters, frameworks, statements } = JSON.parse(json) as ReadRun
  const read = clusters.filter(({ status }) => status === 'complete' || status === 'partial')
  const inForce = statements.signOffs.flatMap(({ control, states }) =>
    states
      .filter(({ state }) => state === 'in-force')
      .map(({ cluster }) => `${control} ${cluster}`),
  )
  const asking = readRows(csv).filter(
    (row) =>
      read.some(({ name }) => name === row.cluster) &&
      outcomeOf(row['result in cluster'] ?? '') !== 'no subjects or left out',
  )
  const figures = new Map<string, number>()
  let due = 0
  for (const { id: framework, title, version, controls } of frameworks)
    for (const { id } of controls.filter(({ signOff }) => signOff !== undefined)) {
      const rows = asking.filter((row) => row.framework === framework && row.control === id)
      const of = [...new Set(rows.map(({ cluster = '' }) => cluster))]
      const open = of.filter((cluster) => !inForce.includes(`${framework} ${id} ${cluster}`))
      if (open.length === 0) continue
      due += 1
      setDue(figures, `${title} ${version} ${id}`, open.length, of.length)
    }
  figures.set(figure('due'), due)
  return figures
}
