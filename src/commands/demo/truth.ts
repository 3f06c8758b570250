import { objectKeyOf } from '../../core/object-key.ts'
import type { Expected } from './expected.ts'
import type { Facts, RunFacts } from './facts.ts'
import type { HistorySlot } from './history.ts'
import { collectedAt } from './materialise.ts'

/** What of the demo's story did not come true, one sentence each; empty when all of it did. */
export function untrue(expected: Expected, facts: Facts): readonly string[] {
  return [
    ...untrueSlots(facts),
    ...untrueClusters(expected, facts),
    ...untrueTimes(facts),
    ...untrueResults(expected, facts),
    ...untrueOrganisation(expected, facts),
    ...untrueStatements(expected, facts),
    ...untrueClaims(expected, facts),
    ...untrueComparison(expected, facts),
    ...untrueArchive(facts),
  ]
}

/** The sentence, unless it is so. */
const unless = (so: boolean, sentence: string): readonly string[] => (so ? [] : [sentence])

const runAt = (runs: readonly RunFacts[], slot: string) => runs.filter((run) => run.slot === slot)

/** Each slot has its one run, marked as it came about; the missed one has none, and the run after it says so. */
function untrueSlots({ history, runs }: Facts): readonly string[] {
  const wrong = history.slots.flatMap((slot) => {
    const [run, ...more] = runAt(runs, slot.slot)
    if (slot.outcome === 'missed') {
      const said = runs.some(({ notes }) =>
        notes.some((note) => note.startsWith('no run answers for') && note.includes(slot.slot)),
      )
      return unless(run === undefined && said, `no run says that the slot ${slot.slot} was missed`)
    }
    const trigger = slot.caughtUp ? 'caught-up' : 'scheduled'
    const right = more.length === 0 && run?.trigger === trigger
    return unless(right, `the slot ${slot.slot} has no run that is marked ${trigger}`)
  })
  const expected = history.slots.filter(({ outcome }) => outcome === 'run').length
  return [...wrong, ...unless(runs.length === expected, `${runs.length} runs, not ${expected}`)]
}

function untrueClusters({ clusters }: Expected, { history, runs }: Facts): readonly string[] {
  const { unreachable, replaced, retired } = clusters
  return runs.flatMap((run) => {
    const slot = run.slot ?? ''
    const status = (name: string) => run.clusters.find((one) => one.name === name)?.status
    const unread = history.slots.find((one) => one.slot === slot)?.unread ?? {}
    const another = run.notes.some((note) =>
      note.startsWith(`${replaced.name} is another cluster than in run `),
    )
    return [
      ...unless(
        status(unreachable) === 'unreachable',
        `${unreachable} is not unreachable at ${slot}: something answers at its address`,
      ),
      ...Object.keys(unread).flatMap((name) =>
        unless(status(name) === 'partial', `${name} is not partial at ${slot}`),
      ),
      ...unless(another === (slot === replaced.slot), `${replaced.name}: replaced? at ${slot}`),
      ...unless(
        (status(retired.name) === 'retired') === slot >= retired.slot,
        `${retired.name}: retired? at ${slot}`,
      ),
    ]
  })
}

/** Results are as of the time that collected.yaml states, apart from the time of the run. */
function untrueTimes({ history, runs }: Facts): readonly string[] {
  return runs.flatMap(({ slot, startedAt, evaluations }) => {
    const at = history.slots.find((one: HistorySlot) => one.slot === slot)
    const asOf = at === undefined ? undefined : collectedAt(at)
    const apart = asOf !== startedAt && evaluations.size > 0
    const right = [...evaluations.values()].every((one) => one.asOf === asOf)
    return unless(apart && right, `the run for ${slot ?? ''} is not as of ${asOf ?? 'any time'}`)
  })
}

function untrueResults({ results }: Expected, { runs }: Facts): readonly string[] {
  return results.flatMap((wanted) => {
    const { framework, control, cluster, subject, verdict, says } = wanted
    const sentence = `${framework} ${control} does not say of ${cluster}/${subject}: ${verdict}, ${says}`
    return unless(holds(wanted, runs), sentence)
  })
}

