import {
  isOfBalancers,
  outsideIn,
  outsideLimits,
  outsideSides,
  takenSides,
} from '../../analyse/places/outside.ts'
import { classParty } from '../../analyse/places/party.ts'
import { sidesAt } from '../../analyse/places/places.ts'
import { sideOf } from '../../analyse/places/sides.ts'
import type { Side } from '../../analyse/places/sides.ts'
import { Fault } from '../../core/fault.ts'
import type { Reachability } from '../../model/reachability.ts'
import { WORLD } from './outside.ts'

/** What a place means; everything where none is named. Throws Fault `USAGE` where nothing has that name. */
export function at(reachability: Reachability, place: string | undefined): readonly Side[] {
  if (place === undefined || place === WORLD) {
    const outside = outsideIn(reachability)
    const [sides, taken] = [outsideSides(reachability, outside), takenSides(reachability, outside)]
    if (place === WORLD) return [...sides, ...taken.filter(isOfBalancers)]
    const classes = reachability.podClasses.map((each) => sideOf(classParty(each)))
    return [...classes, ...sides, ...taken]
  }
  const found = sidesAt(reachability, place)
  if (found.length > 0) return found
  throw new Fault('USAGE', `nothing in the cluster is called ${place}`, {
    hint: "write namespace/pod, namespace/workload, an address or world; 'exhibit reach --all' lists all",
  })
}

/** What is to be known of places that stand for the outside, among others, a sentence each; empty: nothing, or all were named. */
export function limitsOf(
  reachability: Reachability,
  places: readonly (string | undefined)[],
): readonly string[] {
  if (!places.some((place) => place === undefined || place === WORLD)) return []
  const { taken } = outsideIn(reachability)
  return outsideLimits(reachability, places.includes(WORLD) ? taken : [])
}
