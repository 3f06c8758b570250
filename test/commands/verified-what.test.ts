import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { verifiedWhat } from '../../src/commands/verified-what.ts'

describe('verifiedWhat', () => {
  let parent: string
  before(() => {
    parent = mkdtempSync(join(tmpdir(), 'what-'))
  })
  after(() => {
    rmSync(parent, { recursive: true })
  })

  let count = 0
  const folder = (files: Readonly<Record<string, unknown>>) => {
    const path = join(parent, String(++count))
    mkdirSync(path)
    for (const [name, value] of Object.entries(files))
      writeFileSync(join(path, name), typeof value === 'string' ? value : JSON.stringify(value))
    return path
  }
  const report = { 'manifest.json': { kind: 'report' } }

  for (const [what, files] of [
    ['run', { 'manifest.json': { kind: 'run' }, 'report.json': { format: 'report/v1' } }],
    ['report of a run', { ...report, 'report.json': { format: 'report/v1' } }],
    ['report of a period', { ...report, 'report.json': { format: 'period/v1' } }],
    ['comparison', { ...report, 'comparison.json': { format: 'comparison/v1' } }],
    ['sample', { ...report, 'sample.json': { format: 'sample/v1' } }],
    ['excerpt of a report of a period', withExcerpt('report.json', 'period/v1')],
    ['excerpt of a comparison', withExcerpt('comparison.json', 'comparison/v1')],
    ['report', { ...report, 'report.json': 'cut {' }],
    ['report', { ...report, 'report.json': { format: 'report/v9' } }],
  ] as const)
    it(`says what lies there: ${what}`, () => {
      expect(verifiedWhat(folder(files), 'run')).to.equal(what)
    })

  function withExcerpt(name: string, format: string) {
    return { ...report, [name]: { format, excerpt: { of: {} } } }
  }

  it('says of what lies outside of an archive that it was copied out', () => {
    const files = { ...report, 'report.json': { format: 'period/v1' } }
    expect(verifiedWhat(folder(files), 'folder')).to.equal('report of a period, copied out')
    expect(verifiedWhat(folder({}), 'archive')).to.equal('archive')
  })

  it('follows no link', () => {
    const path = folder(report)
    const other = folder({ 'report.json': { format: 'period/v1' } })
    symlinkSync(join(other, 'report.json'), join(path, 'report.json'))
    expect(verifiedWhat(path, 'run')).to.equal('report')
  })
})
