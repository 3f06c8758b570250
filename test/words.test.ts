/** No output uses a word that belongs to an assessor: every format, every command's help and summary, the data and each sentence in the code. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import ts from 'typescript'
import { COMMANDS } from '../src/commands/commands.ts'
import { describeComparison } from '../src/commands/compare/text.ts'
import { describeSummary } from '../src/commands/run-summary.ts'
import { comparisonHtml } from '../src/render/comparison-html.ts'
import { csv } from '../src/render/csv.ts'
import { reportHtml } from '../src/render/html.ts'
import { markdown } from '../src/render/markdown.ts'
import { csv as periodCsv } from '../src/render/period/csv.ts'
import { periodHtml } from '../src/render/period/html.ts'
import { periodTables } from '../src/render/period/tables/report.ts'
import { periodView } from '../src/render/period/view/period.ts'
import { reportTables } from '../src/render/tables/report.ts'
import { reportView } from '../src/render/view/report.ts'
import { OUTCOMES } from '../src/render/words.ts'
import { assessorWords, misspoken } from './assessor-words.ts'
import { testContext } from './commands/context.ts'
import { comparison } from './render/fixture-comparison.ts'
import { emptyPeriod, interimSource, periodSource } from './render/period/fixture.ts'
import { emptySource } from './render/fixture-empty.ts'
import { reportSource } from './render/fixture.ts'

const ROOT = join(import.meta.dirname, '..')

type Named = { readonly name: string; readonly text: string }

/** The identifier of the data model that has an assessor's words in it; only as a whole value, never in a sentence. */
const IDENTIFIER = 'not-applicable'

/** What a person reads of an HTML file: text and labels, not the names of classes. */
function readableOf(html: string): string {
  const body = html.slice(html.indexOf('<body>'))
  const labels = [...body.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label ?? '')
  return [body.replace(/<[^>]*>/g, ' '), ...labels].join('\n')
}

function* stringsOf(value: unknown, path: string): Generator<Named> {
  if (typeof value === 'string') {
    if (value !== IDENTIFIER) yield { name: path, text: value }
  } else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) yield* stringsOf(each, `${path}/${key}`)
}

function filesBelow(folder: string, ending: RegExp): readonly Named[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => ({
      name: `${folder}/${name}`,
      text: readFileSync(join(ROOT, folder, name), 'utf8'),
    }))
}

