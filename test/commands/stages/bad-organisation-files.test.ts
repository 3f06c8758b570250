import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { isFault } from '../../../src/core/fault.ts'
import { knownControls, loadOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { BAD_FILES } from './bad-organisation-files.ts'
import { ATTACHED, BAD_CHANGES } from './bad-changes.ts'
import { BAD_STATEMENTS } from './bad-statements.ts'

const FILES = { ...BAD_FILES, ...BAD_CHANGES, ...BAD_STATEMENTS }

/** The file of which a folder is configured, with what it speaks of beside it. */
const IN_FOLDER = 'outsideEvidence'

const KNOWN = knownControls(join(import.meta.dirname, '../../../controls'))

/** Faults of any text, whatever it is to say: what is told begins with the name of the file and a line. */
const ANY: readonly (readonly [
  kind: string,
  bytes: (text: string) => string | Buffer,
  told: RegExp,
])[] = [
  ['an empty file', () => '', /^:1: the file is empty$/],
  ['only comments', () => '# nothing\n', /^:1: the file is empty$/],
  ['a list', () => '- a\n', /^:1: a list where a mapping is needed$/],
  ['a tab for indentation', (text) => text.replace(/\n {2}/, '\n\t'), /^:\d+: .*tab/],
  [
    'a key that stands twice',
    (text) => `${text}${text.split('\n')[0] ?? ''}\n`,
    /^:\d+: .*(duplicate|twice)/,
  ],
  ['a second document', (text) => `${text}---\n${text}`, /^:\d+: a second document$/],
  [
    'bytes that are not UTF-8',
    (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])]),
    /UTF-8|utf-8/,
  ],
  ['a custom tag', (text) => text.replace(/^format: /, 'format: !!js/function '), /^:1: /],
  ['an alias bomb', bomb, /^:\d+: .*alias/],
  [
    'a list without end',
    (text) => text.replace(/:\s*\n {2}- [\s\S]*$/, `:\n${'  - {}\n'.repeat(10_001)}`),
    /more than (5000|10000) entries/,
  ],
  [
    'depth without end',
    (text) => `${text}deep: ${'['.repeat(5000)}${']'.repeat(5000)}\n`,
    /^:\d+: .*(deep|level|nest)/,
  ],
]

function bomb(text: string): string {
  const levels = 'bcdefghijk'.split('')
  const lines = levels.map((name, at) => {
    const above = at === 0 ? 'a' : (levels[at - 1] ?? '')
    return `  ${name}: &${name} [${Array.from({ length: 10 }, () => `*${above}`).join(', ')}]`
  })
  return `${text}bomb:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n${lines.join('\n')}\n`
}

describe('a file of the organisation with a fault', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bad-files-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  /** The lines told of all files, one of which has other bytes; the path of the folder taken out. */
  function told(name: string, bytes: string | Buffer): readonly string[] {
    const paths = Object.fromEntries(
      Object.entries(FILES).map(([each, { text }]) => {
        const place = each === IN_FOLDER ? join(folder, each) : folder
        mkdirSync(place, { recursive: true })
        const path = join(place, `${each}.yaml`)
        writeFileSync(path, each === name ? bytes : text)
        return [each, each === IN_FOLDER ? place : path]
      }),
    )
    writeFileSync(join(folder, IN_FOLDER, 'worker-1.json'), ATTACHED)
    try {
      loadOrganisation(paths, KNOWN)
    } catch (error) {
      if (!isFault(error)) throw error
      expect([error.code, error.hint === undefined]).to.deep.equal(['CONFIGURATION', false])
      return error.message
        .split('\n')
        .map((line) => line.replaceAll(`${folder}/`, '').replaceAll(`${IN_FOLDER}/`, ''))
    }
    return []
  }

  it('is none before it gets one', () => {
    for (const [name, { text }] of Object.entries(FILES))
      expect(told(name, text), name).to.deep.equal([])
  })

  for (const [name, { text, rows }] of Object.entries(FILES)) {
    for (const [kind, old, now, ...expected] of rows)
      it(`is told once, with file, line, path and the nearest value: ${name}, ${kind}`, () => {
        expect(text).to.include(old)
        const lines = told(name, text.replace(old, now))
        expect(lines).to.have.length(expected.length)
        for (const [at, line] of lines.entries()) {
          const wanted = expected[at] ?? ''
          if (wanted.endsWith('*')) expect(line).to.include(wanted.slice(0, -1))
          else expect(line).to.equal(wanted)
        }
      })

    for (const [kind, bytes, wanted] of ANY)
      it(`is told, never a crash: ${name}, ${kind}`, () => {
        const lines = told(name, bytes(text))
        expect(lines.length).to.be.greaterThan(0)
        expect(
          lines.some((line) => wanted.test(line.replace(`${name}.yaml`, ''))),
          lines.join('\n').slice(0, 400),
        ).to.equal(true)
      })
  }

  it('is told together with the faults of the others', () => {
    writeFileSync(join(folder, 'scope.yaml'), 'format: scope/v9\n')
    writeFileSync(join(folder, 'flows.yaml'), '')
    const paths = {
      scope: join(folder, 'scope.yaml'),
      flows: join(folder, 'flows.yaml'),
      waivers: join(folder, 'none.yaml'),
    }
    try {
      loadOrganisation(paths, KNOWN)
    } catch (error) {
      if (!isFault(error)) throw error
      for (const name of ['scope.yaml:1: format', 'flows.yaml:1: the file is empty', 'none.yaml'])
        expect(error.message).to.include(name)
      return
    }
    expect.fail('nothing was told')
  })
})
