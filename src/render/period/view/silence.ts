import type { PeriodControl, PeriodFramework } from '../schema.ts'

type Said = Omit<NonNullable<PeriodFramework['silent']>[number], 'clusters'>

/** Clusters of which a framework says nothing over the whole period, those with the same reason together; absent: there is none. */
export function silenceOf(controls: readonly PeriodControl[]): Pick<PeriodFramework, 'silent'> {
  const [first] = controls
  if (first === undefined || controls.length < 2) return {}
  const silent = first.parts
    .flatMap(({ clusters }) => clusters)
    .flatMap((cluster) => {
      const said = controls.map((control) => saidOf(control, cluster))
      const [one] = said
      return one !== undefined && new Set(said.map((each) => JSON.stringify(each))).size === 1
        ? [{ cluster, said: one }]
        : []
    })
  if (silent.length === 0) return {}
  const alike = Map.groupBy(silent, ({ said }) => JSON.stringify(said))
  return {
    silent: [...alike.values()].flatMap((all) => {
      const [one] = all
      return one === undefined ? [] : [{ clusters: all.map(({ cluster }) => cluster), ...one.said }]
    }),
  }
}

/** What a control without any decided result says of a cluster, in however many segments; undefined: it has one, or more than one thing was seen. */
function saidOf({ parts, newest }: PeriodControl, cluster: string): Said | undefined {
  const part = parts.find(({ clusters }) => clusters.includes(cluster))
  if (part === undefined || newest.some((one) => one.cluster === cluster)) return undefined
  const { word, sentence, segments } = part
  const spells = segments.flatMap((segment) => segment.spells)
  const isOpen = word === 'undetermined' || word === 'not-applicable'
  const seen = new Set(spells.map((spell) => JSON.stringify([spell.word, spell.reason])))
  if (!isOpen || seen.size > 1) return undefined
  return { word, sentence, reason: spells[0]?.reason ?? '' }
}
