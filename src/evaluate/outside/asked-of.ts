import type { Control, Framework } from '../../model/control.ts'

/** Of which nodes another tool is asked for a control that is out of reach; undefined where its framework takes no answer for it. */
export function askedOf(
  { outside }: Framework,
  { id, method }: Control,
): 'control-plane' | 'every-node' | undefined {
  if (outside === undefined || method !== 'out-of-reach') return undefined
  const isIn = (sections: readonly string[]) =>
    sections.some((section) => id.startsWith(`${section}.`))
  if (isIn(outside.everyNode)) return 'every-node'
  return isIn(outside.controlPlane) ? 'control-plane' : undefined
}
