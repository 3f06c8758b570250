import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { digestOf } from '../../src/core/digest.ts'
import { createLineFile } from '../../src/snapshot/line-file.ts'
import type { ObjectLine } from '../../src/snapshot/runs.ts'
import { SortedLines } from '../../src/snapshot/sorted-lines.ts'
import type { Limits, Written } from '../../src/snapshot/sorted-lines.ts'
import { suiteFolder } from './builders.ts'

/** A line as objects have them: its key can be read from it. */
function line(name: number, variant: string): ObjectLine {
  const metadata = `{"name":"web-${String(name).padStart(4, '0')}","namespace":"shop","x":"${variant}"}`
  return {
    key: `/v1/Pod/shop/web-${String(name).padStart(4, '0')}`,
    line: `{"apiVersion":"v1","kind":"Pod","metadata":${metadata}}`,
    ...(name % 2 === 0 ? { pointers: { argument: [`/${variant}`] } } : {}),
  }
}

const given = array(
  record({ name: integer({ min: 0, max: 60 }), variant: constantFrom('a', 'b', 'c') }),
  { maxLength: 120, size: 'max' },
)

/** So small that every few lines are spilled, merged and merged again. */
const SMALL: Limits = { sorted: 300, unsorted: 500, runs: 3 }

describe('SortedLines', () => {
  const folder = suiteFolder()

  async function sorted(
    lines: readonly ObjectLine[],
    limits: Limits,
  ): Promise<{ written: Written; objects: string; redactions: string; left: readonly string[] }> {
    const path = folder()
    const objects = await createLineFile(join(path, 'objects.gz'))
    const redactions = await createLineFile(join(path, 'redactions.gz'))
    const sorting = new SortedLines({ objects, redactions }, join(path, 'scratch'), limits)
    for (const each of lines) await sorting.add(each)
    const written = await sorting.end()
    await objects.close()
    await redactions.close()
    const text = (name: string) => gunzipSync(readFileSync(join(path, name))).toString()
    const left = readdirSync(path).filter((name) => name.startsWith('scratch'))
    return { written, objects: text('objects.gz'), redactions: text('redactions.gz'), left }
  }

  it('gives the same whatever the order of arrival and however little it may hold', async () => {
    await assert(
      asyncProperty(given, async (rows) => {
        const lines = rows.map(({ name, variant }) => line(name, variant))
        const plain = byHand(lines)
        const { written, objects, redactions, left } = await sorted(lines, SMALL)
        expect(objects).to.equal(plain.objects)
        expect(redactions).to.equal(plain.redactions)
        expect(written.root).to.equal(digestOf(plain.objects))
        expect(written.count).to.equal(plain.keys.length)
        expect(written.duplicates).to.deep.equal(plain.twice.slice(0, 20))
        expect(written.redactions.get('argument') ?? 0).to.equal(plain.redactionCount)
        expect(left).to.deep.equal([])
      }),
      { numRuns: 40 },
    )
  }).timeout(120_000)

  it('holds lists that fit without any other file', async () => {
    const lines = [3, 1, 2].map((name) => line(name, 'a'))
    const large = { sorted: 1e6, unsorted: 1e6, runs: 32 }
    expect((await sorted(lines, large)).objects).to.equal(byHand(lines).objects)
  })
})

/** The same by an array that holds everything. */
function byHand(lines: readonly ObjectLine[]): {
  readonly objects: string
  readonly redactions: string
  readonly redactionCount: number
  readonly keys: readonly string[]
  readonly twice: readonly string[]
} {
  const keys = [...new Set(lines.map(({ key }) => key))].sort()
  const kept = keys.map((key) => {
    const own = lines.filter((each) => each.key === key)
    return own.sort((a, b) => (a.line < b.line ? -1 : 1))[0]!
  })
  const replaced = kept.filter(({ pointers }) => pointers !== undefined)
  return {
    keys,
    twice: keys.filter((key) => lines.filter((each) => each.key === key).length > 1),
    objects: kept.map((each) => `${each.line}\n`).join(''),
    redactions: replaced
      .map(({ key: object, pointers }) => `${JSON.stringify({ object, pointers })}\n`)
      .join(''),
    redactionCount: replaced.length,
  }
}
