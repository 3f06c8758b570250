import { join } from 'node:path'
import { expect } from 'chai'
import type { Control } from '../../src/model/control.ts'
import type { ControlResult } from '../../src/model/evaluation.ts'
import { CATALOGUE } from '../evaluate/builders.ts'
import { expectGolden } from '../golden.ts'
import { casesOf, expectationOf, resultOfCase } from './cases.ts'

/** What the cases of each control must show; the first word of a case's name says which one it is. */
const WANTED: readonly string[] = ['pass', 'fail', 'undetermined', 'not-applicable']

/** Whether folders must show a control: not where no check answers it, nor where the table of component-flags.test.ts does. */
function needsFolders({ checks }: Control): boolean {
  return checks.some(({ check }) => check !== 'component-flag')
}

/** What is read of the control plane says of no cluster that it has none, certain groups are asked for in any, and what changed is not known without earlier runs: no subject is without an answer there. */
const ALWAYS = [
  'component-flag',
  'people-bound',
  'etcd-own-authority',
  'kube-proxy-metrics-local',
  'kubernetes-supported',
  'masters-group-unbound',
  'policy-changes-approved',
  'provider-known',
  'public-groups-unbound',
]

/** Checks that list what a person must judge: they fail nothing. */
const LISTING = ['image-origins-seen', 'literal-credentials', 'provider-known', 'secret-stores-seen']

/** A control that is signed off alone applies whatever the checks beside it find; an assisted one whose checks find no subject still asks a person. */
function wantedOf({ checks, method }: Control): readonly string[] {
  const isAlways =
    method === 'signed-off-only' || checks.some(({ check }) => ALWAYS.includes(check))
  const isListing = checks.every(({ check }) => LISTING.includes(check))
  return WANTED.filter(
    (each) => !(isAlways && each === 'not-applicable') && !(isListing && each === 'fail'),
  ).map((each) => (method === 'assisted' && each === 'not-applicable' ? UNEXAMINED : each))
}

/** What to do about cases that are missing and may not be possible. */
function hintOn(missing: readonly string[]): string {
  const hints = [
    ...(missing.includes('not-applicable')
      ? ['a check that has a subject in every cluster has no case not-applicable: enter it in ALWAYS of test/controls/cases.test.ts']
      : []),
    ...(missing.includes('fail')
      ? ['one that lists what a person must judge has no case fail: enter it in LISTING there']
      : []),
  ]
  return hints.join('; ')
}

function saidOf(name: string, { outcome }: ControlResult): string {
  const hint = name === 'not-applicable' ? hintOn([name]) : ''
  return [`outcome ${outcome}`, ...(hint === '' ? [] : [hint])].join('; ')
}

/** The case of an assisted control whose checks find nothing to examine. */
const UNEXAMINED = 'needs-sign-off'

const cases = casesOf()

/** A control and those of other frameworks that are the same but for id, level and own method: one's cases show all of them. */
function namesOf({ title, checks, residual }: Control): ReadonlySet<string> {
  const content = JSON.stringify([title, checks, residual])
  return new Set(
    CATALOGUE.frameworks
      .flatMap(({ controls }) => controls)
      .filter((each) => JSON.stringify([each.title, each.checks, each.residual]) === content)
      .map(({ framework, id }) => `${framework}/${id}`),
  )
}

describe('the cases of the controls', () => {
  // where the pairing is ours, the checks are those of controls that have cases
  for (const framework of CATALOGUE.frameworks.filter(({ pairing }) => pairing === undefined)) {
    for (const control of framework.controls.filter(needsFolders)) {
      it(`show ${framework.id} ${control.id} pass, fail, undetermined and not applicable`, () => {
        const mine = cases.filter((each) => namesOf(control).has(`${each.framework}/${each.control}`))
        const missing = wantedOf(control).filter(
          (outcome) => !mine.some(({ name }) => name === outcome || name.startsWith(`${outcome}-`)),
        )
        expect(missing, hintOn(missing)).to.deep.equal([])
      })
    }
  }

  it('name only controls of the catalogue', () => {
    const known = CATALOGUE.frameworks.flatMap(({ id, controls }) =>
      controls.map((control) => `${id}/${control.id}`),
    )
    const named = [...new Set(cases.map((each) => `${each.framework}/${each.control}`))]
    expect(named.filter((each) => !known.includes(each))).to.deep.equal([])
  })

  for (const each of cases) {
    it(`${each.framework} ${each.control}: ${each.name}`, async () => {
      const result = await resultOfCase(each)
      const said = expectationOf(result)
      expectGolden(join('test/controls', each.framework, each.control, each.name, 'expected.json'), said)
      const name = nameOf(result)
      expect(each.name.startsWith(name), saidOf(each.name, result)).to.equal(true)
    })
  }
})

/** An assisted control whose checks pass needs a person: that is its case `pass`, unless they found nothing to examine. */
function nameOf({ outcome, method, counts }: ControlResult): string {
  if (outcome !== 'needs-sign-off') return outcome
  return method === 'assisted' && counts.notApplicable === counts.population ? UNEXAMINED : 'pass'
}
