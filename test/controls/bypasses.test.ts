import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { bypassesOf } from '../../src/analyse/bypasses.ts'
import { inputOf } from '../../src/evaluate/check-input.ts'
import type { Bypass } from '../../src/model/bypass.ts'
import type { BypassRow, ChangedResult } from '../../src/render/bypasses/row.ts'
import { BYPASSES, standingLimits } from '../../src/render/bypasses/table.ts'
import type { ControlOutcome } from '../../src/model/evaluation.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { CATALOGUE, analysed, evaluated } from '../evaluate/builders.ts'
import { expectGolden } from '../golden.ts'
import { objectsOf, organisationOfCase, snapshotChangesOf } from './cases.ts'
import type { Case } from './cases.ts'

const CASES = import.meta.dirname

/** Every kind that the analysis lists: a new one does not compile without an entry here, and is refused without a row. */
const KINDS = {
  node: true,
  'host-network': true,
  'on-host-network': true,
  'no-policy': true,
  'default-allow': true,
  'not-enforced': true,
  'no-owner': true,
  'further-network': true,
  'mesh-proxy': true,
} as const satisfies Readonly<Record<Bypass['kind'], true>>

/** Takes away what a row speaks of. */
type Removal = (object: KubeObject) => readonly KubeObject[]

const withoutServices: Removal = (object) =>
  /^(?:Service|Endpoints|EndpointSlice|Gateway|HTTPRoute)$/.test(object.kind) ? [] : [object]

const withoutHostPorts: Removal = (object) => {
  const text = JSON.stringify(object, (key, value: unknown) => (key === 'hostPort' ? undefined : value))
  return [JSON.parse(text) as KubeObject]
}

/** How the way of a row is taken away from its cases, where that is one kind of object. */
const TAKEN_AWAY: ReadonlyMap<string, Removal> = new Map([
  ...['node-port', 'external-address', 'source-ranges', 'endpoints-by-hand', 'controller'].map(
    (id) => [id, withoutServices] as const,
  ),
  ['ranges-left-to-the-balancer', withoutServices],
  ['host-port', withoutHostPorts],
])

describe('the table of ways around policies', () => {
  it('has a row for each kind that the analysis lists, and ids once', () => {
    const named = new Set(BYPASSES.flatMap(({ kinds }) => kinds))
    expect(Object.keys(KINDS).filter((kind) => !named.has(kind as Bypass['kind']))).to.deep.equal([])
    expect(new Set(BYPASSES.map(({ id }) => id)).size).to.equal(BYPASSES.length)
  })

  it('says of each row what it changes, or what stays so', () => {
    for (const { id, changes, limit, unchangedIn, recognised } of BYPASSES) {
      if (changes.length > 0) continue
      expect(limit, id).to.not.equal(undefined)
      expect(unchangedIn !== undefined || recognised === 'not visible in a snapshot', id).to.equal(true)
    }
  })

  for (const row of BYPASSES) {
    for (const change of row.changes) {
      it(`${row.id}: ${change.framework} ${change.control} is ${change.outcome} in ${change.shownBy}`, () => {
        expect(outcomeIn(change.shownBy)).to.equal(change.outcome)
        expect(controlNames()).to.include(nameOf(change))
      })
    }
    if (row.unchangedIn !== undefined) {
      const folder = row.unchangedIn
      it(`${row.id}: is there in ${folder}, and changes nothing`, async () => {
        expect(outcomeIn(folder)).to.equal('pass')
        expect(await kindsIn(folder)).to.include.members([...row.kinds])
      })
    }
  }

  for (const { id, changes } of BYPASSES.filter((row) => TAKEN_AWAY.has(row.id))) {
    for (const { shownBy } of changes.filter(({ framework }) => framework === 'pci-dss-4.0.1')) {
      it(`${id}: names each control that is better in ${shownBy} without it`, async () => {
        const one = caseIn(shownBy)
        const [all, rest] = [objectsOf(one), objectsOf(one).flatMap(TAKEN_AWAY.get(id) ?? (() => []))]
        const [known, without] = [await outcomesOf(one, all), await outcomesOf(one, rest)]
        const worse = [...known].filter(([name, outcome]) => isWorse(outcome, without.get(name)))
        expect(changes.map(nameOf)).to.include.members(worse.map(([name]) => name))
      })
    }
  }

  it('names kinds that the analysis lists in the case of the row', async () => {
    for (const { id, kinds, changes } of BYPASSES) {
      const shown = changes.find(({ framework }) => framework === 'exhibit-segmentation')
      if (kinds.length === 0 || shown === undefined) continue
      const seg3 = changes.find(({ control }) => control === 'SEG-3') ?? shown
      expect(await kindsIn(seg3.shownBy), id).to.include.members([...kinds])
    }
  })

  it('is published', () => {
    expectGolden('controls/bypasses.md', page())
  })
})

