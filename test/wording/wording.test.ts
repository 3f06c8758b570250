/** No text of ours has a row of words of CIS or the PCI SSC (test/wording/make.ts says of which texts the hashes are). */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseYaml } from '../../src/core/yaml.ts'
import { CHECKS } from '../../src/evaluate/check-list.ts'
import { hashOf, shinglesOf } from './shingles.ts'

const ROOT = join(import.meta.dirname, '../..')
const known = new Set(readFileSync(join(import.meta.dirname, 'shingles.txt'), 'utf8').split(/\s/))

type Text = { readonly path: string; readonly text: string }

/** The rows of words of texts that are not ours, with where they stand. */
function borrowed(texts: readonly Text[]): readonly string[] {
  return texts.flatMap(({ path, text }) =>
    shinglesOf(text).flatMap((row) => (known.has(hashOf(row)) ? [`${path}: ${row}`] : [])),
  )
}

function filesBelow(folder: string, ending: RegExp): readonly Text[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => ({
      path: join(folder, name),
      text: readFileSync(join(ROOT, folder, name), 'utf8'),
    }))
}

function textsOf(value: unknown, path: string): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, `${path}/${key}`))
}

/** The texts of YAML files, each by itself: what stands in two fields is no sentence. */
function yamlTexts(folder: string): readonly Text[] {
  return filesBelow(folder, /\.yaml$/).flatMap(({ path, text }) =>
    parseYaml(text, path).flatMap(({ value }) => textsOf(value, path)),
  )
}

describe('shinglesOf', () => {
  it('gives rows of five words, whatever stands between them', () => {
    expect(shinglesOf('Policies of pods, *listed* per Namespace\n(sorted by name)')).to.deep.equal([
      'policies of pods listed per',
      'of pods listed per namespace',
      'pods listed per namespace sorted',
      'listed per namespace sorted by',
      'per namespace sorted by name',
    ])
  })

  it('leaves out code, rows over the end of a sentence, and rows of common words', () => {
    expect(
      shinglesOf('Set `--a b c d e f`. At the end of the list. One two three four.'),
    ).to.deep.equal([])
  })
})

describe('the wording of', () => {
  const places: Readonly<Record<string, readonly Text[]>> = {
    'frameworks and baselines': [
      ...yamlTexts('controls/frameworks'),
      ...yamlTexts('controls/baselines'),
    ],
    checks: CHECKS.flatMap(({ id, title, logic }) => textsOf({ title, logic }, id)),
    documents: [
      ...filesBelow('.', /^[A-Z]+\.md$/),
      ...['controls', 'deploy'].flatMap((folder) => filesBelow(folder, /\.md$/)),
    ],
    templates: filesBelow('templates', /\.hbs$/),
  }

  for (const [what, texts] of Object.entries(places))
    it(`${what} is ours`, () => {
      expect(texts.length).to.be.greaterThan(5)
      expect(borrowed(texts)).to.deep.equal([])
    })

  it('CIS and the PCI SSC would be noticed', () => {
    // one phrase of each, so short that nobody owns it
    for (const text of [
      'minimize access to create pods',
      'applications hosted on the orchestration platform',
    ])
      expect(borrowed([{ path: 'x', text }]), text).to.have.length.greaterThan(0)
    expect(known.size).to.be.greaterThan(10_000)
  })
})
