import type { Check } from '../model/check.ts'
import { CHECKS } from './check-list.ts'

const byId = new Map(CHECKS.map((check) => [check.id, check]))

/** The check of an id; undefined where there is none. */
export function checkOf(id: string): Check | undefined {
  return byId.get(id)
}
