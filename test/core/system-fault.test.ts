import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { systemFault } from '../../src/core/system-fault.ts'

/** The error that work ends in. */
function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('systemFault', () => {
  it('says that the disk is full, with what to do', function () {
    if (process.platform !== 'linux') {
      process.stdout.write('      (not run: /dev/full is there on Linux only)\n')
      this.skip()
    }
    const fault = systemFault(errorOf(() => writeFileSync('/dev/full', 'x')))
    expect(fault).to.include({ code: 'ARCHIVE_REFUSED', exitCode: 5 })
    expect(fault?.message).to.match(/^cannot write: .*the disk is full$/)
    expect(fault?.hint).to.include('make room')
  })

  it('names the path that may not be written', () => {
    const fault = systemFault(errorOf(() => writeFileSync('/dev/null/x', 'x')))
    expect(fault).to.include({
      code: 'CONFIGURATION',
      message: 'cannot write: /dev/null/x: a file stands where a folder should be',
    })
  })

  it('leaves everything else a bug', () => {
    expect(systemFault(errorOf(() => readFileSync('/nowhere')))).to.equal(undefined)
    expect(systemFault(Object.assign(new Error('x'), { code: 'ENOSPC' }))).to.equal(undefined)
    expect(systemFault(new TypeError('x'))).to.equal(undefined)
    expect(systemFault('x')).to.equal(undefined)
  })
})