/** Every string of a source file, with its line; imports, types and comments apart. */
function literalsOf({ name, text }: Named): readonly Named[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  const found: Named[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
      if (node.text !== IDENTIFIER) found.push({ name: `${name}:${line}`, text: node.text })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

describe('no assessor’s word stands in', () => {
  const sources = { 'a report': reportSource(), 'a report of nothing': emptySource() }

  for (const [what, source] of Object.entries(sources)) {
    it(`${what}: HTML, and so PDF`, () => {
      const html = Buffer.from(reportHtml(reportView(source))).toString('utf8')
      expect(misspoken([{ name: 'report.html', text: readableOf(html) }])).to.deep.equal([])
    })

    for (const format of [csv, markdown])
      it(`${what}: ${format.id}`, async () => {
        const { bytes } = await format.render(reportView(source))
        const text = Buffer.from(bytes).toString('utf8')
        expect(misspoken([{ name: format.fileName, text }])).to.deep.equal([])
      })

    it(`${what}: XLSX`, () => {
      const tables = reportTables(reportView(source).report)
      const texts = tables.map(({ name, columns, rows }) => ({
        name,
        text: [name, ...columns, ...[...rows()].flat()].join('\n'),
      }))
      expect(misspoken(texts)).to.deep.equal([])
    })

    it(`${what}: JSON, but for the identifier`, () => {
      const strings = [...stringsOf(reportView(source).report, 'report.json')]
      expect(strings.length).to.be.greaterThan(10)
      expect(misspoken(strings)).to.deep.equal([])
    })
  }

  const periods = {
    'a period': periodSource(),
    'an interim period': interimSource(),
    'a period of nothing': emptyPeriod(),
  }

  for (const [what, source] of Object.entries(periods))
    it(`${what}: HTML, JSON and CSV`, async () => {
      const view = periodView(source)
      const html = Buffer.from(periodHtml(view)).toString('utf8')
      const files = await periodCsv.render(view)
      expect(
        misspoken([
          { name: 'report.html', text: readableOf(html) },
          ...files.map(({ fileName, bytes }) => ({
            name: fileName,
            text: Buffer.from(bytes).toString('utf8'),
          })),
          ...periodTables(view).map(({ name, columns, rows }) => ({
            name,
            text: [name, ...columns, ...[...rows()].flat()].join('\n'),
          })),
          ...stringsOf(view.report, 'report.json'),
        ]),
      ).to.deep.equal([])
    })

  it('a comparison: HTML, JSON and the table', () => {
    const frame = { entity: 'E', classification: 'C', generatedAt: '2026-12-28T02:03:42Z' }
    const html = Buffer.from(comparisonHtml(comparison(), frame)).toString('utf8')
    expect(
      misspoken([
        { name: 'comparison.html', text: readableOf(html) },
        { name: 'exhibit compare', text: describeComparison(comparison(), undefined) },
        ...stringsOf(comparison(), 'comparison.json'),
      ]),
    ).to.deep.equal([])
  })

  it('the summary of a run, whatever its results', () => {
    const text = describeSummary({
      runId: '20261228T020004Z-7c1f09e2',
      clusters: [
        {
          name: 'a',
          status: 'partial',
          objects: 1,
          gaps: 1,
          reasons: ['refused'],
          why: ['refused'],
        },
      ],
      outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1])),
      outOfReach: 1,
      controls: OUTCOMES.length,
      failed: ['a: pci-dss-4.0.1 1.3.1 In'],
      waivers: [{ id: 'W-1', state: 'unused', why: 'no cluster' }],
    })
    expect(text).to.include('1 no subjects')
    expect(misspoken([{ name: 'exhibit run', text }])).to.deep.equal([])
  })

  it('the help of any command, and the list of controls', async () => {
    const said = async (...words: readonly string[]) => ({
      name: `exhibit ${words.join(' ')}`,
      text: (await testContext().exhibit(...words)).out,
    })
    const texts = [await said('--help'), await said('controls', 'list')]
    for (const { name } of COMMANDS) texts.push(await said(...name.split(' '), '--help'))
    expect(texts.every(({ text }) => text.length > 100)).to.equal(true)
    expect(misspoken(texts)).to.deep.equal([])
  })

  it('templates, controls and schemas', () => {
    const templates = filesBelow('templates', /\.hbs$/).map(({ name, text }) => ({
      name,
      text: text.replace(/\{\{[^}]*\}\}|<[^>]*>/g, ' '),
    }))
    const schemas = [...filesBelow('controls', /\.json$/), ...filesBelow('templates', /\.json$/)]
    const data = filesBelow('controls', /\.ya?ml$/)
    expect([templates, schemas, data].every((files) => files.length > 0)).to.equal(true)
    expect(
      misspoken([
        ...templates,
        ...data,
        ...schemas.flatMap(({ name, text }) => [...stringsOf(JSON.parse(text), name)]),
      ]),
    ).to.deep.equal([])
  })

  it('any sentence of the code', function () {
    this.timeout(60_000)
    const literals = filesBelow('src', /\.ts$/).flatMap(literalsOf)
    expect(literals.length).to.be.greaterThan(3000)
    expect(misspoken(literals)).to.deep.equal([])
  })
})

describe('assessorWords', () => {
  it('finds each of them in any case, and nothing in our own words', () => {
    const theirs = [
      'In Place',
      'not applicable',
      'Findings',
      'attestation',
      'assessment',
      'proved',
      'proof',
      'non-compliant',
      'certified',
    ]
    for (const word of theirs) expect(assessorWords(`It is ${word}.`), word).to.have.length(1)
    expect(
      assessorWords('no subjects; certificate; recorded for the assessor; outside this check'),
    ).to.deep.equal([])
  })
})