/** Outcomes of the frameworks of the table, by `framework control`. */
async function outcomesOf(one: Case, objects: readonly KubeObject[]) {
  const organisation = organisationOfCase(one)
  const { controls } = await evaluated(objects, organisation, snapshotChangesOf(one))
  const shown = controls.filter(({ framework }) => TABLED.has(framework))
  return new Map(shown.map((each) => [`${each.framework} ${each.control}`, each.outcome]))
}

const TABLED: ReadonlySet<string> = new Set(
  BYPASSES.flatMap(({ changes }) => changes.map(({ framework }) => framework)),
)

/** What a way changes for the worse is a failure, or open; that there are subjects at all is none. */
function isWorse(outcome: ControlOutcome, without: ControlOutcome | undefined): boolean {
  if (outcome === 'fail') return without !== 'fail'
  return outcome === 'undetermined' && without !== 'fail' && without !== 'undetermined'
}

function caseIn(folder: string): Case {
  const [framework = '', control = '', name = ''] = folder.split('/')
  return { framework, control, name, folder: join(CASES, folder) }
}

function outcomeIn(folder: string): string {
  const file = join(CASES, folder, 'expected.json')
  expect(existsSync(file), `${folder} is no case`).to.equal(true)
  return (JSON.parse(readFileSync(file, 'utf8')) as { outcome: string }).outcome
}

function controlNames(): readonly string[] {
  return CATALOGUE.frameworks.flatMap(({ controls }) =>
    controls.map(({ framework, id }) => `${framework} ${id}`),
  )
}

function nameOf({ framework, control }: ChangedResult): string {
  return `${framework} ${control}`
}

/** The kinds that the analysis lists of the workloads of the cardholder-data environment in a case. */
async function kindsIn(folder: string): Promise<readonly string[]> {
  const one = caseIn(folder)
  const organisation = organisationOfCase(one)
  const { cluster, reachability } = await analysed(
    objectsOf(one),
    snapshotChangesOf(one),
    organisation.scope,
  )
  const { workloads } = inputOf(cluster, reachability, organisation)
  const found = workloads
    .filter((each) => each.class === 'cde')
    .flatMap(({ endpoints }) => bypassesOf(cluster, reachability, endpoints))
  return [...new Set(found.map(({ kind }) => kind))]
}

function page(): string {
  return `# Ways around policies

What passes whatever policies deny, how exhibit recognises it, and which results it changes. Each row names the folder of [test/controls](../test/controls) that shows it. Standing limits
change no result; every report prints them. Made from \`src/render/bypasses\` by \`test/controls/bypasses.test.ts\`, which also holds each row to its case.

| what passes | recognised by | changes | shown by |
| --- | --- | --- | --- |
${BYPASSES.map(line).join('\n')}

## Standing limits

${standingLimits()
  .map((limit) => `- ${limit}`)
  .join('\n')}
`
}

function line({ what, recognised, changes, unchangedIn }: BypassRow): string {
  const results = changes.map((each) => `${nameOf(each)}: ${each.outcome}`)
  const folders = [...changes.map(({ shownBy }) => shownBy), ...(unchangedIn === undefined ? [] : [unchangedIn])]
  const cells = [
    what,
    recognised,
    results.length === 0 ? 'nothing: a standing limit' : results.join('; '),
    folders.length === 0 ? 'no snapshot can' : folders.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}
