import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { CATALOGUE } from '../evaluate/builders.ts'

describe('NIST SP 800-53', () => {
  it('has ids and titles as NIST’s own OSCAL catalogue has them', () => {
    const official = readFileSync('test/controls/nist-800-53-r5.titles', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    const framework = CATALOGUE.frameworks.find(({ id }) => id === 'nist-800-53-r5')
    const held = framework?.controls.map(({ id, title }) => `${id} | ${title}`)
    expect(held).to.deep.equal(official)
  })
})
