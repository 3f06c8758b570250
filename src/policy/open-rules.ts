import type { Direction, Rule } from '../model/policy.ts'

/** The rule that stands for a part of a policy that was not understood: it may do so with anything. */
export function openRule(
  direction: Direction,
  pointer: string,
  why: string,
  action: Rule['action'] = 'allow',
): Rule {
  return { pointer, direction, action, peers: [{ kind: 'any' }], traffic: 'all', conditional: why }
}

/**
 * The same in a tier with order: the part may allow and may deny. Passing on needs no rule of its own, since what follows either allows or
 * denies.
 */
export function openRules(direction: Direction, pointer: string, why: string): Rule[] {
  return [openRule(direction, pointer, why, 'allow'), openRule(direction, pointer, why, 'deny')]
}
