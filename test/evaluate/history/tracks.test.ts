import { expect } from 'chai'
import { digestOf } from '../../../src/core/digest.ts'
import { tracksOf } from '../../../src/evaluate/history/tracks.ts'
import type { Tracks } from '../../../src/evaluate/history/tracks.ts'
import type { ClusterMemory, Earlier } from '../../../src/model/history.ts'

const NONE: Earlier = { kind: 'none', why: 'first' }
const at = (day: number) => ({ run: `R${day}`, asOf: `2026-11-0${day}T02:00:00Z` })
const digest = (text: string) => digestOf(text)

function after(digests: Tracks, run: string): Earlier {
  const memory: ClusterMemory = {
    format: 'history/v1',
    cluster: 'prod',
    first: at(1),
    at: at(1),
    digests,
    observed: {},
    policies: { at: at(1), kinds: [], policies: [] },
    changes: [],
  }
  return { kind: 'known', run, memory }
}

/** The track of one digest after runs on days 1, 2, ..., each of which made it so; undefined: it made none. */
function trackOver(...states: readonly (string | undefined)[]) {
  let earlier = NONE
  let tracks: Tracks = {}
  for (const [index, state] of states.entries()) {
    const now = state === undefined ? {} : { segmentation: digest(state) }
    tracks = tracksOf(now, earlier, at(index + 1))
    earlier = after(tracks, at(index + 1).run)
  }
  return tracks.segmentation
}

describe('what runs know of a digest', () => {
  it('is since when it has been as it is, unbroken', () => {
    expect(trackOver('a', 'a', 'a')).to.deep.equal({
      newest: { ...at(3), digest: digest('a') },
      since: at(1),
      knownFrom: at(1),
    })
    expect(trackOver()).to.equal(undefined)
  })

  it('is the newest change, also where it was put back', () => {
    const between = { from: at(2), to: at(3) }
    const back = trackOver('a', 'b', 'a', 'a')
    expect(back?.changed).to.deep.equal({ before: digest('b'), ...between })
    expect(back?.since).to.deep.equal(at(3))
  })

  it('is where it is not known: never taken for unchanged', () => {
    const same = trackOver('a', undefined, 'a')
    const gap = { from: at(1), to: at(3) }
    expect(same?.gaps).to.deep.equal({ count: 1, newest: gap })
    expect(same?.since).to.deep.equal(at(3))
    expect(same?.changed).to.equal(undefined)
    const other = trackOver('a', undefined, undefined, 'b')
    expect(other?.changed).to.deep.equal({ before: digest('a'), from: at(1), to: at(4) })
    expect(other?.gaps?.count).to.equal(1)
    expect(trackOver('a', undefined)?.newest.run, 'as it was left').to.equal('R1')
  })

  it('does not grow with the number of runs', () => {
    const states = Array.from({ length: 200 }, (_, index) =>
      index % 3 === 0 ? undefined : String(index),
    )
    expect(JSON.stringify(trackOver(...states)).length).to.be.lessThan(1000)
    expect(trackOver(...states)?.gaps?.count).to.equal(66)
  })
})
