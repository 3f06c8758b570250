import { describeObject, describePort } from '../../analyse/names.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Comparison, OpeningChange } from '../../model/comparison.ts'

const HEADING = 'open to the outside'

/** Which ways from outside opened and closed, one line each. */
export function openingLines({ openings, compared }: Comparison): readonly string[] {
  if (compared.openings.length === 0) return ['', `${HEADING}: not compared`]
  const counts = (['opened', 'closed'] as const)
    .map((change) => ({ change, count: openings.filter((one) => one.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${change}`)
  const said = counts.length === 0 ? 'no change' : counts.join(', ')
  return [
    '',
    `${HEADING}: ${said} in ${compared.openings.join(', ')}`,
    ...openings.map(openingLine),
  ]
}

/** `opened prod NodePort by Service shop/web#/spec/ports/0: TCP 30080 -> shop/Deployment/web at 8080`. */
function openingLine(opening: OpeningChange): string {
  const { change, cluster, source, pointer, workload, targetPort, through } = opening
  const behind = targetPort === undefined ? '' : ` at ${targetPort}`
  const passage = through === undefined ? '' : ` through ${through}`
  return `  ${change} ${cluster} ${byText(opening)}${describeObject(source)}#${pointer}: ${describePort(opening.protocol, opening.port)} -> ${workload}${behind}${passage}${limits(opening)}`
}

/** As what an object opens it; nothing where its kind says that already. */
function byText({ kind, source }: OpeningChange): string {
  return kind === objectKeyParts(source).kind ? '' : `${kind} by `
}

/** For whom and for which hosts; nothing where for any. */
function limits({ hosts, sourceRanges }: OpeningChange): string {
  const said = [
    ...(hosts.length === 0 ? [] : [`hosts ${hosts.join(', ')}`]),
    ...(sourceRanges.length === 0 ? [] : [`from ${sourceRanges.join(', ')}`]),
  ]
  return said.length === 0 ? '' : `; ${said.join('; ')}`
}
