import { readFileSync, readdirSync } from 'node:fs'
import { expect } from 'chai'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'

/** Our config without what needs types: the snippets are files that do not exist. */
const eslint = new ESLint({
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
  ruleFilter: ({ ruleId }) =>
    ['exhibit/imports', 'no-restricted-globals', 'no-restricted-syntax'].includes(ruleId),
})

/** What lint says of a file with this text: each complaint behind the number of its line. */
async function complaints(file: string, ...lines: readonly string[]): Promise<readonly string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: file })
  if (result === undefined) throw new Error(`${file} is not linted`)
  return result.messages.map(({ line, message }) => `${line}: ${message}`)
}

type Row = { readonly part: string; readonly may: string; readonly owns: readonly string[] }

/** The import table of DESIGN.md: `may` as it is written there. */
function table(): readonly Row[] {
  const text = readFileSync('DESIGN.md', 'utf8')
  const [, rows = ''] = /^\| folder \| may import .*\n.*\n((?:\|.*\n)+)/m.exec(text) ?? []
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => {
      const [, part = '', may = '', owns = ''] = row.split('|').map((cell) => cell.trim())
      return { part, may, owns: [...owns.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name) }
    })
}

const ROWS = table()
const FOLDERS = ROWS.map(({ part }) => part).filter((part) => !part.includes('.'))
const PACKAGES = [...new Set(ROWS.flatMap(({ owns }) => owns))].sort()

/** The parts that a row allows, itself included. */
function allowed({ part, may }: Row): ReadonlySet<string> {
  const named = may === 'all of the above' ? FOLDERS : may.match(/\b[a-z]+\b/g)
  return new Set([part, ...(named ?? [])])
}

const fileIn = (part: string) => (part.includes('.') ? `src/${part}` : `src/${part}/x.ts`)

const pathTo = (from: string, to: string) =>
  `${from.includes('.') ? './' : '../'}${to.includes('.') ? to : `${to}/x.ts`}`

describe('the import table', () => {
  it('has a row for everything in src/', () => {
    expect(ROWS.map(({ part }) => part).sort()).to.deep.equal(readdirSync('src').sort())
  })

  for (const row of ROWS) {
    it(`lets ${row.part} import the folders of its row in DESIGN.md, and no others`, async () => {
      const targets = ROWS.map(({ part }) => part)
      const said = await complaints(
        fileIn(row.part),
        ...targets.map((to) => `export * from '${pathTo(row.part, to)}'`),
      )
      const may = allowed(row)
      expect(said).to.deep.equal(
        targets.flatMap((to, index) =>
          may.has(to)
            ? []
            : [`${index + 1}: src/${row.part} may not import src/${to} (DESIGN.md, "The house")`],
        ),
      )
    })

    it(`lets ${row.part} import the packages of its row in DESIGN.md, and no owner's else`, async () => {
      const said = await complaints(
        fileIn(row.part),
        ...PACKAGES.map((name) => `import '${name.replace('*', 'client-s3')}'`),
      )
      const refused = said.map((complaint) => PACKAGES[Number.parseInt(complaint) - 1])
      expect(refused).to.deep.equal(PACKAGES.filter((name) => !row.owns.includes(name)))
    })
  }
})

