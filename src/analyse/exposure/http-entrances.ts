import type { Labels } from '../../model/object.ts'
import { unknown } from './http-answers.ts'
import type { HttpEntrance } from './http-answers.ts'
import { HTTP_BY_CONTROLLER } from './http-by-controller.ts'
import type { ServingControllers } from './ingress-controllers.ts'

const NO_CLASS = 'it names no class, so that it is not known which controller serves it'

/** How a host of an Ingress is answered by whichever controller serves it: what several would do differently is unknown. */
export function httpEntranceOf(
  { candidates, why, certain }: ServingControllers,
  annotations: Labels,
  tls: boolean,
): HttpEntrance {
  const answers = candidates.map((each) => {
    if (each.known === undefined) return unknown(tls, each.why)
    const answer = HTTP_BY_CONTROLLER.get(each.known.name)
    return answer === undefined
      ? unknown(tls, `what ${each.known.name} does with plain HTTP is not read`)
      : answer({ annotations, tls, parameters: each.parameters })
  })
  const [first] = answers
  if (!certain || first === undefined)
    return unknown(tls, why === undefined || candidates.length > 0 ? NO_CLASS : why)
  if (answers.length === 1) return first
  const alike = answers.every(
    (each) => each.tls === first.tls && each.plain.answer === first.plain.answer,
  )
  return alike ? first : unknown(tls, 'several controllers may serve it, which differ')
}
