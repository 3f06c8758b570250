import { expect } from 'chai'
import fc from 'fast-check'
import {
  clusterFolder,
  entryNumber,
  entryPath,
  folderName,
  folderOf,
  isSafePath,
} from '../../src/archive/layout.ts'

describe('entryPath', () => {
  it('is eight digits, and entryNumber reads them', () => {
    expect(entryPath(7)).equal('log/entries/00000007.json')
    expect(entryNumber('log/entries/00000007.json')).equal(7)
    expect(entryNumber('00000007.json')).equal(7)
    for (const other of ['7.json', '00000007.json.tsr', '000000007.json', 'x00000007.json']) {
      expect(entryNumber(other)).equal(undefined)
    }
  })
})

describe('folderOf', () => {
  it('keeps runs and reports apart', () => {
    expect(folderOf('run', 'x')).equal('runs/x/')
    expect(folderOf('report', 'x')).equal('reports/x/')
  })
})

describe('folderName', () => {
  it('keeps plain names as they are', () => {
    expect(clusterFolder('prod-eu.1')).equal('clusters/prod-eu.1/')
  })

  it('escapes what could be a path, a control or another case', () => {
    expect(folderName('arn:aws:eks/Prod')).equal('arn%3aaws%3aeks%2f%50rod')
    expect(folderName('..')).equal('%2e%2e')
    expect(folderName('=cmd()|\n\u202e')).match(/^[a-z0-9%]+$/)
  })

  it('gives every name a safe folder, and different names different ones, case ignored', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (a, b) => {
          expect(isSafePath(folderName(a))).equal(true)
          if (a.toWellFormed() === b.toWellFormed()) return
          expect(folderName(a).toLowerCase()).not.equal(folderName(b).toLowerCase())
        },
      ),
    )
  })

  it('cuts very long names and ends them in their digest', () => {
    const [one, two] = [folderName('x'.repeat(500)), folderName('x'.repeat(501))]
    expect(one).length.below(121)
    expect(one).not.equal(two)
  })
})