/** Ways to write an import, each with what lint says of it in src/render. */
const ESCAPES: Readonly<Record<string, RegExp>> = {
  "import { a } from './../../collect/kinds.ts'": /may not import src\/collect/,
  "import { a } from '../../../src/collect/discovery.ts'": /may not import src\/collect/,
  "import { a } from '../view/../../collect/kinds.ts'": /may not import src\/collect/,
  "import { a } from '../../%63ollect/kinds.ts'": /may not import/,
  "import { a } from './%2e%2e/../collect/kinds.ts'": /may not import src\/collect/,
  "import { a } from '..\\\\..\\\\collect\\\\kinds.ts'": /may not import src\/collect/,
  "import '../../collect/kinds.ts'": /may not import src\/collect/,
  "import type { A } from '../../collect/kinds.ts'": /may not import src\/collect/,
  "export { a } from '../../collect/kinds.ts'": /may not import src\/collect/,
  "export * from '../../collect/kinds.ts'": /may not import src\/collect/,
  "export type A = import('../../collect/kinds.ts').A": /may not import src\/collect/,
  "import a = require('../../collect/kinds.ts')": /may not import src\/collect/,
  "export const a = await import('../../collect/list.ts')": /may not import src\/collect/,
  "import { a } from '../../util/text.ts'": /may not import src\/util/,
  "import { a } from '../../cli.ts'": /may not import src\/cli\.ts/,
  "import { a } from '../../../test/golden.ts'": /nothing outside of src/,
  "import { a } from '../../../node_modules/js-yaml/index.js'": /nothing outside of src/,
  "import { a } from '../../../deploy/setup-lock.mjs'": /nothing outside of src/,
  "import { a } from '/dist/core/digest.js'": /nothing outside of src/,
  "import { a } from 'file:///dist/core/digest.js'": /nothing outside of src/,
  "import { a } from 'data:text/javascript,export const a = 1'": /nothing outside of src/,
  "export const a = await import('node:crypto')": /only src\/core and src\/sign/,
  "export const a = await import('crypto')": /only src\/core and src\/sign/,
  "import { a } from 'NODE:crypto'": /nothing outside of src/,
  "import { a } from 'js-yaml/dist/js-yaml.mjs'": /only src\/core/,
  "import { a } from 'diff/../js-yaml/index.js'": /no way out of a package/,
  "import { exit } from 'node:process'": /only src\/cli\.ts/,
  'export const a = (name: string) => import(name)': /plain string/,
  'export const a = await import(`../../collect/list.ts`)': /plain string/,
  "import { createRequire } from 'node:module'": /no createRequire/,
  "import { createRequire } from 'module'": /no createRequire/,
  "export const a = process.getBuiltinModule('node:crypto')": /imports are static/,
  'export const a = crypto.randomUUID()': /digest/,
  "import { a } from 'exhibit/dist/collect/kinds.js'": /no self-reference/,
  "import { a } from 'exhibit'": /no self-reference/,
  "import { a } from '#collect/kinds.ts'": /no self-reference/,
}

const LEGAL = [
  "import { a } from './x.ts'",
  "import { a } from '../text.ts'",
  "import { a } from './../../render/text.ts'",
  "import { a } from '../../core/digest.ts'",
  "import type { A } from '../../model/report.ts'",
  "export type A = import('../../model/report.ts').A",
  "import { a } from '../../../deploy/find-browser.mjs'",
  "import { a } from 'node:path'",
  "import { a } from 'zod'",
  "export const a = await import('puppeteer')",
  'export const b = 1',
]

describe('lint', () => {
  for (const [snippet, message] of Object.entries(ESCAPES)) {
    it(`refuses ${snippet}`, async () => {
      expect(await complaints('src/render/view/y.ts', snippet))
        .to.have.length(1)
        .and.to.satisfy(([said = '']: readonly string[]) => message.test(said))
    })
  }

  for (const snippet of LEGAL) {
    it(`allows ${snippet}`, async () => {
      expect(await complaints('src/render/view/y.ts', snippet)).to.deep.equal([])
    })
  }

  it('refuses a folder, and a file beside cli.ts, that the table does not have', async () => {
    expect(await complaints('src/util/text.ts', 'export const a = 1')).to.deep.equal([
      '1: src/util is not in the import table',
    ])
    expect(await complaints('src/util.ts', 'export const a = 1')).to.deep.equal([
      '1: src/util.ts is not in the import table',
    ])
  })

  it('lets cli.ts, collect, render, archive and deliver load a part when it is used, and nothing else', async () => {
    const lazy = []
    for (const { part } of ROWS) {
      const said = await complaints(fileIn(part), "export const a = await import('zod')")
      if (said.length === 0) lazy.push(part)
      else expect(said).to.deep.equal(['1: import() only where a heavy part is loaded when used'])
    }
    expect(lazy.sort()).to.deep.equal(['archive', 'cli.ts', 'collect', 'deliver', 'render'])
  })
})
