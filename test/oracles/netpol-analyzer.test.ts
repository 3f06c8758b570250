import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { listedName } from '../../src/analyse/list/listed-peers.ts'
import { mergeNeighbours } from '../../src/analyse/list/listed-ranges.ts'
import { parseIpAddress } from '../../src/core/ip-address.ts'
import { testContext } from '../commands/context.ts'
import { DIFFERENT } from './different.ts'

/** Where the corpus lies: cases.csv, inputs/ and expected/ of np-guard/netpol-analyzer. */
const FOLDER = process.env.EXHIBIT_ORACLES

type Case = {
  readonly suite: string
  readonly inputs: readonly string[]
  readonly expected: string
}

function cases(folder: string): readonly Case[] {
  const [, ...rows] = readFileSync(join(folder, 'cases.csv'), 'utf8').trim().split('\n')
  return rows.map((row) => {
    const [suite = '', , input = '', head = '', expected = ''] = row.trim().split(',')
    return { suite, inputs: [input, head].filter((name) => name !== ''), expected }
  })
}

/** Rows of CSV as exhibit prints it, each as its fields. */
function fieldsOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      ),
    )
}

function asMap(csv: string): readonly string[] {
  return fieldsOf(csv).map(([from, to, ports]) => `${from ?? ''} => ${to ?? ''} : ${ports ?? ''}`)
}

const DIFFERENCE =
  /^diff-type: (.*?), source: (.*?), destination: (.*?), ref1: (.*?), ref2: (.*?)(?:, workloads-diff-info: (.*))?$/

const RANGE = /(\d+\.\d+\.\d+\.\d+)-(\d+\.\d+\.\d+\.\d+)\[External\]/

/** Lines that differ only in neighbouring ranges of addresses, as one line: that tool merges some of them only. */
function withMergedRanges(lines: readonly string[]): readonly string[] {
  const [ranged, rest] = [true, false].map((wanted) =>
    lines.filter((line) => RANGE.test(line) === wanted),
  )
  const groups = Map.groupBy(ranged ?? [], (line) => line.replace(RANGE, '*'))
  const merged = [...groups].flatMap(([form, found]) =>
    mergeNeighbours(
      found.map((line) => ({ range: rangeOf(line) })),
      () => true,
    ).map(({ range }) => form.replace('*', listedName({ kind: 'addresses', range }))),
  )
  return [...(rest ?? []), ...merged]
}

function rangeOf(line: string) {
  const [, from = '', to = ''] = RANGE.exec(line) ?? []
  const valueOf = (text: string) => parseIpAddress(text)?.value ?? 0n
  return { family: 4, first: valueOf(from), last: valueOf(to) } as const
}

/** Expected lines in the form of the suite; both text and CSV occur. */
function expectedLines(suite: string, text: string, file: string): readonly string[] {
  if (file.endsWith('.csv')) return fieldsOf(text).map((fields) => fields.join(' | '))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (suite === 'connlist') return withMergedRanges(lines)
  return withMergedRanges(
    lines.flatMap((line) => {
      const [whole, ...fields] = DIFFERENCE.exec(line) ?? []
      return whole === undefined
        ? []
        : fields.map((field: string | undefined) => field ?? '').join(' | ')
    }),
  )
}

describe('connectivity of the netpol-analyzer corpus', function () {
  this.timeout(120_000)
  if (FOLDER === undefined) {
    it(
      'is not compared (EXHIBIT_ORACLES names no folder with the corpus; its data stands in np-guard/netpol-analyzer)',
    )
    return
  }
  const folder = join(FOLDER, 'netpol-analyzer')
  let lines = 0
  let listed = 0
  for (const { suite, inputs, expected } of cases(folder)) {
    it(expected, async () => {
      const paths = inputs.map((input) => join(folder, input))
      const profile = ['--profile', 'netpol-analyzer', '-o', 'csv']
      const context = testContext()
      const { code, out } =
        suite === 'connlist'
          ? await context.exhibit('reach', '--all', '--in', ...paths, ...profile)
          : await context.exhibit('compare', ...paths, '--view', 'connectivity', ...profile)
      expect(code).to.equal(0)
      const got = suite === 'connlist' ? asMap(out) : fieldsOf(out).map((row) => row.join(' | '))
      const wanted = expectedLines(suite, readFileSync(join(folder, expected), 'utf8'), expected)
      const other = DIFFERENT.find((each) => each.expected === expected)
      const missing = wanted.filter((line) => !got.includes(line))
      const extra = got.filter((line) => !wanted.includes(line))
      lines += wanted.length
      const isListed = (line: string) => other?.lines.test(line) === true
      listed += [...missing, ...extra].filter(isListed).length
      const unlisted = (all: readonly string[]) => all.filter((line) => !isListed(line))
      expect({ missing: unlisted(missing), extra: unlisted(extra) }).to.deep.equal({
        missing: [],
        extra: [],
      })
      if (other !== undefined) expect(missing.length + extra.length, other.why).to.be.greaterThan(0)
    })
  }

  it('differs in at most 2 % of the lines, each with its reason', () => {
    expect(lines).to.be.greaterThan(1000)
    expect(listed / lines).to.be.at.most(0.02)
    for (const { why } of DIFFERENT) expect(why).to.not.equal('')
  })
})
