import { expect } from 'chai'
import { readKubeBench } from '../../../src/evaluate/outside/kube-bench.ts'
import { kubeBench } from './builders.ts'

const good = kubeBench({ '4.1.1': 'PASS', '4.1.2': 'FAIL', '4.1.3': 'WARN', '4.2.1': 'INFO' })

function refused(text: string): string {
  const read = readKubeBench(text)
  return read.kind === 'refused' ? read.why : 'read'
}

/** The good file with something changed in it. */
function changed(change: (file: Written) => unknown): string {
  const file = JSON.parse(good) as Written
  change(file)
  return JSON.stringify(file)
}

type Written = {
  Controls: {
    version: unknown
    node_type: unknown
    tests: { results: Record<string, unknown>[] }[]
  }[]
}

describe('readKubeBench', () => {
  it('takes ids and statuses, and none of the words', () => {
    const read = readKubeBench(good)
    expect(read).to.deep.equal({
      kind: 'read',
      benchmarks: ['cis-1.12'],
      detected: ['1.34'],
      results: new Map([
        ['4.1.1', 'PASS'],
        ['4.1.2', 'FAIL'],
        ['4.1.3', 'WARN'],
        ['4.2.1', 'INFO'],
      ]),
    })
  })

  it('reads the form without totals, too', () => {
    const { Controls } = JSON.parse(good) as { Controls: unknown }
    expect(readKubeBench(JSON.stringify(Controls))).to.deep.equal(readKubeBench(good))
  })

  it('refuses what is not its output, and repeats nothing of it', () => {
    const table: readonly (readonly [name: string, text: string, why: string])[] = [
      ['no JSON', 'token=hunter2hunter2', 'not JSON'],
      ['two values', `${good}${good}`, 'not JSON'],
      ['another tool', '{"results": []}', 'not the output of kube-bench: no list Controls'],
      ['no parts', '{"Controls": []}', 'not the output of kube-bench: /Controls has no parts'],
      ['a part that is text', '{"Controls": ["x"]}', '/Controls/0 is no part'],
      [
        'no version',
        changed((file) => delete file.Controls[0]?.version),
        '/Controls/0/version is not the name of a benchmark',
      ],
      [
        'a long version',
        changed(({ Controls: [part] }) => part && (part.version = 'x'.repeat(99))),
        '/Controls/0/version is not the name of a benchmark',
      ],
      [
        'an unknown target',
        changed(({ Controls: [part] }) => part && (part.node_type = 'toaster')),
        '/Controls/0/node_type is not a target of kube-bench',
      ],
      [
        'an unknown status',
        kubeBench({ '4.1.1': '<b>PASS' }),
        '/Controls/0/tests/0/results/0/status is not PASS, FAIL, WARN or INFO',
      ],
      [
        'another number',
        kubeBench({ 'D.4': 'PASS' }),
        '/Controls/0/tests/0/results/0/test_number is not the id of a recommendation',
      ],
      [
        'an id twice',
        changed(({ Controls }) =>
          Controls[0]?.tests[0]?.results.push({ test_number: '4.1.1', status: 'FAIL' }),
        ),
        '4.1.1 stands twice: a file is of one run on one node',
      ],
      [
        'too many',
        kubeBench(Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`1.${at}`, 'PASS']))),
        'more than 500 results',
      ],
      ['nothing', kubeBench({}), 'it has no results'],
      ['deep', '['.repeat(100_000), 'not JSON'],
    ]
    for (const [name, text, why] of table) expect(refused(text), name).to.equal(why)
  })

  it('never throws, whatever a value is', () => {
    for (const value of [null, 1, 'x', [], {}, [[]], { a: 1 }]) {
      for (const key of ['version', 'node_type', 'tests', 'detected_version'] as const) {
        const text = changed(
          ({ Controls: [part] }) => part && Object.assign(part, { [key]: value }),
        )
        expect(['read', 'refused'], `${key} ${JSON.stringify(value)}`).to.include(
          readKubeBench(text).kind,
        )
      }
    }
  })
})
