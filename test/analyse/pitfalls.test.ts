import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'

/** How many edge cases of policy semantics are known by number. */
const KNOWN = 52

/** Title of a case: its numbers, what holds, and in parentheses where that is written. */
const CASE = /^ +it\((['`])(\d+(?:, \d+)*): (.*)\1, async/gm

function cases(): { readonly number: number; readonly title: string }[] {
  const files = readdirSync(import.meta.dirname).filter((name) =>
    /^pitfalls-of-.*[.]ts$/.test(name),
  )
  return files
    .flatMap((name) => [...readFileSync(`${import.meta.dirname}/${name}`, 'utf8').matchAll(CASE)])
    .flatMap(([, , numbers = '', title = '']) =>
      numbers.split(', ').map((number) => ({ number: Number(number), title })),
    )
}

describe('pitfalls of policy APIs', () => {
  it(`has a case for each of the ${KNOWN} that are known`, () => {
    const found = new Set(cases().map(({ number }) => number))
    const numbers = Array.from({ length: KNOWN }, (_, at) => at + 1)
    expect(numbers.filter((number) => !found.has(number))).to.deep.equal([])
    expect([...found].filter((number) => !numbers.includes(number))).to.deep.equal([])
  })

  it('says for each case where its answer is written', () => {
    const silent = cases().filter(({ title }) => !/[(].+[)]/.test(title))
    expect(silent).to.deep.equal([])
  })
})
