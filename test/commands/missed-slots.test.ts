import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { missedNotes, missedSlots } from '../../src/commands/stages/missed-slots.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

const notesOf = (cron: string, after: string, before: string) =>
  missedNotes(cron, missedSlots(cron, after, before))

describe('slots without a run', () => {
  it('are named, with the schedule that had them', () => {
    const notes = notesOf('0 2 * * 1', '2025-10-20T02:00:00Z', '2025-11-10T02:00:00Z')
    expect(notes).to.deep.equal([
      'no run answers for 2 slots of the schedule (0 2 * * 1, UTC) since the one before: 2025-10-27T02:00:00Z, 2025-11-03T02:00:00Z',
    ])
  })

  it('are none between one slot and the next', () => {
    expect(notesOf('0 2 * * 1', '2025-10-20T02:00:00Z', '2025-10-27T02:00:00Z')).to.deep.equal([])
  })

  it('are counted when they are many, and said to be more when they are too many to count', () => {
    const [many = ''] = notesOf('0 2 * * *', '2025-10-01T02:00:00Z', '2025-10-20T02:00:00Z')
    expect(many).to.include('18 slots').and.include('2025-10-02T02:00:00Z to 2025-10-19T02:00:00Z')
    const [more = ''] = notesOf('*/5 * * * *', '2025-10-01T02:00:00Z', '2025-10-20T02:00:00Z')
    expect(more).to.include('more than 400 slots').and.include('the first 2025-10-01T02:05:00Z')
  })

  describe('stand in the report of the next run', function () {
    this.timeout(60_000)

    it('but not of one outside the schedule', async () => {
      const context = installed(testContext())
      await reportOf(context, '2026-11-23')
      context.write('prod/collected.yaml', collectedYaml().replace('-23T', '-25T'))
      expect(await reportOf(context, '2026-11-27')).to.not.include('no run answers for')
      const said = await reportOf(context, '2026-11-25')
      expect(said).to.include('no run answers for 1 slot of the schedule')
      expect(said).to.include('2026-11-24T02:00:00Z')
    })
  })
})

async function reportOf(context: TestContext, day: string): Promise<string> {
  const slot = `${day}T02:00:00Z`
  const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json', '--slot', slot)
  const { folder } = JSON.parse(out) as { folder: string }
  return readFileSync(join(context.folder, 'archive', folder, 'report.html'), 'utf8')
}
