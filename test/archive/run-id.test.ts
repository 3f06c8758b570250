import { expect } from 'chai'
import { isReportId, isRunId, runIdOf, startOf } from '../../src/archive/run-id.ts'

describe('runIdOf', () => {
  it('carries the start and eight random digits', () => {
    expect(runIdOf('2026-11-23T02:00:00Z', '0a1b2c3d')).equal('20261123T020000Z-0a1b2c3d')
    expect(isRunId(runIdOf('2026-11-23T02:00:00Z'))).equal(true)
    expect(startOf('20261123T020000Z-0a1b2c3d')).equal('2026-11-23T02:00:00Z')
    expect(runIdOf('2026-11-23T02:00:00Z')).not.equal(runIdOf('2026-11-23T02:00:00Z'))
  })
})

describe('isRunId', () => {
  it('refuses days that do not exist and digits that are not ours', () => {
    for (const id of [
      '20261323T020000Z-0a1b2c3d',
      '20260230T020000Z-0a1b2c3d',
      '20261123T020000Z-0A1B2C3D',
      '20261123T020000Z-0a1b2c3',
      '20261123T020000Z-0a1b2c3d/',
      '../20261123T020000Z-0a1b2c3d',
    ]) {
      expect(isRunId(id), id).equal(false)
    }
  })
})

describe('isReportId', () => {
  it('takes a period or a comparison with eight digits, and never a run id', () => {
    expect(isReportId('2026-Q4-0a1b2c3d')).equal(true)
    expect(isReportId('2026-Q3~2026-Q4-0a1b2c3d')).equal(true)
    for (const id of [
      '20261123T020000Z-0a1b2c3d',
      'q4',
      '-0a1b2c3d',
      '../x-0a1b2c3d',
      'a b-0a1b2c3d',
    ]) {
      expect(isReportId(id), id).equal(false)
    }
  })
})
