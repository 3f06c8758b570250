import { expect } from 'chai'
import fc from 'fast-check'
import { holds } from '../../src/analyse/objects/label-match.ts'
import { setConditionOf } from '../../src/policy/calico/labels.ts'
import { parseSelector } from '../../src/policy/calico/selector.ts'
import type { Labels } from '../../src/model/object.ts'
import { describeProgram } from './peer.ts'

/** Whether a text selects each of some labels, or that it is no selector. */
type Selected = readonly boolean[] | 'refused'

const blanks = fc.constantFrom('', ' ', '\t ')
const key = fc.constantFrom('a', 'b', 'b/c.d-e_f', 'in', 'has', 'all')
const value = fc.constantFrom("'x'", '"x"', "''", "'xy'", `"it's"`, "'y x'")

const atom = fc.oneof(
  fc
    .tuple(
      key,
      blanks,
      fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends  with'),
      blanks,
      value,
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(key, fc.constantFrom(' in ', ' not in', '  not  in '), fc.array(value, { maxLength: 3 }))
    .map(([name, operator, values]) => `${name}${operator}{${values.join(', ')}}`),
  fc.tuple(blanks, key, blanks).map(([before, name, after]) => `has(${before}${name}${after})`),
  fc.constantFrom('all()', 'global()', 'all( )'),
)

const whole = fc.letrec<{ readonly any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    tie('any').map((each) => `!${each}`),
    tie('any').map((each) => `( ${each})`),
    fc.tuple(tie('any'), blanks, tie('any')).map(([a, blank, b]) => `${a}${blank}&&${b}`),
    fc.tuple(tie('any'), blanks, tie('any')).map(([a, blank, b]) => `${a}||${blank}${b}`),
  ),
})).any

const part = fc.oneof(
  atom,
  fc.constantFrom('a', "'x'", '==', '!=', '!', '(', ')', '{', '}', ',', '&&', '||', '&', '|'),
  fc.constantFrom('in', 'not in', 'contains', 'has(', 'all(', ' ', '\n', '"', 'é', '='),
)

/** Selectors, and texts that are nearly some. */
const text = fc.oneof(
  { weight: 5, arbitrary: whole },
  { weight: 2, arbitrary: fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(whole, fc.nat(), fc.constantFrom('', ' ', "'", '!', ')', 'x'))
      .map(([of, at, put]) => {
        const place = at % (of.length + 1)
        return of.slice(0, place) + put + of.slice(place + 1)
      }),
  },
)

const labels = fc.dictionary(key, fc.constantFrom('x', '', 'xy', "it's", 'y x'), {
  noNullPrototype: true,
})

describeProgram('calico-selectors', (exchange) => {
  const fresh = Math.floor(performance.timeOrigin + performance.now()) % 2 ** 31
  const counts = { selected: 0, not: 0, refused: 0 }

  for (const seed of [20261127, 11, fresh])
    it(`reads 5,000 texts alike (seed ${seed})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          text,
          fc.array(labels, { minLength: 1, maxLength: 6 }),
          async (of, all) => {
            const theirs = (await exchange({ selector: of, labels: all })) as {
              readonly selects: readonly boolean[]
              readonly refused?: string
            }
            const ours = selectedBy(of, all)
            count(ours, counts)
            expect(ours).to.deep.equal(theirs.refused === undefined ? theirs.selects : 'refused')
          },
        ),
        { seed, numRuns: 5000 },
      )
    })

  it('was asked of selectors that select and that do not, and of texts that are none', () => {
    const { selected, not, refused } = counts
    process.stdout.write(`      ${selected} selected, ${not} not; ${refused} texts refused\n`)
    for (const each of [selected, not, refused]) expect(each).to.be.at.least(2_000)
  })
})

function selectedBy(of: string, all: readonly Labels[]): Selected {
  const parsed = parseSelector(of)
  if ('error' in parsed) return 'refused'
  const condition = setConditionOf(parsed.selector)
  const unread = { labels: {}, complete: false }
  return all.map((own) => {
    if (condition === undefined) return false
    const pod = { labels: own, complete: true }
    const view = { pod, namespace: unread, 'service-account': unread, facts: unread }
    return holds(condition, view) === 'yes'
  })
}

function count(ours: Selected, counts: { selected: number; not: number; refused: number }): void {
  if (ours === 'refused') counts.refused++
  else for (const each of ours) counts[each ? 'selected' : 'not']++
}
