import { expect } from 'chai'
import { logTo, printable, silentLog } from '../../src/core/log.ts'
import type { LogFormat } from '../../src/core/log.ts'

function logged(format: LogFormat): string[] {
  const lines: string[] = []
  const log = logTo(
    (line) => lines.push(line),
    format,
    () => '2026-11-23T12:00:00Z',
  )
  log.info('listed', { cluster: 'prod\nfake', pods: 3, gone: undefined })
  log.warn('slow')
  return lines
}

describe('logTo', () => {
  it('writes text for people, one line each, without absent fields', () => {
    expect(logged('text')).to.deep.equal([
      'exhibit: listed cluster=prod\\u000afake pods=3\n',
      'exhibit: warning: slow\n',
    ])
  })

  it('writes JSON for collectors', () => {
    expect(logged('json').map((line) => JSON.parse(line) as unknown)).to.deep.equal([
      {
        time: '2026-11-23T12:00:00Z',
        level: 'info',
        message: 'listed',
        cluster: 'prod\nfake',
        pods: 3,
      },
      { time: '2026-11-23T12:00:00Z', level: 'warn', message: 'slow' },
    ])
  })

  it('has a silent form', () => {
    expect(() => {
      silentLog.info('a')
      silentLog.warn('b')
    }).not.to.throw()
  })
})

describe('printable', () => {
  it('shows controls, line separators and bidirectional marks, and nothing else', () => {
    expect(printable('a\u001b[2J\u202eb\u2028c\u0085é')).to.equal(
      'a\\u001b[2J\\u202eb\\u2028c\\u0085é',
    )
  })
})
