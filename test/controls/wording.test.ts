import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseYaml } from '../../src/core/yaml.ts'
import { CHECKS } from '../../src/evaluate/check-list.ts'
import { assessorWords } from '../assessor-words.ts'
import { casesOf } from './cases.ts'

/** Longer than this a text is no title or remark of ours any more: the wording of CIS and PCI SSC stays where it was published. */
const MAX_TITLE = 72
const MAX_TEXT = 150

type Text = { readonly path: string; readonly text: string }

function textsOf(value: unknown, path: string): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (Array.isArray(value)) return value.flatMap((each, index) => textsOf(each, `${path}/${index}`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, `${path}/${key}`))
}

function filesIn(folder: string): readonly Text[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const path = join(folder, name)
      return parseYaml(readFileSync(path, 'utf8'), path).flatMap(({ value }) => textsOf(value, name))
    })
}

describe('the wording of the catalogue', () => {
  const frameworks = filesIn('controls/frameworks')
  const copyrighted = frameworks.filter(({ path }) => /^(cis|pci)-/.test(path))

  it('keeps every title of a CIS or PCI control short and without a full stop', () => {
    const titles = copyrighted.filter(({ path }) => path.endsWith('/title'))
    expect(titles.length).to.be.greaterThan(10)
    const wrong = titles.filter(({ text }) => text.length > MAX_TITLE || text.endsWith('.'))
    expect(wrong).to.deep.equal([])
  })

  it('keeps every other text of CIS and PCI files but the notice short', () => {
    const long = copyrighted.filter(
      ({ path, text }) => !path.endsWith('/notice') && text.length > MAX_TEXT,
    )
    expect(long).to.deep.equal([])
  })

  it('uses no word that belongs to an assessor', () => {
    const texts = [
      ...frameworks,
      ...filesIn('controls/baselines'),
      ...CHECKS.flatMap(({ id, title, logic }) => textsOf({ title, logic }, id)),
      ...casesOf().flatMap(({ folder }) => reasonsOf(folder)),
    ]
    expect(texts.length).to.be.greaterThan(300)
    expect(texts.filter(({ text }) => assessorWords(text).length > 0)).to.deep.equal([])
  })
})

/** Everything that a case's results say to people. */
function reasonsOf(folder: string): readonly Text[] {
  const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  return textsOf(expected, folder).filter(({ path }) => path.endsWith('/reason'))
}
