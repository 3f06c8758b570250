/** Reports with random results, rolled up as runs do it: any mix of frameworks, clusters that were not read, methods, verdicts, causes and waivers. */
import fc from 'fast-check'
import { unreadAnswer } from '../../src/evaluate/applicability.ts'
import { rollUp } from '../../src/evaluate/roll-up.ts'
import { statementsDue } from '../../src/evaluate/statement-due.ts'
import type { Control, Framework } from '../../src/model/control.ts'
import type { CheckResult } from '../../src/model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../src/model/report.ts'
import type { Waiver } from '../../src/model/scope.ts'
import { checkResult } from '../render/fixture-evaluation.ts'
import { deadSnapshot } from '../render/fixture-snapshot.ts'
import { reportSource } from '../render/fixture.ts'

const CAUSES = ['gap', 'untranslated', 'out-of-reach', 'scope-silent', 'error'] as const
const METHODS = ['automated', 'assisted', 'signed-off-only', 'out-of-reach'] as const

/** What a check says of one subject, apart from its name. */
const said = fc.record({
  verdict: fc.constantFrom('pass', 'fail', 'undetermined', 'not-applicable'),
  cause: fc.constantFrom(...CAUSES),
  waiver: fc.constantFrom(undefined, undefined, 'W-014', 'W-009'),
})

/** One control, and what its check says in each cluster. */
const control = fc.record({
  method: fc.constantFrom(...METHODS),
  results: fc.array(fc.array(said, { maxLength: 5 }), { minLength: 4, maxLength: 4 }),
})

const arbitrary = fc.record({
  cis: fc.array(control, { minLength: 1, maxLength: 6 }),
  pci: fc.array(control, { minLength: 1, maxLength: 6 }),
  read: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
})

type Given = typeof arbitrary extends fc.Arbitrary<infer Value> ? Value : never

/** Random report sources. */
export const randomSources: fc.Arbitrary<ReportSource> = arbitrary.map(sourceOf)

function sourceOf({ cis, pci, read }: Given): ReportSource {
  const base = reportSource()
  const [one, other] = base.catalogue.frameworks as readonly [Framework, Framework]
  const frameworks = [
    withControls(one, cis),
    withControls({ ...other, waiversLift: 'never' }, pci),
  ] as const
  const pairs = [
    ...cis.map((given, at) => ({ given, framework: frameworks[0], at })),
    ...pci.map((given, at) => ({ given, framework: frameworks[1], at })),
  ]
  const clusters = read.map((isRead, index): ReportCluster => {
    const name = `cluster-${index}`
    if (!isRead)
      return {
        ...{ name, snapshot: deadSnapshot(name), policies: [] },
        unread: frameworks.map((framework) => unreadAnswer(framework, 'unreachable', undefined)),
      }
    const [whole] = base.clusters as readonly [ReportCluster]
    const controls = pairs.map(({ given, framework, at }) =>
      rollUp(
        framework,
        framework.controls[at]!,
        given.results[index]!.map((one, subject) => resultOf(one, `${name}/ns/Pod/p${subject}`)),
        (result) => base.organisation.waivers.find(({ id }) => id === WAIVED.get(result)),
      ),
    )
    const evaluation = { ...whole.evaluation!, cluster: name, controls }
    return { ...whole, name, evaluation, due: statementsDue(evaluation) }
  })
  return { ...base, clusters, catalogue: { ...base.catalogue, frameworks } }
}

function withControls(framework: Framework, given: Given['cis']): Framework {
  const [template] = framework.controls as readonly [Control]
  const controls = given.map(({ method }, at) => ({
    ...{ ...template, id: `${at + 1}.1`, method },
    signOff: { statement: 'somebody looked at it', binds: [] },
  }))
  return { ...framework, controls }
}

/** Which waiver lies over a result. */
const WAIVED = new WeakMap<CheckResult, Waiver['id']>()

function resultOf(given: Given['cis'][number]['results'][number][number], subject: string) {
  const { verdict, cause, waiver } = given
  const open = verdict === 'undetermined' ? { verdict, cause } : { verdict }
  const result = checkResult({ subject, reason: `it is ${verdict}`, ...open })
  if (verdict === 'fail' && waiver !== undefined) WAIVED.set(result, waiver)
  return result
}
