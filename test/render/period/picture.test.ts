import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { calendarPicture } from '../../../src/render/period/picture/calendar.ts'
import { slotMark } from '../../../src/render/period/picture/slot.ts'
import { smallStrip, stripPicture } from '../../../src/render/period/picture/strip.ts'
import { trendPicture } from '../../../src/render/period/picture/trend.ts'
import { zoneArrows, zoneLines } from '../../../src/render/period/picture/zone-arrows.ts'
import {
  isCrossed,
  isOver,
  platesOf,
  waysOf,
  WIDTH,
  zonePlate,
  ZONES,
} from '../../../src/render/period/picture/zone-plates.ts'
import { zonesCaption, zonesPicture } from '../../../src/render/period/picture/zones.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { SLOT_STATES, SLOT_WORDS } from '../../../src/render/period/words.ts'
import { periodSource } from './fixture.ts'

const { report } = periodView(periodSource())
const [, eu] = report.ledger.calendar
const cluster = report.newest!.clusters[0]!

/** Every way from one zone to another. */
const ALL_WAYS = ZONES.flatMap((from) =>
  ZONES.filter((to) => to !== from).map((to) => [from, to] as const),
)

/** The cluster with some pairs allowed on these ways, and one of them listed. */
function between(ways: typeof ALL_WAYS): typeof cluster {
  const [one] = cluster.segmentation
  const segmentation = ways.map(([from, to]) => ({
    ...one!,
    ...{ from, to, pairs: 9, allowed: 5, approved: 1, indeterminate: 0 },
  }))
  return { ...cluster, segmentation }
}

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
    expect(filled).to.deep.equal([...['missed-silent', 'missed-recorded', 'unread', 'partial']])
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
  it('have a line where something is allowed or cannot be decided, with its number, its letter and a style for it', () => {
    const arrows = zoneArrows(cluster)
    expect(
      arrows.map(({ number, letter, from, to, said }) => [number, letter, from, to, said]),
    ).to.deep.include([1, 'L', 'external', 'cde', '1 listed'])
    const svg = zonesPicture(cluster)
    const styles = { L: 'zone-arrow', N: 'zone-arrow unlisted', U: 'zone-arrow undecided' } as const
    for (const letter of ['L', 'N', 'U'] as const) {
      const alike = arrows.filter((arrow) => arrow.letter === letter)
      expect(svg.split(`class="${styles[letter]}"`)).to.have.length(alike.length + 1)
      for (const { number } of alike) expect(svg).to.include(`>${number} ${letter}<`)
    }
    expect(zonesCaption(cluster)).to.not.include('too many')
  })

  it('have both directions in one line where there are too many arrows, which is said', () => {
    const dense = between(ALL_WAYS)
    const svg = zonesPicture(dense)
    expect(zoneArrows(dense)).to.have.length(20)
    expect(svg.split('class="zone-arrow unlisted"')).to.have.length(11)
    expect(svg.split('class="zone-arrow unlisted tip"')).to.have.length(21)
    expect(svg).to.include('>1, 5 N<')
    expect(zonesCaption(dense)).to.include('These are 20 arrows, too many for a picture')
  })

  it('have no number on another line, number or zone, whatever is allowed', () => {
    fc.assert(
      fc.property(fc.subarray(ALL_WAYS), (some) => {
        const lines = zoneLines(zoneArrows(between(some)))
        const ways = waysOf(lines)
        const plates = platesOf(
          ways,
          lines.map(({ arrows }) => (arrows.length > 1 ? 52 : 32)),
        )
        plates.forEach((plate, index) => {
          for (const [other, way] of ways.entries())
            expect(isCrossed(plate, way)).to.equal(other === index)
          for (const other of plates.slice(index + 1)) expect(isOver(plate, other)).to.equal(false)
          for (const zone of ZONES) expect(isOver(plate, zonePlate(zone))).to.equal(false)
        })
      }),
    )
  })

  it('have no letter below eight points on paper, on which the picture is not made smaller', () => {
    const css = readFileSync('templates/report.css', 'utf8')
    for (const [, style = ''] of zonesPicture(cluster).matchAll(/<text class="([\w-]+)/g)) {
      const size = new RegExp(`\\.${style} \\{ font-size: ([\\d.]+)px`).exec(css)?.[1]
      expect(Number(size) * 0.75, style).to.be.at.least(8)
    }
    // millimetres between the margins of A4, which is the narrower paper
    expect(WIDTH).to.be.at.most((174 / 25.4) * 96)
  })

  it('that have no path between them have no arrow', () => {
    const closed = cluster.segmentation.map((cell) => ({ ...cell, allowed: 0, indeterminate: 0 }))
    expect(zonesPicture({ ...cluster, segmentation: closed })).to.not.include('zone-arrow')
  })
})
