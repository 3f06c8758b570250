import { expect } from 'chai'
import { CATALOGUE } from '../evaluate/builders.ts'
import { testContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

const ESTATE = (names: readonly string[]) =>
  [
    'clusters:',
    ...names.map((name) => `  - {name: ${name}, folder: ${name}}`),
    'retired:',
    '  - {name: old, at: 2026-10-01, reason: replaced, approvedBy: A. Person}',
    '',
  ].join('\n')

/** The summary of a run over these clusters; only `prod` can be read. */
async function summary(...names: readonly string[]) {
  const context = installed(testContext(), { estate: ESTATE(names) })
  for (const name of names.filter((each) => each !== 'prod'))
    context.write(`${name}/collected.yaml`, `${collectedYaml()}unknown: 1\n`)
  const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
  const text = await context.exhibit('run', '--no-pdf')
  const json = JSON.parse(out) as {
    controls: number
    outcomes: Record<string, number>
  }
  return { ...json, text: text.out }
}

/** The controls of a benchmark of which a newer version stands for a cluster that is not known. */
const OLDER = CATALOGUE.frameworks.find(({ id }) => id === 'cis-kubernetes-1.12.0')!.controls.length

describe('the summary of a run', function () {
  this.timeout(60_000)

  it('counts the controls of a cluster that was not read as undetermined, as the reports do', async () => {
    const one = await summary('prod')
    const two = await summary('prod', 'unread')
    expect(one.controls).to.be.greaterThan(0)
    expect(two.controls).to.equal(2 * one.controls)
    expect(two.outcomes).to.deep.equal({
      ...one.outcomes,
      undetermined: (one.outcomes.undetermined ?? 0) + one.controls - OLDER,
      'not-applicable': (one.outcomes['not-applicable'] ?? 0) + OLDER,
    })
  })

  it('has a denominator where nothing could be read', async () => {
    const { controls, outcomes, text } = await summary('unread')
    const undetermined = controls - OLDER
    expect(outcomes).to.deep.equal({ undetermined, 'not-applicable': OLDER })
    expect(undetermined).to.be.greaterThan(0)
    expect(text).to.match(
      new RegExp(
        `^controls +${undetermined} undetermined \\([0-9]+ out of reach\\), .* of ${controls}`,
        'm',
      ),
    )
  })
})