/** Whether a result of the story is one of its run's check results. */
export function holds(wanted: Expected['results'][number], runs: readonly RunFacts[]): boolean {
  const run = wanted.slot === undefined ? runs.at(-1) : runAt(runs, wanted.slot)[0]
  const controls = run?.evaluations.get(wanted.cluster)?.controls ?? []
  const subject = `${wanted.cluster}/${wanted.subject}`
  return controls
    .filter((one) => one.framework === wanted.framework && one.control === wanted.control)
    .flatMap(({ results }) => results)
    .filter((one) => one.subject === subject && one.verdict === wanted.verdict)
    .some(({ reason }) => reason.includes(wanted.says))
}

function untrueOrganisation({ waivers, flows }: Expected, { runs }: Facts): readonly string[] {
  const reportOf = (cluster: string) => runs.at(-1)?.evaluations.get(cluster)?.organisation
  return [
    ...waivers.flatMap(({ cluster, id, state }) => {
      const found = reportOf(cluster)?.waivers.find((one) => one.id === id)?.state
      return unless(found === state, `waiver ${id} is not ${state} in ${cluster}`)
    }),
    ...flows.flatMap(({ cluster, id, state }) => {
      const report = reportOf(cluster)
      const ids = state === 'unused' ? report?.unusedFlows : report?.overdueFlows
      return unless(ids?.includes(id) === true, `approved flow ${id} is not ${state} in ${cluster}`)
    }),
  ]
}

function untrueStatements(
  { signOffs, inapplicable }: Expected,
  { runs }: Facts,
): readonly string[] {
  const evaluationOf = (cluster: string) => runs.at(-1)?.evaluations.get(cluster)
  return [
    ...signOffs.flatMap(({ cluster, id, state, says }) => {
      const found = evaluationOf(cluster)?.organisation.signOffs?.find((one) => one.id === id)
      const said = `${found?.why ?? ''}; ${found?.authorship ?? ''}`
      const so = found?.state === state && said.includes(says)
      return unless(so, `sign-off ${id} is not ${state} in ${cluster}, or does not say: ${says}`)
    }),
    ...inapplicable.flatMap(({ cluster, framework, control, says }) => {
      const found = evaluationOf(cluster)?.controls.find(
        (one) => one.framework === framework && one.control === control,
      )
      const so = found?.outcome === 'not-applicable' && found.reason.includes(says)
      return unless(so, `${framework} ${control} is not stated not to apply to ${cluster}: ${says}`)
    }),
  ]
}

function untrueClaims({ claims }: Expected, { objects }: Facts): readonly string[] {
  return claims.flatMap(({ cluster, object, annotation, value }) => {
    const found = objects.get(cluster)?.find((one) => objectKeyOf(one) === object)
    const claimed = found?.metadata.annotations?.[annotation]
    return unless(claimed === value, `${object} of ${cluster} does not claim ${annotation}`)
  })
}

function untrueComparison(
  { clusters }: Expected,
  { history: { quarters }, comparison: { controls, connectivity, premises, periods } }: Facts,
): readonly string[] {
  const states = ['fixed', 'regressed'] as const
  const changes = ['opened', 'closed'] as const
  const said = (words: string) => premises.some((premise) => premise.startsWith(words))
  const { replaced, retired } = clusters
  return [
    ...states.flatMap((state) =>
      unless(
        controls.some((one) => one.state === state),
        `the comparison has no control ${state}`,
      ),
    ),
    ...changes.flatMap((change) =>
      unless(
        connectivity.some((one) => one.change === change),
        `the comparison has nothing ${change}`,
      ),
    ),
    ...unless(
      said(`cluster ${replaced.name} was replaced`),
      'the comparison does not say replaced',
    ),
    ...unless(
      periods?.base.period.name === quarters.base.name &&
        periods.head.period.name === quarters.head.name,
      'the comparison is not one of both quarters',
    ),
    ...unless(
      [...controls, ...(periods?.controls ?? [])].every(
        ({ cluster, state }) => cluster !== replaced.name || state === 'incomparable',
      ),
      'the comparison holds a cluster against another one of its name',
    ),
    ...unless(
      said(`cluster ${retired.name} was retired`),
      'the comparison does not say who retired',
    ),
  ]
}

function untrueArchive({ verification, pdfs }: Facts): readonly string[] {
  const { outcome, checks } = verification
  const wrong = checks.find((one) => one.outcome === outcome)
  return [
    ...unless(
      outcome === 'valid',
      `the archive is ${outcome}: ${wrong?.path ?? ''} ${wrong?.reason ?? ''}`,
    ),
    ...Object.entries(pdfs).flatMap(([path, size]) => unless(size > 0, `${path} was not printed`)),
  ]
}
