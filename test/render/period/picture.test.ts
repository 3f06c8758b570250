import { expect } from 'chai'
import { calendarPicture } from '../../../src/render/period/picture/calendar.ts'
import { slotMark } from '../../../src/render/period/picture/slot.ts'
import { smallStrip, stripPicture } from '../../../src/render/period/picture/strip.ts'
import { trendPicture } from '../../../src/render/period/picture/trend.ts'
import { zoneArrows, zonesPicture } from '../../../src/render/period/picture/zones.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { SLOT_STATES, SLOT_WORDS } from '../../../src/render/period/words.ts'
import { periodSource } from './fixture.ts'

const { report } = periodView(periodSource())
const [, eu] = report.ledger.calendar
const cluster = report.newest!.clusters[0]!

/** The letters that a picture shows. */
function lettersIn(svg: string): string {
  return [...svg.matchAll(/class="(?:cut|line)-letter"[^>]*>([^<]*)</g)]
    .map(([, letter]) => letter)
    .join('')
}

describe('marks of slots', () => {
  it('have a letter each, all different, and a shape besides where they need a reader', () => {
    const letters = SLOT_STATES.map((state) => SLOT_WORDS[state].letter)
    expect(new Set(letters).size).to.equal(SLOT_STATES.length)
    for (const state of SLOT_STATES)
      expect(slotMark(state)).to.include(`>${SLOT_WORDS[state].letter}<`)
    const filled = SLOT_STATES.filter((state) => slotMark(state).includes('class="fill"'))
    expect(filled).to.deep.equal(['missed-silent', 'missed-recorded', 'partial'])
  })
})

describe('the calendar', () => {
  it('has a mark on each day with a slot, month by month', () => {
    expect(lettersIn(calendarPicture(eu!))).to.equal('DDSDDGDPDCLDD')
  })
})

describe('a history', () => {
  const rows = [
    { clusters: ['prod-eu'], letters: 'PPF.' },
    { clusters: ['a', 'b', 'c'], letters: 'PPPP' },
  ]

  it('shows the letter of each cell and names its clusters', () => {
    const svg = stripPicture(rows, report.columns.all.slice(0, 4))
    expect(svg).to.include('>prod-eu<').and.include('>3 clusters<')
    expect(svg).to.match(/class="strip-letter on-fill"[^>]*>F</)
    expect(svg).to.match(/class="strip-letter calm"[^>]*>PP</)
    expect(svg).to.match(/class="strip-letter faint"[^>]*>\.</)
  })

  it('fills only what needs a reader', () => {
    expect(smallStrip('PSW')).to.not.include('ground-')
    for (const [letter, ground] of Object.entries({ F: 'fail', U: 'undetermined', N: 'sign' }))
      expect(smallStrip(letter)).to.include(`ground-${ground}`)
  })

  it('is one rectangle for equal cells in a row, however many there are', () => {
    expect(smallStrip('U'.repeat(53)).match(/ground-undetermined/g)).to.have.length(1)
  })
})

describe('the trend', () => {
  it('has a bar for each column, and its total at the axis', () => {
    const svg = trendPicture(report.frameworks[1]!)
    expect(svg).to.include('>12<')
    expect(svg.match(/ground-fail/g)).to.have.length(2)
  })
})

describe('zones', () => {
  it('have an arrow where something is allowed or cannot be decided, dashed where it is not all listed', () => {
    const arrows = zoneArrows(cluster)
    expect(arrows.map(({ number, from, to, said }) => [number, from, to, said])).to.deep.include([
      1,
      'external',
      'cde',
      '1 listed',
    ])
    const dashed = arrows.filter(({ unlisted, undecided }) => unlisted + undecided > 0)
    const svg = zonesPicture(cluster)
    expect(svg.match(/class="zone-arrow unlisted"/g)).to.have.length(dashed.length)
    expect(svg.match(/class="zone-arrow"/g)).to.have.length(arrows.length - dashed.length)
    for (const { number, said } of arrows) expect(svg).to.include(`>${number}: ${said}<`)
  })

  it('that have no path between them have no arrow', () => {
    const closed = cluster.segmentation.map((cell) => ({ ...cell, allowed: 0, indeterminate: 0 }))
    expect(zonesPicture({ ...cluster, segmentation: closed })).to.not.include('zone-arrow')
  })
})
